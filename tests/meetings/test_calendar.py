"""Calendar entries: identity, changes, languages, answers, and the hour across the change to summer time."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from quattropole.meetings.calendar import ASSUMED_LENGTH, Attendee, calendar_of, event_of
from quattropole.meetings.models import Meeting, Reply
from quattropole.meetings.zones import zone_of
from quattropole.texts.localized import Localized
from tests.factories import make_meeting, make_person
from tests.meetings.conftest import Stage

HERE = ZoneInfo("Europe/Luxembourg")


def event_in(meeting: Meeting, language: str = "de", **options: object) -> Event:
    """The entry as a calendar program reads it."""
    written = calendar_of([event_of(meeting, language, **options)], "REQUEST", network=meeting.network)  # type: ignore[arg-type]  # options as given
    return Calendar.from_ical(written).events[0]  # type: ignore[union-attr]  # one calendar


def test_entry_says_what_the_meeting_is_in_the_reader_s_language(stage: Stage) -> None:
    meeting = stage.meeting
    meeting.titles, meeting.link, meeting.mode = Localized(de="Sitzung", fr="Réunion"), "https://a.example/r", "hybrid"
    meeting.journeys = Localized(fr="Du train: **ligne 1**")
    event = event_in(meeting, "fr", address="https://q.example/fr/m/", agenda=["1. Campagne, été; bon"])
    assert str(event["SUMMARY"]) == "Quattropole: Réunion"
    assert event["SUMMARY"].params["LANGUAGE"] == "fr"
    assert str(event["LOCATION"]) == "Rathaus, Metz"
    assert "1. Campagne, été; bon" in str(event["DESCRIPTION"])
    assert "Du train: ligne 1" in str(event["DESCRIPTION"])
    assert str(event["URL"]) == "https://q.example/fr/m/"
    assert str(event["CONFERENCE"]) == "https://a.example/r"
    assert str(event["STATUS"]) == "TENTATIVE"
    assert "CONFERENCE" not in event_in(meeting, "fr", with_link=False)


def test_entry_keeps_its_identity_and_counts_its_changes(stage: Stage) -> None:
    before = event_in(stage.meeting)
    stage.meeting.sequence += 1
    stage.meeting.state = Meeting.State.CANCELLED
    after = event_in(stage.meeting)
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert str(after["STATUS"]) == "CANCELLED"
    other = make_meeting(stage.house.assembly)
    assert event_in(other)["UID"] != before["UID"]


def test_meeting_without_an_end_takes_the_assumed_length(stage: Stage) -> None:
    event = event_in(stage.meeting)
    assert event.end - event.start == ASSUMED_LENGTH
    stage.meeting.ends_at = stage.meeting.starts_at + timedelta(hours=5)
    event = event_in(stage.meeting)
    assert event.end - event.start == timedelta(hours=5)


@pytest.mark.parametrize(
    ("begins", "ends", "offsets"),
    [
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 28, 2, 30, tzinfo=UTC), (1, 2)),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), datetime(2027, 3, 28, 1, 30, tzinfo=UTC), (2, 2)),
        (datetime(2027, 3, 29, 8, 0, tzinfo=UTC), datetime(2027, 3, 29, 9, 0, tzinfo=UTC), (2, 2)),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC), (2, 1)),
        (datetime(2027, 12, 31, 22, 30, tzinfo=UTC), datetime(2028, 4, 1, 1, 30, tzinfo=UTC), (1, 2)),
    ],
)
def test_hours_are_right_across_the_change_of_the_clock(
    stage: Stage, begins: datetime, ends: datetime, offsets: tuple[int, int]
) -> None:
    stage.meeting.starts_at, stage.meeting.ends_at = begins, ends
    written = calendar_of([event_of(stage.meeting, "de")], "REQUEST", network=stage.meeting.network)
    read = Calendar.from_ical(written)
    event = read.events[0]  # type: ignore[union-attr]  # one calendar
    assert event["DTSTART"].params["TZID"] == "Europe/Luxembourg"
    assert (event.start.astimezone(UTC), event.end.astimezone(UTC)) == (begins, ends)
    zone = read.timezones[0].to_tz(lookup_tzid=False)  # type: ignore[union-attr]  # one calendar
    for moment, offset in zip((begins, ends), offsets, strict=True):
        local = moment.astimezone(HERE)
        if not local.fold:
            assert zone.utcoffset(local.replace(tzinfo=None)) == timedelta(hours=offset)


def test_changes_of_the_clock_begin_at_the_hour_in_force_before_them() -> None:
    written = zone_of("Europe/Luxembourg", 2027, 2027).to_ical().decode()
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20270328T020000\r\n" in written
    assert "BEGIN:STANDARD\r\nDTSTART:20271031T030000\r\n" in written


@pytest.mark.parametrize(
    ("answer", "said"),
    [("", "NEEDS-ACTION"), ("coming", "ACCEPTED"), ("remote", "ACCEPTED"), ("absent", "DECLINED")],
)
def test_entry_carries_the_answer_of_the_person(stage: Stage, answer: str, said: str) -> None:
    person = stage.house.councillors[0]
    reply = Reply(answer=answer) if answer else None
    event = event_in(stage.meeting, attendee=Attendee.of(person, reply))
    assert str(event["ATTENDEE"]) == f"mailto:{person.email}"
    assert event["ATTENDEE"].params["PARTSTAT"] == said
    assert event["ATTENDEE"].params["CN"] == str(person)


def test_who_sends_a_substitute_has_delegated(stage: Stage) -> None:
    substitute = make_person(stage.meeting.network)
    reply = Reply(answer="substitute", substitute=substitute)
    event = event_in(stage.meeting, attendee=Attendee.of(stage.house.councillors[0], reply))
    assert event["ATTENDEE"].params["PARTSTAT"] == "DELEGATED"
    assert event["ATTENDEE"].params["DELEGATED-TO"] == f"mailto:{substitute.email}"
