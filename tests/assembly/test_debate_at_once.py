"""The debate in the same instant: two consoles, a list that closes, a result that is declared."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import django_scopes
import pytest

from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.assembly.actions import floor as floor_acts
from quattropole.assembly.actions import procedure, speakers
from quattropole.assembly.models import Debate, ProceduralMotion, Speech
from quattropole.assembly.queries.floor import debate_of, floor_of
from quattropole.decisions import actions as decisions
from quattropole.decisions.models import Vote
from quattropole.meetings import actions as meetings
from quattropole.meetings.models import Meeting
from quattropole.network.models import Network
from tests import factories
from tests.assembly.floor import asks, debating
from tests.decisions.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

Kind = ProceduralMotion.Kind


@pytest.fixture
def here() -> Iterator[Network]:
    made = factories.make_network()
    with django_scopes.scope(network=made):
        yield made


def running() -> list[Speech]:
    return list(Speech.objects.filter(called_at__isnull=False, ended_at__isnull=True))


def test_two_consoles_that_give_the_floor_leave_one_speaker(here: Network) -> None:
    hall, item = debating(here)
    first, second = asks(hall, item, 1, 4)
    deeds: list[Callable[[], Any]] = [
        partial(speakers.give_floor, speech, by=factories.make_viewer(hall.house.president))
        for speech in (first, second, first, second)
    ]
    at_once(here, deeds)
    assert len(running()) == 1
    assert Speech.objects.filter(called_at__isnull=True).count() == 0


def test_two_consoles_that_call_the_next_item_do_not_skip_one_unseen(here: Network) -> None:
    hall, _item = debating(here)
    second, third = factories.make_item(hall.meeting), factories.make_item(hall.meeting)
    deeds: list[Callable[[], Any]] = [
        partial(floor_acts.call_item, second, by=factories.make_viewer(hall.house.president)) for _ in range(3)
    ]
    at_once(here, deeds)
    assert floor_of(hall.meeting).item == second
    assert floor_of(hall.meeting).item != third
    assert AuditEntry.objects.filter(act="item called").count() == 2


def test_a_list_that_closes_takes_each_request_or_says_so(here: Network) -> None:
    hall, item = debating(here)
    deeds: list[Callable[[], Any]] = [
        partial(speakers.ask_to_speak, item, by=hall.viewer(place)) for place in (0, 1, 3, 4, 5, 6)
    ]
    chair = factories.make_viewer(hall.house.president)
    deeds.insert(3, partial(speakers.set_list, item, Debate.State.LIST_CLOSED, by=chair))
    answers = at_once(here, deeds)
    asked = [answer for answer in answers if isinstance(answer, Speech)]
    told = [answer for answer in answers if isinstance(answer, NotPossible)]
    assert len(asked) + len(told) == 6
    assert set(Speech.objects.values_list("pk", flat=True)) == {speech.pk for speech in asked}


def test_the_same_request_from_two_devices_waits_once(here: Network) -> None:
    hall, item = debating(here)
    deeds: list[Callable[[], Any]] = [
        partial(speakers.ask_to_speak, item, by=factories.make_viewer(hall.seated[4][1])) for _ in range(4)
    ]
    answers = at_once(here, deeds)
    assert {speech.pk for speech in answers} == {Speech.objects.get().pk}


def test_a_motion_carried_from_two_consoles_is_carried_once(here: Network) -> None:
    hall, item = debating(here)
    motion = procedure.move(item, Kind.CLOSE_DEBATE, by=hall.viewer(1))
    deeds: list[Callable[[], Any]] = [
        partial(procedure.carry_unopposed, motion, by=factories.make_viewer(hall.house.president)) for _ in range(3)
    ]
    deeds.append(
        partial(procedure.put_to_vote, motion, method=Vote.Method.HANDS, by=factories.make_viewer(hall.house.president))
    )
    at_once(here, deeds)
    state = ProceduralMotion.objects.get().state
    carried = AuditEntry.objects.filter(act="procedural motion carried unopposed").count()
    assert (state, carried, Vote.objects.count()) in {("carried", 1, 0), ("voting", 0, 1)}


def test_declaring_and_calling_at_once_never_wait_for_each_other_in_a_circle(here: Network) -> None:
    hall, item = debating(here)
    second = factories.make_item(hall.meeting)
    for kind in (Kind.LIMIT_TIME, Kind.CLOSE_LIST, Kind.CLOSE_DEBATE):
        floor_acts.call_item(item, by=hall.chair)
        motion = procedure.move(item, kind, seconds=60, by=hall.viewer(1))
        vote = procedure.put_to_vote(motion, method=Vote.Method.HANDS, by=hall.chair)
        decisions.count_hands(vote, counts={"yes": 7}, by=hall.chair)
        decisions.close_vote(vote, by=hall.chair)
        chairs = [factories.make_viewer(hall.house.president) for _ in range(4)]
        deeds: list[Callable[[], Any]] = [
            partial(decisions.declare_vote, vote, by=chairs[0]),
            partial(floor_acts.call_item, second, by=chairs[1]),
            partial(speakers.put_up, item, guest="Gast", kind=Speech.Kind.ORDER, by=chairs[2]),
            partial(floor_acts.set_rules, hall.meeting, "city", False, None, None, by=chairs[3]),
        ]
        at_once(here, deeds)
        assert ProceduralMotion.objects.get(kind=kind).state == "carried"
    assert debate_of(item).state == Debate.State.CLOSED


def test_a_meeting_that_closes_leaves_nobody_speaking(here: Network) -> None:
    hall, item = debating(here)
    (speech,) = asks(hall, item, 4)
    chairs = [factories.make_viewer(hall.house.president) for _ in range(2)]

    def give() -> Speech | None:
        try:
            return speakers.give_floor(speech, by=chairs[1])
        except NotAllowed:  # everybody has left with the meeting, the chair too
            return None

    at_once(here, [partial(meetings.close_meeting, hall.meeting, by=chairs[0]), give])
    assert running() == []
    assert Meeting.objects.get(pk=hall.meeting.pk).state == Meeting.State.CLOSED
