"""A proposal that a meeting without a quorum could not decide is decided in the second call; what was decided stays."""

from datetime import timedelta

import pytest

from quattropole import clock
from quattropole.access.rules import Refused
from quattropole.decisions import actions
from quattropole.decisions.models import Placement, Vote
from quattropole.meetings import actions as meeting_actions
from quattropole.meetings.models import Attendance
from quattropole.network.clock import set_demo_ahead
from quattropole.network.models import Network
from tests.decisions import hall as halls
from tests.decisions.hall import Hall


def call_again(hall: Hall, present: int) -> Hall:
    """The second call, on its day, with so many there."""
    second = meeting_actions.plan_second_call(
        hall.meeting, starts_at=clock.now() + timedelta(days=20), by=hall.secretary
    )
    meeting_actions.convene(second, by=hall.secretary)
    set_demo_ahead((clock.ahead() + timedelta(days=20)).days)
    again = Hall(hall.house, second, hall.seated)
    for place in range(present):
        meeting_actions.check_in(second, hall.seated[place][0], by=again.viewer(place))
    meeting_actions.open_meeting(second, by=again.chair)
    second.refresh_from_db()
    return again


def test_proposal_is_decided_in_the_second_call_by_those_who_came(network: Network) -> None:
    hall, item = halls.assembly(network, absent=range(3, 12))
    with pytest.raises(Refused):
        actions.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)
    meeting_actions.close_meeting(hall.meeting, by=hall.chair)
    again = call_again(hall, 2)
    placement = Placement.objects.get(item__meeting=again.meeting)
    assert placement.proposal == halls.placement_of(item).proposal
    vote = actions.open_vote(placement.item, method=Vote.Method.NAMED, by=again.chair)
    assert {verdict["rule"]: verdict["outcome"] for verdict in vote.opening["verdicts"]}["quorum"] == "not_required"
    halls.cast(again, vote, {0: "yes", 1: "yes"})
    assert halls.decide(again, vote).result["carried"] is True


def test_what_was_decided_before_the_quorum_was_lost_does_not_come_again(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)
    halls.cast(hall, vote, dict.fromkeys(range(12), "yes"))
    halls.decide(hall, vote)
    for attendance in Attendance.objects.filter(meeting=hall.meeting)[:8]:
        meeting_actions.record_departure(attendance, by=hall.secretary)
    meeting_actions.close_meeting(hall.meeting, by=hall.chair)
    second = meeting_actions.plan_second_call(
        hall.meeting, starts_at=clock.now() + timedelta(days=20), by=hall.secretary
    )
    assert not second.items.exists()
