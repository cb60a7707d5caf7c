"""The own ballot: ready, cast, kept out, somebody else's; and who shares the same page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from quattropole import clock
from quattropole.assembly.parts import Kind, Screen, ballot
from quattropole.assembly.queries.ballots import SeatStanding, Standing, VoteStanding, Why, ballot_keys, read_key
from quattropole.decisions import actions
from quattropole.decisions.models import Ballot, Elector, Means, Participation, Vote
from quattropole.meetings.models import Attendance
from quattropole.network.models import Mandate, Network
from tests import factories
from tests.assembly.screens import shown, words
from tests.decisions import hall as halls
from tests.decisions.hall import Hall


def opened(network: Network, *, method: str = "named", absent: tuple[int, ...] = ()) -> tuple[Hall, Vote]:
    hall, item = halls.assembly(network, absent=absent)
    return hall, actions.open_vote(item, method=method, by=hall.chair)


def said(hall: Hall, place: int, language: str = "en") -> str:
    """What the ballot of whoever sits there says."""
    return words(shown(ballot.PART, hall, place=place, language=language))


def test_nothing_is_asked_while_no_vote_is_open(network: Network) -> None:
    hall, _item = halls.assembly(network)
    assert said(hall, 0).startswith("No vote is open.")


def test_whoever_may_vote_gets_the_question_and_a_button_for_each_choice(network: Network) -> None:
    hall, vote = opened(network)
    html = shown(ballot.PART, hall, place=0, language="en")
    assert "Vote now" in words(html)
    assert [f'value="{choice}"' in html for choice in ("yes", "no", "abstain")] == [True] * 3
    with translation.override("en"):
        assert f'action="{reverse("assembly:cast", args=[vote.pk])}"' in html
    assert 'name="seat"' not in html


def test_all_who_can_do_the_same_share_one_page(network: Network) -> None:
    hall, vote = opened(network)
    people = [person.pk for _seat, person in hall.seated]
    assert len(set(ballot_keys(hall.meeting, people).values())) == 1
    halls.cast(hall, vote, {0: "yes", 1: "yes", 2: "no"})
    assert len(set(ballot_keys(hall.meeting, people).values())) == 3


def test_open_ballot_is_shown_to_whoever_cast_it(network: Network) -> None:
    hall, vote = opened(network)
    halls.cast(hall, vote, {0: "no"})
    assert "You voted: No It counts." in said(hall, 0)
    assert "<form" not in shown(ballot.PART, hall, place=0)
    actions.close_vote(vote, by=hall.chair)
    assert "The chair declares the result next." in said(hall, 0)
    assert "You did not vote." in said(hall, 1)


def test_secret_ballot_says_only_that_it_was_cast(network: Network) -> None:
    hall, vote = opened(network, method="secret")
    assert "receipt code" in said(hall, 0)
    Participation.objects.create(network=network, vote=vote, seat=hall.seated[0][0])
    assert "You have voted." in said(hall, 0)
    assert "Yes" not in said(hall, 0)


def test_ballot_on_paper_says_who_entered_it(network: Network) -> None:
    hall, vote = opened(network)
    seat, person = hall.seated[0]
    Ballot.objects.create(
        network=network, vote=vote, seat=seat, person=person, choice="yes", means=Means.PAPER, cast_at=clock.now()
    )
    assert "Entered by the secretariat from your ballot on paper." in said(hall, 0)


def test_show_of_hands_asks_to_raise_the_hand(network: Network) -> None:
    hall, _vote = opened(network, method="hands")
    assert "Raise your hand when the chair asks." in said(hall, 0)
    assert "<form" not in shown(ballot.PART, hall, place=0)


def test_excluded_seat_reads_why_with_the_paragraph(network: Network) -> None:
    hall, vote = opened(network)
    actions.exclude_seat(vote, hall.seated[0][0], interest="contract_with_self", by=hall.chair)
    assert "This seat does not vote on this item." in said(hall, 0)
    assert "§ 34 BGB" in said(hall, 0)
    assert "Vote now" in said(hall, 1)


def test_whoever_is_away_reads_why_and_what_to_do(network: Network) -> None:
    hall, _vote = opened(network, absent=(0, 1))
    assert "You are not recorded as present." in said(hall, 0)
    seat, person = hall.seated[1]
    factories.make_attendance(hall.meeting, seat, person, arrived_at=clock.now())
    assert "You came after this vote was opened." in said(hall, 1)


def test_whoever_is_represented_reads_by_whom(network: Network) -> None:
    hall, item = halls.assembly(network, absent=(0,))
    seat = hall.seated[0][0]
    substitute = factories.make_person(network, "Vera Vertretung", city=seat.city)
    factories.make_attendance(hall.meeting, seat, substitute, is_substitute=True, arrived_at=clock.now())
    actions.open_vote(item, method="named", by=hall.chair)
    assert "Vera Vertretung votes for your seat." in said(hall, 0)
    keys = ballot_keys(hall.meeting, [substitute.pk])
    html = ballot.render(hall.meeting, Screen(Kind.MEMBER, "de"), keys[substitute.pk])
    assert f'name="seat" value="{seat.pk}"' in html


def test_guest_reads_that_there_is_no_vote(network: Network) -> None:
    hall, _vote = opened(network)
    key = ballot_keys(hall.meeting, [hall.house.secretary.pk])[hall.house.secretary.pk]
    assert read_key(key)[0].why is Why.GUEST


def test_whoever_leaves_or_loses_the_mandate_reads_it(network: Network) -> None:
    hall, _vote = opened(network)
    Attendance.objects.filter(meeting=hall.meeting, seat=hall.seated[0][0]).update(left_at=clock.now())
    assert "The seat is not recorded as present." in said(hall, 0)
    yesterday = clock.today().fromordinal(clock.today().toordinal() - 1)
    Mandate.objects.filter(seat=hall.seated[1][0]).update(ends=yesterday)
    assert "The mandate for this seat has ended." in said(hall, 1)


def test_whoever_votes_for_several_seats_gets_a_ballot_for_each(network: Network) -> None:
    hall, vote = opened(network)
    (own, person), (other, _absent) = hall.seated[0], hall.seated[1]
    Elector.objects.filter(vote=vote, seat=other).update(person=person, is_proxy=True)
    html = shown(ballot.PART, hall, place=0, language="en")
    assert html.count("<form") == 2
    assert [f'name="seat" value="{seat.pk}"' in html for seat in (own, other)] == [True, True]
    assert "(by proxy)" in words(html)
    Ballot.objects.create(network=network, vote=vote, seat=own, person=person, choice="yes", cast_at=clock.now())
    html = shown(ballot.PART, hall, place=0, language="en")
    assert html.count("<form") == 1
    assert "You voted: Yes" in words(html)


def test_ballot_for_several_places_has_boxes(network: Network) -> None:
    hall, item = halls.election(network)
    election = item.election
    for mayor in hall.house.mayors[:3]:
        actions.nominate(election, mayor, by=hall.chair)
    vote = actions.open_round(election, method="named", by=hall.chair)
    Vote.objects.filter(pk=vote.pk).update(places=2)
    html = shown(ballot.PART, hall, place=0, language="en")
    assert html.count('type="checkbox"') == 3
    assert 'data-at-most="2"' in html
    assert "Choose up to 2 candidates." in words(html)
    assert html.count('<button class="qp-choice" name="choice" value="abstain"') == 1


@pytest.mark.parametrize(
    "standing",
    [
        VoteStanding(3, (SeatStanding(0, Standing.READY),)),
        VoteStanding(4, (SeatStanding(7, Standing.VOTED, "c1+c2", True, True), SeatStanding(9, Standing.EXCLUDED))),
        VoteStanding(5, (SeatStanding(8, Standing.TOOK_PART, is_proxy=True, elector=12),)),
        VoteStanding(6, why=Why.REPRESENTED, elector=11),
    ],
)
def test_key_is_read_as_it_was_written(standing: VoteStanding) -> None:
    assert read_key(standing.word()) == [standing]


def test_ballots_are_told_apart_with_the_same_queries_for_2_and_12_people(network: Network) -> None:
    hall, vote = opened(network)
    halls.cast(hall, vote, {0: "yes"})
    people = [person.pk for _seat, person in hall.seated]
    numbers = []
    for asked in (people[:2], people):
        with CaptureQueriesContext(connection) as captured:
            ballot_keys(hall.meeting, asked)
        numbers.append(len(captured))
    assert numbers[0] == numbers[1] <= 9
