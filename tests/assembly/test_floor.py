"""Which item is on the floor: called, followed by votes, interrupted, ended with the meeting."""

from datetime import timedelta

import pytest
from django.utils import timezone

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.assembly.actions import floor as acts
from quattropole.assembly.models import Debate, Floor, Speech
from quattropole.assembly.queries.floor import floor_of, item_after, limit_of
from quattropole.decisions import actions as decisions
from quattropole.decisions.models import Vote
from quattropole.meetings import actions as meetings
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Network
from tests import factories
from tests.assembly.floor import acts_logged
from tests.decisions import hall as halls
from tests.decisions.hall import Hall

pytestmark = pytest.mark.django_db


@pytest.fixture
def opened(network: Network) -> tuple[Hall, AgendaItem, AgendaItem]:
    """An assembly in session with two items."""
    hall, first = halls.assembly(network)
    return hall, first, factories.make_item(hall.meeting, kind=AgendaItem.Kind.DISCUSSION)


def speaks(hall: Hall, item: AgendaItem, place: int = 0) -> Speech:
    """Somebody has the floor."""
    seat, person = hall.seated[place]
    now = clock.now()
    return Speech.objects.create(
        network=hall.house.network, item=item, seat=seat, person=person, language="de", asked_at=now, called_at=now
    )


def test_calling_an_item_puts_it_on_the_floor_and_begins_its_debate(
    opened: tuple[Hall, AgendaItem, AgendaItem],
) -> None:
    hall, first, _second = opened
    acts.call_item(first, by=hall.chair)
    floor = floor_of(hall.meeting)
    assert floor.item == first
    assert floor.since is not None
    assert first.debate.state == Debate.State.OPEN
    assert first.debate.begun_at is not None
    assert acts_logged()[-1] == "item called"


def test_calling_an_item_twice_calls_it_once(opened: tuple[Hall, AgendaItem, AgendaItem]) -> None:
    hall, first, _second = opened
    acts.call_item(first, by=hall.chair)
    since = floor_of(hall.meeting).since
    acts.call_item(first, by=hall.chair)
    assert floor_of(hall.meeting).since == since
    assert acts_logged().count("item called") == 1


def test_only_the_chair_calls_items(opened: tuple[Hall, AgendaItem, AgendaItem]) -> None:
    hall, first, _second = opened
    for viewer in (hall.secretary, hall.viewer(1), factories.make_viewer(network=hall.house.network)):
        with pytest.raises(NotAllowed):
            acts.call_item(first, by=viewer)


def test_nothing_is_called_before_the_meeting_is_open(network: Network) -> None:
    house = halls.furnish(network)
    meeting = halls.plan(house.assembly)
    item = factories.make_item(meeting)
    with pytest.raises(NotPossible):
        acts.call_item(item, by=factories.make_viewer(house.president))


def test_the_next_item_follows_the_agenda_and_passes_over_what_was_put_off(
    opened: tuple[Hall, AgendaItem, AgendaItem],
) -> None:
    hall, first, second = opened
    third = factories.make_item(hall.meeting)
    assert acts.next_item(hall.meeting, by=hall.chair).item == first
    Debate.objects.create(network=hall.house.network, item=second, state=Debate.State.ADJOURNED)
    assert item_after(hall.meeting, first) == third
    assert acts.next_item(hall.meeting, by=hall.chair).item == third
    with pytest.raises(NotPossible):
        acts.next_item(hall.meeting, by=hall.chair)
    with pytest.raises(NotPossible):
        acts.call_item(second, by=hall.chair)


def test_the_next_item_ends_the_speech_and_seals_the_debate(opened: tuple[Hall, AgendaItem, AgendaItem]) -> None:
    hall, first, second = opened
    acts.call_item(first, by=hall.chair)
    speech = speaks(hall, first)
    acts.call_item(second, by=hall.chair)
    speech.refresh_from_db()
    assert speech.ended_at is not None
    first.debate.refresh_from_db()
    assert first.debate.ended_at is not None
    entry = AuditEntry.objects.get(act="debate ended")
    assert entry.details["speeches"] == 1
    assert len(entry.details["digest"]) == 64


def test_going_back_to_an_item_takes_its_debate_up_again(opened: tuple[Hall, AgendaItem, AgendaItem]) -> None:
    hall, first, second = opened
    acts.call_item(first, by=hall.chair)
    begun = first.debate.begun_at
    acts.call_item(second, by=hall.chair)
    acts.call_item(first, by=hall.chair)
    debate = Debate.objects.get(item=first)
    assert (debate.begun_at, debate.ended_at) == (begun, None)


def test_opening_a_vote_brings_its_item_on_the_floor_and_ends_the_speech(
    opened: tuple[Hall, AgendaItem, AgendaItem],
) -> None:
    hall, first, second = opened
    acts.call_item(second, by=hall.chair)
    speech = speaks(hall, second)
    decisions.open_vote(first, method=Vote.Method.NAMED, by=hall.chair)
    assert floor_of(hall.meeting).item == first
    speech.refresh_from_db()
    assert speech.ended_at is not None


def test_no_item_is_called_while_a_vote_is_open(opened: tuple[Hall, AgendaItem, AgendaItem]) -> None:
    hall, first, second = opened
    vote = decisions.open_vote(first, method=Vote.Method.NAMED, by=hall.chair)
    with pytest.raises(NotPossible):
        acts.call_item(second, by=hall.chair)
    with pytest.raises(NotPossible):
        acts.pause(hall.meeting, "", by=hall.chair)
    halls.cast(hall, vote, {0: "yes"})
    halls.decide(hall, vote)
    assert acts.call_item(second, by=hall.chair).item == second


def test_an_interruption_is_told_and_lets_the_speaker_go_on_first(opened: tuple[Hall, AgendaItem, AgendaItem]) -> None:
    hall, first, second = opened
    acts.call_item(first, by=hall.chair)
    speech = speaks(hall, first)
    acts.pause(hall.meeting, "  Mittag bis 14 Uhr ", by=hall.chair)
    acts.pause(hall.meeting, "noch einmal", by=hall.chair)
    floor = floor_of(hall.meeting)
    assert floor.pause == "Mittag bis 14 Uhr"
    assert floor.paused_at is not None
    continued = Speech.objects.get(continues=speech)
    assert (continued.rank, continued.person, continued.called_at) == (0, speech.person, None)
    with pytest.raises(NotPossible):
        acts.call_item(second, by=hall.chair)
    acts.resume(hall.meeting, by=hall.chair)
    acts.resume(hall.meeting, by=hall.chair)
    assert floor_of(hall.meeting).paused_at is None
    assert acts_logged().count("meeting interrupted") == acts_logged().count("meeting resumed") == 1


def test_rules_of_debate_are_set_by_the_chair_and_within_reason(opened: tuple[Hall, AgendaItem, AgendaItem]) -> None:
    hall, first, _second = opened
    acts.set_rules(hall.meeting, Floor.Alternation.CITY, True, 180, 900, by=hall.chair)
    floor = floor_of(hall.meeting)
    assert (floor.alternation, floor.newcomers_first, floor.speech_seconds, floor.city_seconds) == (
        "city",
        True,
        180,
        900,
    )
    assert limit_of(floor, Debate(item=first, speech_seconds=60)) == 60
    assert limit_of(floor, Debate(item=first)) == 180
    with pytest.raises(NotAllowed):
        acts.set_rules(hall.meeting, Floor.Alternation.NONE, False, None, None, by=hall.viewer(1))
    for wrong in (("queue", None), ("city", 5), ("city", 100_000)):
        with pytest.raises(NotPossible):
            acts.set_rules(hall.meeting, wrong[0], False, wrong[1], None, by=hall.chair)


def test_closing_the_meeting_ends_the_speech_and_seals_the_debate(opened: tuple[Hall, AgendaItem, AgendaItem]) -> None:
    hall, first, second = opened
    acts.call_item(first, by=hall.chair)
    speech = speaks(hall, first)
    meetings.close_meeting(hall.meeting, by=hall.chair)
    speech.refresh_from_db()
    assert speech.ended_at is not None
    assert "debate ended" in acts_logged()
    with pytest.raises(NotPossible):
        acts.call_item(second, by=hall.chair)


def test_a_clock_set_back_ends_a_speech_at_its_beginning(opened: tuple[Hall, AgendaItem, AgendaItem]) -> None:
    hall, first, second = opened
    acts.call_item(first, by=hall.chair)
    speech = speaks(hall, first)
    later = timezone.now() + timedelta(days=100)
    Speech.objects.filter(pk=speech.pk).update(called_at=later)
    acts.call_item(second, by=hall.chair)
    speech.refresh_from_db()
    assert speech.ended_at == speech.called_at


def test_the_floor_of_another_network_is_not_reached(opened: tuple[Hall, AgendaItem, AgendaItem]) -> None:
    hall, first, _second = opened
    other = factories.make_network("tonicites", charter=factories.charter_source())
    stranger = factories.make_viewer(factories.make_secretary(other))
    with pytest.raises(NotAllowed):
        acts.call_item(first, by=stranger)
    assert floor_of(hall.meeting).item is None
