"""Planning, changing and cancelling; time zones; who sees which meeting."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django_scopes import scope

from quattropole import clock
from quattropole.access.models import AuditEntry, OutgoingMail
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.access.viewer import Viewer
from quattropole.meetings import actions, queries, rules
from quattropole.meetings.forms import MeetingForm
from quattropole.meetings.making import make_waiting
from quattropole.meetings.models import Meeting
from quattropole.network.models import Substitute
from tests import factories
from tests.factories import make_item, make_meeting, make_person, make_viewer, words
from tests.meetings.conftest import Stage

HERE = ZoneInfo("Europe/Luxembourg")


def plan(stage: Stage, **fields: Any) -> Meeting:
    """A meeting of the board, planned by the secretariat unless the fields say otherwise."""
    given = {"starts_at": clock.now() + timedelta(days=30), "place": "Rathaus", "by": stage.secretary}
    return actions.plan_meeting(stage.house.board, **(given | fields))


def change(stage: Stage, meeting: Meeting, by: Viewer | None = None, **fields: Any) -> Meeting:
    """Change only what the fields say."""
    return actions.change_meeting(meeting, **fields, by=by or stage.secretary)


def test_meeting_is_planned_without_telling_anybody(stage: Stage) -> None:
    meeting = plan(stage, titles=words("Vorstand"))
    assert meeting.state == Meeting.State.PLANNED
    assert not OutgoingMail.objects.exists()
    assert AuditEntry.objects.filter(act="meeting planned").count() == 1


def test_meeting_is_planned_for_a_time_and_a_place(stage: Stage) -> None:
    with pytest.raises(NotPossible):
        plan(stage, starts_at=clock.now() - timedelta(minutes=1))
    with pytest.raises(NotPossible):
        plan(stage, place=" ")
    with pytest.raises(NotPossible):
        plan(stage, mode=Meeting.Mode.HYBRID)
    with pytest.raises(ValueError, match="aware"):
        plan(stage, starts_at=datetime(2030, 1, 1, 12))  # noqa: DTZ001  # without a zone on purpose
    assert plan(stage, mode=Meeting.Mode.VIRTUAL, place="", link="https://example.org/room").pk


def test_planning_changing_and_cancelling_are_for_those_who_prepare(stage: Stage) -> None:
    for person in (stage.house.councillors[0], stage.house.mayors[2]):
        with pytest.raises(NotAllowed):
            plan(stage, by=make_viewer(person))
        with pytest.raises(NotAllowed):
            change(stage, stage.meeting, by=make_viewer(person), place="Elsewhere")
        with pytest.raises(NotAllowed):
            actions.cancel_meeting(stage.meeting, by=make_viewer(person))
    assert plan(stage, by=stage.president).pk


def test_convened_meeting_keeps_its_way_of_meeting_and_tells_of_another_place(stage: Stage) -> None:
    meeting = stage.convened()
    mails = OutgoingMail.objects.count()
    with pytest.raises(NotPossible):
        change(stage, meeting, mode=Meeting.Mode.HYBRID, link="https://example.org/room")
    change(stage, meeting, place="Arsenal, Metz")
    make_waiting()
    told = OutgoingMail.objects.filter(cause="meeting correction")
    assert told.count() == len(stage.house.councillors)
    assert "Arsenal, Metz" in told[0].body
    assert OutgoingMail.objects.count() == mails + told.count()
    entries = AuditEntry.objects.count()
    change(stage, Meeting.objects.get(pk=meeting.pk), place="Arsenal, Metz")
    assert AuditEntry.objects.count() == entries, "nothing changed, nothing recorded"


def test_convened_meeting_does_not_lose_its_place_or_its_link(stage: Stage) -> None:
    change(stage, stage.meeting, mode=Meeting.Mode.HYBRID, link="https://example.org/room")
    meeting = stage.convened()
    for lost in ({"place": " "}, {"link": ""}):
        with pytest.raises(NotPossible):
            change(stage, meeting, **lost)
    meeting.refresh_from_db()
    assert meeting.place
    assert meeting.link


def test_cancelled_meeting_is_told_once_and_stays_cancelled(stage: Stage) -> None:
    meeting = stage.convened()
    actions.cancel_meeting(meeting, by=stage.secretary)
    actions.cancel_meeting(meeting, by=stage.secretary)
    make_waiting()
    assert OutgoingMail.objects.filter(cause="meeting cancellation").count() == len(stage.house.councillors)
    with pytest.raises(NotPossible):
        change(stage, meeting, place="Arsenal")
    with pytest.raises(NotPossible):
        actions.convene(meeting, by=stage.secretary)


def test_planned_meeting_is_cancelled_without_mail(stage: Stage) -> None:
    actions.cancel_meeting(stage.meeting, by=stage.secretary)
    assert not OutgoingMail.objects.exists()


def test_open_meeting_is_neither_changed_nor_cancelled(stage: Stage) -> None:
    meeting = stage.opened()
    with pytest.raises(NotPossible):
        change(stage, meeting, place="Arsenal")
    with pytest.raises(NotPossible):
        actions.cancel_meeting(meeting, by=stage.secretary)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2027, 3, 28, 0, 30, tzinfo=HERE), "2027-03-28"),
        (datetime(2027, 3, 27, 23, 30, tzinfo=HERE), "2027-03-27"),
        (datetime(2027, 10, 31, 2, 30, tzinfo=HERE), "2027-10-31"),
        (datetime(2027, 10, 31, 2, 30, tzinfo=HERE, fold=1), "2027-10-31"),
        (datetime(2027, 7, 1, 0, 15, tzinfo=HERE), "2027-07-01"),
    ],
)
def test_day_of_a_meeting_is_the_network_s_day(stage: Stage, moment: datetime, day: str) -> None:
    meeting = plan(stage, starts_at=moment)
    meeting.refresh_from_db()
    assert meeting.day.isoformat() == day
    assert meeting.starts_at == moment.astimezone(UTC)


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("2027-03-28T01:30", True),
        ("2027-03-28T02:30", False),
        ("2027-03-28T03:30", True),
        ("2027-10-31T02:30", False),
        ("2027-10-31T03:30", True),
    ],
)
def test_hour_that_does_not_exist_or_exists_twice_is_refused(stage: Stage, typed: str, taken: bool) -> None:
    data = {"starts_at": typed, "mode": "on_site", "place": "Rathaus", "audience": "organ"}
    form = MeetingForm(data, network=stage.meeting.network)
    assert ("starts_at" not in form.errors) == taken
    if taken:
        assert form.is_valid(), form.errors
        assert form.cleaned_data["starts_at"].astimezone(HERE).strftime("%Y-%m-%dT%H:%M") == typed


def test_notice_counts_days_across_the_change_of_the_clock(stage: Stage) -> None:
    meeting = plan(stage, starts_at=datetime(2027, 4, 10, 0, 15, tzinfo=HERE))
    last = actions.last_day_to_convene(meeting)
    assert last is not None
    assert last.isoformat() == "2027-03-26"


def seen_alike(viewer: Viewer, meeting: Meeting, item_pk: int) -> bool:
    """What the predicates say, after checking that the filters agree."""
    seen = rules.may_see_meeting(viewer, meeting)
    assert rules.visible_meetings(viewer).filter(pk=meeting.pk).exists() == seen
    item = meeting.items.select_related("meeting").get(pk=item_pk)
    assert rules.may_see_item(viewer, item) == rules.visible_items(viewer).filter(pk=item_pk).exists()
    return seen


@pytest.mark.parametrize("audience", ["public", "network", "organ", "secretariat"])
def test_predicates_and_filters_agree_on_who_sees_a_meeting(stage: Stage, audience: str) -> None:
    meeting = make_meeting(stage.house.assembly, audience=audience)
    item = make_item(meeting, audience=audience)
    house = stage.house
    expected = {
        "public": [True, True, True, True],
        "network": [False, True, True, True],
        "organ": [False, False, True, True],
        "secretariat": [False, False, False, True],
    }[audience]
    viewers = [
        make_viewer(network=meeting.network),
        make_viewer(house.mayors[2]),
        make_viewer(house.councillors[0]),
        make_viewer(house.secretary),
    ]
    assert [seen_alike(viewer, meeting, item.pk) for viewer in viewers] == expected


def test_who_has_a_part_in_a_meeting_sees_it_without_a_seat(stage: Stage) -> None:
    meeting = stage.convened()
    item = meeting.items.get()
    somebody = make_person(meeting.network, city=stage.house.cities[0])
    assert not seen_alike(make_viewer(somebody), meeting, item.pk)
    Substitute.objects.create(network=meeting.network, organ=stage.house.assembly, person=somebody)
    seat = stage.seat_of(stage.house.councillors[0])
    actions.reply(meeting, seat, answer="substitute", substitute=somebody, by=stage.councillor())
    assert seen_alike(make_viewer(somebody), meeting, item.pk)
    assert meeting in queries.meetings_for(make_viewer(somebody))


def test_who_gave_the_seat_up_before_the_meeting_has_no_part_in_it(stage: Stage) -> None:
    meeting = stage.convened()
    item = meeting.items.get()
    gone, later = stage.house.councillors[:2]
    gone.mandates.update(ends=clock.today() - timedelta(days=1))
    later.mandates.update(ends=meeting.day)
    assert not seen_alike(make_viewer(gone), meeting, item.pk)
    assert seen_alike(make_viewer(later), meeting, item.pk)
    after = meeting.day + timedelta(days=1)
    assert seen_alike(make_viewer(later, day=after), meeting, item.pk)
    assert not seen_alike(make_viewer(gone, day=after), meeting, item.pk)


def test_other_networks_see_nothing(stage: Stage) -> None:
    meeting = make_meeting(stage.house.assembly, audience="public")
    seat = stage.seat_of(stage.house.councillors[0])
    other = factories.make_network("elsewhere")
    with scope(network=other):
        stranger = make_viewer(factories.make_secretary(other))
        assert not rules.visible_meetings(stranger).exists()
        assert not rules.may_see_meeting(stranger, meeting)
        assert not rules.may_prepare(stranger, stage.house.assembly)
        assert not rules.may_convene(stranger, stage.house.assembly)
        assert not rules.may_chair(stranger, meeting)
        assert not rules.may_record_attendance(stranger, meeting)
        assert not rules.may_reply(stranger, meeting, seat)


def test_organs_to_prepare_agree_with_the_predicate(stage: Stage) -> None:
    house = stage.house
    organs = [house.board, house.assembly]
    for person in (house.president, house.mayors[1], house.councillors[0], house.secretary):
        viewer = make_viewer(person)
        assert set(rules.preparable_organs(viewer)) == {organ for organ in organs if rules.may_prepare(viewer, organ)}
    assert not rules.preparable_organs(make_viewer(network=house.network)).exists()
