"""Habits of organs: assumed, learned, set; and the next meeting that follows from them."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.meetings.models import Meeting
from quattropole.network.models import Organ
from quattropole.planning import actions
from quattropole.planning.deadlines import working_day
from quattropole.planning.models import HabitStep
from quattropole.planning.queries import habits_of, timeline_of
from quattropole.planning.queries.habits import Habits, Origin
from quattropole.planning.queries.proposal import next_meeting
from tests.factories import make_meeting, words
from tests.meetings.conftest import Stage

UNSET: dict[str, Any] = {
    "weekday": None,
    "starts": None,
    "minutes": None,
    "place": "",
    "mode": "",
    "interpretation": [],
    "delivery_days": None,
    "margin_days": None,
}


def habits(organ: Organ) -> Habits:
    """The habits of one organ."""
    return habits_of([organ])[organ.pk]


def held(organ: Organ, days_ago: int, **fields: object) -> Meeting:
    """A meeting that was held at half past six in the evening, for two hours."""
    day = clock.today() - timedelta(days=days_ago)
    starts_at = timezone.make_aware(datetime.combine(day, time(18, 30)))
    given = {"opened_at": starts_at, "closed_at": starts_at + timedelta(hours=2), "state": "closed"}
    return make_meeting(organ, starts_at=starts_at, **(given | fields))


def test_habits_are_assumed_where_nothing_is_known(stage: Stage) -> None:
    found = habits(stage.house.board)
    assert found.starts.origin is Origin.ASSUMED
    assert found.interpretation.value == ["de", "fr"]


def test_habits_are_learned_from_the_last_meetings(stage: Stage) -> None:
    last = [held(stage.house.board, 7 * number + 7, mode="hybrid", link="https://example.org/x") for number in range(3)]
    found = habits(stage.house.board)
    assert (found.starts.value, found.starts.origin) == (time(18, 30), Origin.LEARNED)
    assert found.weekday.value == last[0].day.weekday()
    assert (found.minutes.value, found.mode.value) == (120, "hybrid")


def test_records_tell_the_weekday_but_not_the_hour(stage: Stage) -> None:
    record = held(stage.house.board, 10, is_record=True)
    found = habits(stage.house.board)
    assert found.weekday.value == record.day.weekday()
    assert found.starts.origin is Origin.ASSUMED


def test_what_is_set_holds_and_only_the_secretariat_sets_it(stage: Stage) -> None:
    held(stage.house.board, 7)
    given = UNSET | {"weekday": 0, "starts": time(9), "margin_days": 5}
    with pytest.raises(NotAllowed):
        actions.set_habits(stage.house.board, by=stage.president, **given)
    actions.set_habits(stage.house.board, by=stage.secretary, **given)
    found = habits(stage.house.board)
    assert (found.weekday.value, found.weekday.origin, found.starts.value) == (0, Origin.SET, time(9))
    assert AuditEntry.objects.filter(act="habits set").count() == 1


def test_reserve_moves_the_convocation_but_not_the_statutes(stage: Stage) -> None:
    before = timeline_of(stage.meeting)
    actions.set_habits(stage.house.assembly, by=stage.secretary, **(UNSET | {"margin_days": 7}))
    after = timeline_of(stage.meeting)
    assert after.deadlines == before.deadlines
    convocation = after.step("convocation")
    assert convocation is not None
    assert convocation.due == working_day(before.deadlines.convene_by - timedelta(days=7))
    assert convocation.limit == before.deadlines.convene_by


def test_step_of_an_organ_is_changed_left_out_and_added(stage: Stage) -> None:
    organ, by = stage.house.assembly, stage.secretary
    actions.set_habit_step(organ, "catering", anchor="before", days=20, owner="office:president", by=by)
    actions.set_habit_step(organ, "place_cards", anchor="before", days=1, owner="secretariat", is_off=True, by=by)
    own = actions.set_habit_step(
        organ, "", anchor="after", days=3, owner="secretariat", titles=words("Dankbriefe"), by=by
    )
    timeline = timeline_of(stage.meeting)
    catering, letters = timeline.step("catering"), timeline.step(own.key)
    assert catering is not None
    assert letters is not None
    assert catering.due == working_day(stage.meeting.day - timedelta(days=20))
    assert catering.owner.person == str(stage.house.president)
    assert timeline.step("place_cards") is None
    assert letters.due == working_day(stage.meeting.day + timedelta(days=3), later=True)
    actions.drop_habit_step(organ, "catering", by=by)
    assert not HabitStep.objects.filter(key="catering").exists()


def test_day_that_the_statutes_set_stays_theirs(stage: Stage) -> None:
    before = timeline_of(stage.meeting).step("convocation")
    actions.set_habit_step(
        stage.house.assembly,
        "convocation",
        anchor="before",
        days=3,
        owner="secretariat",
        is_off=True,
        by=stage.secretary,
    )
    after = timeline_of(stage.meeting).step("convocation")
    assert before is not None
    assert after is not None
    assert after.due == before.due
    assert after.owner_key == "secretariat"
    with pytest.raises(NotPossible):
        actions.set_habit_step(
            stage.house.assembly, "", anchor="before", days=3, owner="secretariat", by=stage.secretary
        )


def test_next_meeting_leaves_time_to_prepare_and_takes_no_taken_day(stage: Stage) -> None:
    proposal = next_meeting(stage.house.assembly)
    assert len(proposal.days) == 4
    assert all(day.starts_at.date() != stage.meeting.day for day in proposal.days)
    assert proposal.days[0].convene_by >= clock.today() + timedelta(days=25)
    meeting = make_meeting(stage.house.board, starts_at=proposal.days[0].starts_at)
    again = next_meeting(stage.house.assembly)
    assert again.days[0].others == [meeting]
    make_meeting(stage.house.assembly, starts_at=proposal.days[0].starts_at)
    assert next_meeting(stage.house.assembly).days[0].starts_at == proposal.days[1].starts_at


def test_host_is_the_city_that_has_waited_longest_at_its_last_place(stage: Stage) -> None:
    luxembourg, metz, saarbruecken, trier = stage.house.cities
    for days, city in ((400, trier), (300, luxembourg), (200, metz), (100, saarbruecken)):
        held(stage.house.assembly, days, host_city=city, place=f"Rathaus {city}")
    proposal = next_meeting(stage.house.assembly)
    assert proposal.city == trier
    assert proposal.place == f"Rathaus {trier}"
    held(stage.house.assembly, 50, host_city=trier)
    assert next_meeting(stage.house.assembly).city == luxembourg


def test_duty_to_meet_is_said_with_its_paragraph(stage: Stage) -> None:
    duty = next_meeting(stage.house.board).duty
    assert duty is not None
    assert duty.verdicts[0].breached
    now = datetime.now(UTC)
    make_meeting(stage.house.board, starts_at=now.replace(month=1, day=2), state="closed")
    make_meeting(stage.house.board, starts_at=now.replace(month=1, day=3), state="closed")
    duty = next_meeting(stage.house.board).duty
    assert duty is not None
    assert not duty.verdicts[0].breached
