"""Days counted backwards from a meeting, against BGB §§ 187, 188, for dispatch and receipt, across summer time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st

from quattropole.charter.gates.checks import full_days
from quattropole.meetings.actions import check_convocation, last_day_to_convene
from quattropole.meetings.models import Meeting
from quattropole.network.models import Network, Organ
from quattropole.planning.deadlines import deadlines, working_day
from tests import factories
from tests.factories import make_meeting, make_organ

RECEIPT = 'notice = { assumed = true, days = 28, forms = ["text"], trigger = "receipt" }'
DISPATCH = 'notice = { assumed = true, days = 28, forms = ["text"], trigger = "dispatch" }'


@pytest.fixture
def by_receipt(db: None) -> Iterator[Network]:
    """A network in whose assembly receipt triggers the notice period."""
    source = factories.charter_source()
    assert DISPATCH in source
    made = factories.make_network(charter=source.replace(DISPATCH, RECEIPT))
    with scope(network=made):
        yield made


def assembly_on(network: Network, day: date, hour: int = 17) -> Meeting:
    """A meeting of the assembly at an hour of UTC."""
    organ = Organ.objects.filter(key="assembly").first() or make_organ(network)
    return make_meeting(organ, starts_at=datetime(day.year, day.month, day.day, hour, tzinfo=UTC))


def test_last_day_to_convene_leaves_28_full_days_between(network: Network) -> None:
    found = deadlines(assembly_on(network, date(2027, 6, 30)), 3)
    assert found.convene_by == date(2027, 6, 1)
    assert full_days(found.convene_by, date(2027, 6, 30)) == 28
    assert full_days(found.convene_by + timedelta(days=1), date(2027, 6, 30)) == 27
    assert found.received_by is None
    assert not found.is_assumed


def test_last_day_is_the_one_of_which_the_convocation_itself_is_judged(network: Network) -> None:
    meeting = assembly_on(network, date(2027, 6, 30))
    found = deadlines(meeting, 3)
    assert found.convene_by == last_day_to_convene(meeting)
    for late, outcome in ((0, "met"), (1, "breached")):
        verdicts = check_convocation(meeting, on=found.convene_by + timedelta(days=late)).verdicts
        assert next(v for v in verdicts if v.rule == "notice").outcome == outcome


def test_receipt_begins_the_period_where_the_statutes_say_so(by_receipt: Network) -> None:
    found = deadlines(assembly_on(by_receipt, date(2027, 6, 30)), 3)
    assert found.received_by == date(2027, 6, 1)
    assert found.convene_by == date(2027, 5, 29)
    assert found.notice is not None
    assert found.notice.outcome == "met"
    assert found.notice.facts["trigger_on"] == date(2027, 6, 1)


def test_delivery_counts_only_where_receipt_triggers(network: Network) -> None:
    meeting = assembly_on(network, date(2027, 6, 30))
    assert deadlines(meeting, 3).convene_by == deadlines(meeting, 9).convene_by


@pytest.mark.parametrize("change", [date(2027, 3, 28), date(2027, 10, 31)])
def test_days_are_days_across_the_change_of_the_clocks(network: Network, change: date) -> None:
    for ahead in range(1, 29):
        day = change + timedelta(days=ahead)
        assert deadlines(assembly_on(network, day), 0).convene_by == day - timedelta(days=29)


def test_meeting_late_in_the_evening_counts_by_the_day_of_the_network(network: Network) -> None:
    """22:30 in UTC is half past midnight in Luxembourg in summer, the next day."""
    meeting = assembly_on(network, date(2027, 6, 29), hour=22)
    meeting.starts_at = meeting.starts_at.replace(minute=30)
    assert meeting.day == date(2027, 6, 30)
    assert deadlines(meeting, 0).convene_by == date(2027, 6, 1)


def test_last_day_for_items_is_the_charters(network: Network) -> None:
    found = deadlines(assembly_on(network, date(2027, 6, 30)), 3)
    assert found.items_by == date(2027, 6, 8)
    assert found.items is not None
    assert found.items.rule == "item_deadline"
    assert found.items.outcome == "met"


def test_second_call_has_its_own_notice(network: Network) -> None:
    first = assembly_on(network, date(2027, 6, 1))
    second = assembly_on(network, date(2027, 6, 30))
    second.second_call_of = first
    assert deadlines(second, 3).convene_by == date(2027, 6, 15)


def test_body_without_statutes_is_convened_two_weeks_ahead_and_that_is_assumed(network: Network) -> None:
    organ = make_organ(network, "culture")
    found = deadlines(make_meeting(organ, starts_at=datetime(2027, 6, 30, 12, tzinfo=UTC)), 3)
    assert found.is_assumed
    assert found.convene_by == date(2027, 6, 15)
    assert found.notice is None
    assert found.items_by is None


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2090, 1, 1)))
def test_working_day_is_a_working_day_never_more_than_two_days_off(day: date) -> None:
    before, after = working_day(day), working_day(day, later=True)
    assert before.weekday() < 5
    assert after.weekday() < 5
    assert timedelta() <= day - before <= timedelta(days=2)
    assert timedelta() <= after - day <= timedelta(days=2)
