"""The way to a meeting: counted, done by itself, done by people, moved, late, whose it is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.meetings import actions as meeting_actions
from quattropole.meetings.models import Meeting, MeetingBook
from quattropole.network.clock import set_demo_ahead
from quattropole.planning import actions, rules
from quattropole.planning.models import Interpretation, Logistics, Step
from quattropole.planning.queries import StepState, steps_due, timeline_of, timelines
from quattropole.planning.queries.timeline import TimelineStep
from tests.factories import make_meeting, make_viewer, words
from tests.meetings.conftest import Stage


def step(meeting: Meeting, key: str) -> TimelineStep:
    """The step as it stands."""
    found = timeline_of(meeting).step(key)
    assert found is not None
    return found


def move(stage: Stage, days: int) -> Meeting:
    """The meeting takes place so many days later."""
    names = ("place", "mode", "host_city", "titles", "link", "mode_resolution", "audience")
    kept = {name: getattr(stage.meeting, name) for name in names}
    starts_at = stage.meeting.starts_at + timedelta(days=days)
    return meeting_actions.change_meeting(stage.meeting, starts_at=starts_at, by=stage.secretary, **kept)


def test_steps_stand_in_the_order_of_their_days(stage: Stage) -> None:
    timeline = timeline_of(stage.meeting)
    days = [step.due for step in timeline.steps]
    assert days == sorted(days)
    assert [step.number for step in timeline.steps] == list(range(1, len(days) + 1))
    assert timeline.step("convocation").due <= timeline.deadlines.convene_by  # type: ignore[union-attr]  # it is there


def test_steps_of_nobodys_choice_fall_on_working_days(stage: Stage) -> None:
    fixed = {"item_deadline"}
    assert all(step.due.weekday() < 5 for step in timeline_of(stage.meeting).steps if step.key not in fixed)


def test_moved_meeting_takes_its_steps_with_it(stage: Stage) -> None:
    before = {step.key: step.due for step in timeline_of(stage.meeting).steps}
    meeting = move(stage, 7)
    assert {step.key: step.due for step in timeline_of(meeting).steps} == {
        key: due + timedelta(days=7) for key, due in before.items()
    }


def test_day_set_by_hand_stays_when_the_meeting_moves(stage: Stage) -> None:
    by_hand = clock.today() + timedelta(days=3)
    actions.change_step(stage.meeting, "room", due=by_hand, owner="", note="Fest", not_needed=False, by=stage.secretary)
    found = step(move(stage, 14), "room")
    assert found.due == by_hand
    assert found.by_hand
    assert found.counted != by_hand
    assert found.note == "Fest"


def test_day_left_as_counted_follows_the_meeting(stage: Stage) -> None:
    counted = step(stage.meeting, "room").due
    actions.change_step(stage.meeting, "room", due=counted, owner="", note="", not_needed=False, by=stage.secretary)
    assert Step.objects.get(key="room").due is None


def test_step_is_done_once_and_the_log_knows_it(stage: Stage) -> None:
    for _press in range(2):
        actions.finish_step(stage.meeting, "catering", by=stage.secretary)
    assert step(stage.meeting, "catering").state is StepState.DONE
    assert AuditEntry.objects.filter(act="step done").count() == 1
    actions.reopen_step(stage.meeting, "catering", by=stage.secretary)
    assert step(stage.meeting, "catering").is_open


def test_late_step_says_so(stage: Stage) -> None:
    set_demo_ahead(50)
    assert step(stage.meeting, "room").state is StepState.LATE


def test_what_was_not_ticked_before_a_meeting_is_not_due_after_it(stage: Stage) -> None:
    meeting = stage.meeting
    meeting.state = Meeting.State.CLOSED
    clock.set_ahead(timedelta(days=(meeting.day - clock.today()).days + 3))
    timeline = timeline_of(meeting)
    assert all(step.due > meeting.day for step in timeline.open)
    assert timeline.open, "the minutes are still to be written"


def test_step_that_is_not_needed_is_never_late(stage: Stage) -> None:
    set_demo_ahead(50)
    actions.change_step(stage.meeting, "room", due=None, owner="", note="", not_needed=True, by=stage.secretary)
    assert step(stage.meeting, "room").state is StepState.NOT_NEEDED


def test_convocation_ends_what_it_took_along(stage: Stage) -> None:
    meeting = stage.convened()
    for key in ("convocation", "call_for_items", "items", "texts"):
        assert step(meeting, key).is_automatic
    with pytest.raises(NotPossible):
        actions.reopen_step(meeting, "convocation", by=stage.secretary)


def test_platform_knows_room_interpreters_languages_and_book(stage: Stage) -> None:
    meeting = stage.meeting
    assert step(meeting, "interpreters").state is StepState.NOT_NEEDED
    assert step(meeting, "translated").is_automatic
    assert step(meeting, "book").is_open
    pair = Interpretation.objects.create(network=meeting.network, meeting=meeting, first="de", second="fr")
    assert step(meeting, "interpreters").is_open
    pair.is_booked = True
    pair.save()
    Logistics.objects.create(network=meeting.network, meeting=meeting, room="Saal", is_confirmed=True)
    MeetingBook.objects.create(
        network=meeting.network, meeting=meeting, layout="de", version=1, state="made", asked_at=clock.now()
    )
    assert all(step(meeting, key).is_automatic for key in ("interpreters", "room", "book"))


def test_item_in_one_language_leaves_the_translation_open(stage: Stage) -> None:
    meeting_actions.add_item(
        stage.meeting, kind="information", titles={"de": "Nur deutsch"}, audience="organ", by=stage.secretary
    )
    assert step(stage.meeting, "translated").is_open


def test_virtual_meeting_has_no_room_and_one_on_site_no_link(stage: Stage) -> None:
    virtual = make_meeting(stage.house.board, mode="virtual", link="https://example.org/x", place="")
    keys = {step.key for step in timeline_of(virtual).steps}
    assert "technique" in keys
    assert not keys & {"room", "catering", "place_cards"}
    assert "technique" not in {step.key for step in timeline_of(stage.meeting).steps}


def test_last_day_for_items_cannot_be_moved(stage: Stage) -> None:
    with pytest.raises(NotPossible):
        actions.change_step(
            stage.meeting,
            "item_deadline",
            due=clock.today(),
            owner="",
            note="",
            not_needed=False,
            by=stage.secretary,
        )


def test_step_of_one_meeting_alone_is_added_and_removed(stage: Stage) -> None:
    due = clock.today() + timedelta(days=5)
    made = actions.add_step(
        stage.meeting, titles=words("Chor bestellen"), due=due, owner="secretariat", by=stage.secretary
    )
    found = step(stage.meeting, made.key)
    assert (found.due, found.is_own, str(found.label)) == (due, True, "Chor bestellen")
    actions.drop_step(stage.meeting, made.key, by=stage.secretary)
    assert timeline_of(stage.meeting).step(made.key) is None


def test_only_those_who_prepare_change_the_plan(stage: Stage) -> None:
    stranger = stage.councillor()
    assert not rules.may_plan(stranger, stage.meeting)
    with pytest.raises(NotAllowed):
        actions.finish_step(stage.meeting, "catering", by=stranger)
    with pytest.raises(NotAllowed):
        actions.change_step(stage.meeting, "room", due=None, owner="", note="", not_needed=True, by=stranger)
    with pytest.raises(NotAllowed):
        actions.add_step(stage.meeting, titles=words("X"), due=clock.today(), owner="secretariat", by=stranger)
    with pytest.raises(NotAllowed):
        actions.drop_step(stage.meeting, "own-x", by=stranger)


def test_owner_without_a_part_in_preparing_finishes_the_own_step(stage: Stage) -> None:
    mayor = stage.house.mayors[1]
    actions.change_step(
        stage.meeting, "catering", due=None, owner=f"person:{mayor.slug}", note="", not_needed=False, by=stage.secretary
    )
    stage.meeting.audience = "network"
    stage.meeting.save()
    viewer = make_viewer(mayor)
    assert not rules.may_plan(viewer, stage.meeting)
    assert [due.step.key for due in steps_due(viewer, within=90)] == ["catering"]
    actions.finish_step(stage.meeting, "catering", by=viewer)
    with pytest.raises(NotAllowed):
        actions.finish_step(stage.meeting, "place_cards", by=viewer)


def test_plannable_meetings_agree_with_the_predicate(stage: Stage) -> None:
    make_meeting(stage.house.board, audience="secretariat")
    make_meeting(stage.house.board, mode="circular", deadline=timezone.now())
    people = [stage.house.secretary, stage.house.president, stage.house.mayors[2], stage.house.councillors[0]]
    for person in people:
        viewer = make_viewer(person)
        told = {meeting.pk for meeting in rules.plannable_meetings(viewer)}
        assert told == {meeting.pk for meeting in Meeting.objects.all() if rules.may_plan(viewer, meeting)}


def test_steps_due_are_the_owners(stage: Stage) -> None:
    set_demo_ahead(20)
    secretary = {due.step.key for due in steps_due(make_viewer(stage.house.secretary))}
    assert "room" in secretary
    assert "convocation" in secretary
    president = {due.step.key for due in steps_due(make_viewer(stage.house.president))}
    assert president == {"convocation"}
    assert steps_due(make_viewer(stage.house.councillors[0])) == []
    assert steps_due(make_viewer(None, network=stage.house.network)) == []


def test_timelines_take_the_same_number_of_queries_for_1_and_12_meetings(stage: Stage) -> None:
    def count() -> int:
        meetings = list(Meeting.objects.select_related("organ__network", "network", "second_call_of").all())
        with CaptureQueriesContext(connection) as queries:
            timelines(meetings)
        return len(queries)

    one = count()
    for number in range(11):
        make_meeting(stage.house.assembly, starts_at=clock.now() + timedelta(days=70 + number))
    assert count() == one


def test_steps_due_take_the_same_number_of_queries_for_1_and_12_meetings(stage: Stage) -> None:
    def count() -> int:
        viewer = make_viewer(stage.house.secretary)
        with CaptureQueriesContext(connection) as queries:
            steps_due(viewer, within=200)
        return len(queries)

    one = count()
    for number in range(11):
        make_meeting(stage.house.assembly, starts_at=clock.now() + timedelta(days=70 + number))
    assert count() == one
