"""What goes wrong in a hall: nobody votes, one votes, somebody leaves, clocks jump, two chairs press at once."""

from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from quattropole import clock
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.decisions import actions, verify
from quattropole.decisions.models import Vote
from quattropole.decisions.receipts import new_nonce
from quattropole.live import topics
from quattropole.meetings import actions as meeting_actions
from quattropole.meetings.models import Attendance
from quattropole.network.models import Mandate, Network
from tests import factories
from tests.decisions import hall as halls
from tests.decisions import ways


@pytest.mark.parametrize("method", ["named", "secret", "hands"])
@pytest.mark.parametrize("numbers", [{}, {"abstain": 12}, {"yes": 1}, {"no": 1}], ids=["0:0", "abstain", "yes", "no"])
def test_odd_counts_give_a_result(network: Network, method: str, numbers: dict[str, int]) -> None:
    hall, item = halls.assembly(network)
    result = ways.result_of(hall, item, method, ways.ballots(**numbers))
    assert result["carried"] is ("yes" in numbers)
    assert sum(result["per_mille"].values()) == (1000 if numbers else 0)
    assert sum(result["counts"].values()) == 12
    if method == "secret":
        assert (result["cities"], result["is_withheld"]) == ({}, True)
    assert verify.run() == []


@pytest.mark.django_db
def test_one_voter_alone_is_told_as_a_total_only() -> None:
    with ways.session(ways.NO_CITY_QUORUM, absent=range(6, 12)) as (hall, item):
        vote = actions.open_vote(item, method="secret", by=hall.chair)
        ways.cast(hall, vote, 0, "yes")
        result = halls.decide(hall, vote).result
        assert (result["counts"]["yes"], result["cities"], vote.cities) == (1, {}, [])


@pytest.mark.parametrize("method", ["named", "secret"])
def test_mandate_that_ends_during_the_vote_votes_no_more_and_what_it_cast_counts(network: Network, method: str) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method=method, by=hall.chair)
    ways.cast(hall, vote, 0, "yes")
    Mandate.objects.filter(seat__in=[hall.seated[0][0], hall.seated[1][0]]).update(
        ends=clock.today() - timedelta(days=1)
    )
    with pytest.raises(NotAllowed):
        ways.cast(hall, vote, 1, "yes")
    result = halls.decide(hall, vote).result
    assert (result["counts"]["yes"], result["counts"]["not_voted"]) == (1, 11)


@pytest.mark.parametrize("method", ["named", "secret"])
def test_seat_that_leaves_during_the_vote_votes_no_more_and_what_it_cast_counts(network: Network, method: str) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method=method, by=hall.chair)
    ways.cast(hall, vote, 0, "no")
    for place in (0, 1):
        meeting_actions.record_departure(Attendance.objects.get(seat=hall.seated[place][0]), by=hall.chair)
    with pytest.raises(NotPossible):
        ways.cast(hall, vote, 1, "yes")
    result = halls.decide(hall, vote).result
    assert (result["counts"]["no"], result["counts"]["not_voted"]) == (1, 11)


def test_who_arrives_after_the_opening_waits_for_the_next_vote(network: Network) -> None:
    hall, item = halls.assembly(network, absent=[0])
    vote = actions.open_vote(item, method="secret", by=hall.chair)
    factories.make_attendance(hall.meeting, *hall.seated[0], arrived_at=clock.now())
    with pytest.raises(NotAllowed):
        ways.cast(hall, vote, 0, "yes")


@pytest.mark.parametrize("method", ["named", "secret", "hands"])
@pytest.mark.parametrize("jump", [timedelta(hours=-3), timedelta(days=-2), timedelta(hours=30)], ids=str)
def test_clock_that_jumps_between_opening_and_closing_changes_nothing(
    network: Network, method: str, jump: timedelta
) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method=method, by=hall.chair)
    if method == "hands":
        actions.count_hands(vote, counts={"yes": 7, "no": 2}, by=hall.chair)
    for place in range(9) if method != "hands" else ():
        ways.cast(hall, vote, place, "yes" if place < 7 else "no")
    clock.set_ahead(clock.ahead() + jump)
    closed = actions.close_vote(vote, by=hall.chair)
    assert closed.closed_at is not None
    assert (closed.closed_at < closed.opened_at) is (jump < timedelta())
    result = actions.declare_vote(closed, by=hall.chair).result
    assert (result["counts"]["yes"], result["counts"]["no"], result["carried"]) == (7, 2, True)
    assert verify.run() == []


def test_clock_set_back_after_the_arrivals_leaves_everybody_present(network: Network) -> None:
    """The seats came at ten by a clock that then went back to nine: they are there all the same."""
    hall, item = halls.assembly(network)
    clock.set_ahead(clock.ahead() - timedelta(hours=1))
    vote = actions.open_vote(item, method="named", by=hall.chair)
    assert vote.presence["present_seats"] == 12
    ways.cast(hall, vote, 0, "yes")
    assert halls.decide(hall, vote).result["carried"] is True
    assert verify.run() == []


@pytest.mark.parametrize("method", ["named", "secret"])
def test_same_ballot_three_times_counts_once(network: Network, method: str) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method=method, by=hall.chair)
    nonce, seat = new_nonce(), hall.seated[0][0]
    answers = [actions.cast(vote.pk, choice="yes", nonce=nonce, seat=seat.pk, by=hall.viewer(0)) for _time in range(3)]
    assert len(set(answers)) == 1
    assert halls.decide(hall, vote).result["counts"]["yes"] == 1


def test_every_act_of_a_vote_is_told_to_those_who_watch(
    network: Network, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    hall, item = halls.assembly(network)
    heard: list[str] = []

    def listener(_meeting: int, said: frozenset[topics.Topic]) -> None:
        heard.append("+".join(sorted(said)))

    topics.listeners.append(listener)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            vote = actions.open_vote(item, method="named", by=hall.chair)
            ways.cast(hall, vote, 0, "yes")
            actions.enter_paper_ballot(vote, hall.seated[1][0], choice="no", by=hall.secretary)
            actions.exclude_seat(vote, hall.seated[2][0], interest="own_discharge", by=hall.chair)
            halls.decide(hall, vote)
            assert Vote.objects.get().state == Vote.State.DECLARED
    finally:
        topics.listeners.remove(listener)
    said = [topic for topic in heard if topic in {"votes", "progress", "progress+votes"}]
    assert said == ["votes", "progress", "progress+votes", "votes", "votes", "votes"]
