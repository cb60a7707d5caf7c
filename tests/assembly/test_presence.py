"""Presence on the live pages: figures for everybody, buttons for the desk, one announcement when the quorum goes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from quattropole import clock
from quattropole.assembly.parts import OWN, PARTS, Kind, Part, PersonalPart, Role, Screen, checkin, presence, quorum
from quattropole.decisions import actions as votes
from quattropole.decisions.models import Ballot, Vote
from quattropole.meetings import actions, queries
from quattropole.meetings.models import Meeting
from quattropole.network.actions import end_mandate
from quattropole.network.models import Network, Person
from tests import factories
from tests.decisions import hall as halls
from tests.decisions.hall import Hall


def seen(part: Part, hall: Hall, kind: Kind, language: str = "de", role: Role = Role.NONE) -> str:
    """The part as the viewers of a screen see it."""
    with translation.override(language):
        return part.render(Meeting.objects.get(pk=hall.meeting.pk), Screen(kind, language, role))


def own(hall: Hall, person: Person, language: str = "de") -> str:
    """The reader's own part."""
    meeting = Meeting.objects.get(pk=hall.meeting.pk)
    (key,) = checkin.PART.keys(meeting, [person.pk]).values()
    with translation.override(language):
        return checkin.PART.render(meeting, Screen(Kind.MEMBER, language), key)


def leave(hall: Hall, *places: int) -> None:
    for place in places:
        actions.check_out(hall.meeting, by=hall.viewer(place))


def come(hall: Hall, *places: int) -> None:
    for place in places:
        actions.check_in(hall.meeting, hall.seated[place][0], by=hall.viewer(place))


@pytest.fixture
def hall(network: Network) -> Hall:
    """An assembly of twelve in session, everybody there."""
    return halls.assembly(network)[0]


def test_parts_of_presence_are_on_the_pages() -> None:
    assert {presence.PART, quorum.PART, checkin.PART} <= set(PARTS)
    assert isinstance(checkin.PART, PersonalPart)


@pytest.mark.parametrize("kind", list(Kind))
def test_everybody_sees_the_figures_and_only_the_desk_sees_names(hall: Hall, kind: Kind) -> None:
    leave(hall, 0)
    html = seen(presence.PART, hall, kind)
    assert "11" in html
    assert "12" in html
    assert (str(hall.seated[1][1]) in html or str(hall.seated[1][0]) in html) == (kind is Kind.CONSOLE)
    assert ("Metz" in html) == (kind is not Kind.GALLERY)
    assert reverse("meetings:arrive", args=[hall.meeting.pk]) not in html


@pytest.mark.parametrize("role", [Role.CHAIR, Role.DESK])
def test_desk_records_on_the_console_by_forms_that_answer_live(hall: Hall, role: Role) -> None:
    leave(hall, 0)
    html = seen(presence.PART, hall, Kind.CONSOLE, role=role)
    for name in ("arrive", "leave", "arrive_city"):
        assert f'hx-post="{reverse(f"meetings:{name}", args=[hall.meeting.pk])}"' in html
    assert html.count('<form method="post"') == html.count(OWN)
    assert "csrfmiddlewaretoken" not in html, "what all see alike holds nobody's token"


def test_console_draws_the_seats_with_words_beside(hall: Hall) -> None:
    leave(hall, 0)
    html = seen(presence.PART, hall, Kind.CONSOLE)
    assert html.count("<circle") == 12
    assert html.count("is-vacant") == 1
    assert 'role="img" aria-label="11 ' in html


def test_body_too_large_for_a_list_is_searched(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "SEATS_LISTED", 11)
    html = seen(presence.PART, hall, Kind.CONSOLE, role=Role.DESK)
    assert f'action="{reverse("meetings:seats", args=[hall.meeting.pk])}"' in html
    assert reverse("meetings:arrive", args=[hall.meeting.pk]) not in html


def test_of_many_cities_only_the_missing_ones_are_named(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "CITIES_DRAWN", 3)
    leave(hall, *range(3))
    html = seen(presence.PART, hall, Kind.MEMBER)
    assert "Luxemburg" in html
    assert "Metz" not in html


def test_projector_says_it_in_every_authentic_language(hall: Hall) -> None:
    leave(hall, 0, 1, 3, 4, 6, 7, 9)
    for part in (presence.PART, quorum.PART):
        html = seen(part, hall, Kind.PROJECTOR)
        assert '<span lang="de">' in html
        assert '<span lang="fr">' in html
        assert "12" in html
        assert "<form" not in html
    assert "5 / 12" in seen(presence.PART, hall, Kind.PROJECTOR)


def test_lost_quorum_is_announced_once_with_its_paragraph_and_what_it_means(hall: Hall) -> None:
    assert seen(quorum.PART, hall, Kind.MEMBER) == ""
    leave(hall, 0, 1, 3, 4, 6, 7, 9)
    for language, word in (("de", "beschlussfähig"), ("fr", "quorum")):
        html = seen(quorum.PART, hall, Kind.MEMBER, language)
        assert 'role="alert"' in html
        assert word in html
        assert "Satzung QuattroPole" in html
    first = seen(quorum.PART, hall, Kind.MEMBER)
    leave(hall, 10)
    assert seen(quorum.PART, hall, Kind.MEMBER) == first, "the same words are not sent again"
    come(hall, 0, 1, 3, 4, 6, 7, 9, 10)
    again = seen(quorum.PART, hall, Kind.MEMBER)
    assert 'role="status"' in again
    clock.set_ahead(clock.ahead() + timedelta(minutes=11))
    assert seen(quorum.PART, hall, Kind.MEMBER) == ""


def test_city_that_leaves_altogether_takes_the_quorum_with_it(hall: Hall) -> None:
    leave(hall, 0, 1, 2)
    html = seen(quorum.PART, hall, Kind.CONSOLE)
    assert 'role="alert"' in html
    assert "Luxemburg" in html


def test_meeting_opened_without_a_quorum_says_so(network: Network) -> None:
    hall, _item = halls.assembly(network, absent=range(8))
    assert 'role="alert"' in seen(quorum.PART, hall, Kind.PROJECTOR)
    actions.close_meeting(hall.meeting, by=hall.chair)
    assert seen(quorum.PART, hall, Kind.PROJECTOR) == ""


def test_own_part_offers_what_can_be_said_now(hall: Hall) -> None:
    here, gone = (reverse(f"meetings:{name}", args=[hall.meeting.pk]) for name in ("here", "gone"))
    person = hall.seated[0][1]
    assert f'hx-post="{gone}"' in own(hall, person)
    leave(hall, 0)
    away = own(hall, person)
    assert f'hx-post="{here}"' in away
    assert OWN in away
    assert own(hall, person, "fr") != away
    assert own(hall, hall.house.secretary).strip() == ""
    actions.close_meeting(hall.meeting, by=hall.chair)
    assert own(hall, person).strip() == ""


def test_many_who_stand_alike_share_one_rendering(hall: Hall) -> None:
    leave(hall, 0, 1)
    people = [person.pk for _seat, person in hall.seated]
    assert len(set(checkin.PART.keys(hall.meeting, people).values())) == 2


def test_parts_need_no_more_queries_for_many_seats_than_for_few(hall: Hall) -> None:
    def queries_for(size: int) -> int:
        organ = factories.make_organ(hall.house.network, f"group-{size}")
        meeting = factories.make_meeting(organ, state="open", starts_at=clock.now())
        people = []
        for number in range(size):
            person = factories.make_holder(organ, hall.house.cities[number % 4], number=number)
            people.append(person.pk)
            seat = person.mandates.get().seat
            assert seat is not None
            factories.make_attendance(meeting, seat, person)
        with CaptureQueriesContext(connection) as captured:
            for kind in Kind:
                presence.PART.render(meeting, Screen(kind, "de", Role.DESK))
            checkin.PART.keys(meeting, people)
        return len(captured)

    assert queries_for(3) == queries_for(200)
    assert queries_for(270) < queries_for(4), "where they are neither listed nor drawn, seats are only counted"


def test_member_who_leaves_during_a_vote_counts_no_more_and_the_ballot_cast_stays(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = votes.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)
    halls.cast(hall, vote, {0: "yes", 1: "yes"})
    leave(hall, 0)
    end_mandate(hall.seated[1][1].mandates.get(), on=clock.today() - timedelta(days=1))
    assert queries.quorum_of(hall.meeting).present == 10
    assert Ballot.objects.filter(vote=vote).count() == 2
    halls.cast(hall, vote, dict.fromkeys((3, 4), "no"))
    assert halls.decide(hall, vote).result["counts"]["yes"] == 2
