"""Calendars to subscribe to: what they show and to whom, that changes are understood, and that dead addresses are."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar, Event

from quattropole import clock
from quattropole.access.models import Audience, AuditEntry
from quattropole.access.rules import NotAllowed
from quattropole.api.calendars.actions import make_address, revoke_address
from quattropole.api.calendars.logs import HideAddresses
from quattropole.api.calendars.models import CalendarAddress
from quattropole.meetings.calendar import uid_of
from quattropole.meetings.models import AgendaItem, Invitation, Meeting, Reply
from quattropole.network.models import Mandate, Network, Person
from tests import factories
from tests.factories import House, make_viewer, words


@pytest.fixture
def house(network: Network) -> House:
    return factories.make_house(network, councillors=1)


@pytest.fixture
def member(house: House) -> Person:
    """A councillor of the assembly who sits in nothing else."""
    return house.councillors[0]


def feed(client: Client, token: str, **headers: str) -> list[Event]:
    answer = client.get(f"/calendars/{token}.ics", **headers)  # type: ignore[arg-type]  # headers by name
    assert answer.status_code == 200, answer.content
    return read(answer.content)


def read(content: bytes) -> list[Event]:
    calendar = Calendar.from_ical(content)
    return list(calendar.walk("VEVENT"))  # type: ignore[arg-type]  # events, which the types do not say


def token_of(person: Person) -> str:
    return make_address(by=make_viewer(person))


def test_own_calendar_shows_the_meetings_of_ones_organs(client: Client, house: House, member: Person) -> None:
    own = factories.make_meeting(house.assembly, audience=Audience.ORGAN)
    factories.make_meeting(house.board, audience=Audience.ORGAN)
    factories.make_meeting(house.board, audience=Audience.PUBLIC)
    assert [event["uid"] for event in feed(client, token_of(member))] == [uid_of(own)]


def test_own_calendar_needs_no_cookie_and_says_what_programs_need(client: Client, house: House, member: Person) -> None:
    factories.make_meeting(house.assembly)
    answer = client.get(f"/calendars/{token_of(member)}.ics")
    calendar = Calendar.from_ical(answer.content)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-cache" in answer["Cache-Control"]
    assert str(calendar["X-WR-CALNAME"]) == str(calendar["NAME"]) == f"Quattropole: {member}"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=3)
    assert "METHOD" not in calendar
    assert calendar.walk("VTIMEZONE")
    assert not answer.cookies


def test_revoked_address_is_gone_at_once(client: Client, member: Person) -> None:
    token = token_of(member)
    assert client.get(f"/calendars/{token}.ics").status_code == 200
    assert revoke_address(by=make_viewer(member))
    assert client.get(f"/calendars/{token}.ics").status_code == 410
    assert not revoke_address(by=make_viewer(member))


def test_new_address_makes_the_old_one_dead(client: Client, member: Person) -> None:
    old, new = token_of(member), token_of(member)
    assert client.get(f"/calendars/{old}.ics").status_code == 410
    assert client.get(f"/calendars/{new}.ics").status_code == 200


@pytest.mark.parametrize("token", ["x", "a" * 43, "a" * 5000, "%00", "..%2f..%2f", "'%20OR%201=1"])
def test_unknown_address_is_not_found(client: Client, house: House, token: str) -> None:
    assert client.get(f"/calendars/{token}.ics").status_code == 404


def test_address_of_another_network_shows_nothing_here(client: Client, member: Person) -> None:
    Network.objects.update(hosts=["quattropole.localhost"])
    factories.make_network("tonicites", hosts=["tonicites.localhost"])
    token = token_of(member)
    assert client.get(f"/calendars/{token}.ics", headers={"host": "quattropole.localhost"}).status_code == 200
    assert client.get(f"/calendars/{token}.ics", headers={"host": "tonicites.localhost"}).status_code == 404


def test_address_is_kept_as_a_digest_and_the_making_is_logged(member: Person) -> None:
    token = token_of(member)
    kept = CalendarAddress.objects.get()
    assert token not in f"{kept.digest} {AuditEntry.objects.filter(act='calendar address made').get().details}"
    revoke_address(by=make_viewer(member))
    assert AuditEntry.objects.filter(act="calendar address revoked").exists()


def test_person_without_mandates_gets_an_empty_calendar(client: Client, house: House) -> None:
    factories.make_meeting(house.assembly, audience=Audience.NETWORK)
    nobody = factories.make_person(house.network)
    assert feed(client, token_of(nobody)) == []


def test_account_that_was_closed_ends_its_calendar(client: Client, member: Person) -> None:
    account = factories.make_account(member)
    token = token_of(member)
    account.is_active = False
    account.save()
    assert client.get(f"/calendars/{token}.ics").status_code == 410


def test_meetings_vanish_with_the_mandate(client: Client, house: House, member: Person) -> None:
    meeting = factories.make_meeting(house.assembly, state=Meeting.State.CONVENED)
    convocation = meeting.convocations.create(network=house.network, sent_at=clock.now())
    seat = member.mandates.get().seat
    assert seat is not None
    Invitation.objects.create(network=house.network, convocation=convocation, person=member, seat=seat, language="de")
    token = token_of(member)
    assert len(feed(client, token)) == 1
    Mandate.objects.filter(person=member).update(ends=clock.today() - timedelta(days=1))
    assert feed(client, token) == []


def test_named_substitute_sees_the_meeting(client: Client, house: House, member: Person) -> None:
    substitute = factories.make_person(house.network)
    meeting = factories.make_meeting(house.assembly, state=Meeting.State.CONVENED)
    seat = member.mandates.get().seat
    assert seat is not None
    Reply.objects.create(
        network=house.network,
        meeting=meeting,
        seat=seat,
        answer=Reply.Answer.SUBSTITUTE,
        substitute=substitute,
        by=member,
        at=clock.now(),
    )
    assert [event["uid"] for event in feed(client, token_of(substitute))] == [uid_of(meeting)]
    [own] = feed(client, token_of(member))
    assert own["ATTENDEE"].params["PARTSTAT"] == "DELEGATED"
    assert own["TRANSP"] == "TRANSPARENT"


def test_own_answers_are_in_the_entry(client: Client, house: House, member: Person) -> None:
    meeting = factories.make_meeting(house.assembly, state=Meeting.State.CONVENED)
    token = token_of(member)
    [asked] = feed(client, token)
    assert (asked["ATTENDEE"].params["PARTSTAT"], asked["TRANSP"]) == ("NEEDS-ACTION", "OPAQUE")
    reply = Reply.objects.create(
        network=house.network,
        meeting=meeting,
        seat=member.mandates.get().seat,
        answer=Reply.Answer.COMING,
        by=member,
        at=clock.now(),
    )
    [coming] = feed(client, token)
    assert (coming["ATTENDEE"].params["PARTSTAT"], coming["TRANSP"]) == ("ACCEPTED", "OPAQUE")
    assert coming["LAST-MODIFIED"].dt == reply.at.replace(microsecond=0)
    Reply.objects.update(answer=Reply.Answer.ABSENT)
    [absent] = feed(client, token)
    assert (absent["ATTENDEE"].params["PARTSTAT"], absent["TRANSP"]) == ("DECLINED", "TRANSPARENT")


def test_moved_and_cancelled_meetings_keep_their_uid_and_count_on(client: Client, house: House, member: Person) -> None:
    meeting = factories.make_meeting(house.assembly)
    token = token_of(member)
    [planned] = feed(client, token)
    assert (planned["STATUS"], planned["SEQUENCE"]) == ("TENTATIVE", 0)
    Meeting.objects.update(starts_at=meeting.starts_at + timedelta(days=1), sequence=1, state=Meeting.State.CONVENED)
    [moved] = feed(client, token)
    assert (moved["UID"], moved["STATUS"], moved["SEQUENCE"]) == (planned["UID"], "CONFIRMED", 1)
    assert moved["DTSTART"].dt - planned["DTSTART"].dt == timedelta(days=1)
    Meeting.objects.update(sequence=2, state=Meeting.State.CANCELLED)
    [cancelled] = feed(client, token)
    assert (cancelled["UID"], cancelled["STATUS"], cancelled["SEQUENCE"]) == (planned["UID"], "CANCELLED", 2)
    assert cancelled["TRANSP"] == "TRANSPARENT"
    Meeting.objects.update(starts_at=clock.now() - timedelta(days=31))
    assert feed(client, token) == []


def test_calendar_across_summer_time_says_local_times(client: Client, house: House, member: Person) -> None:
    before = clock.now().replace(year=2027, month=3, day=26, hour=17, minute=0, second=0, microsecond=0)
    factories.make_meeting(house.assembly, starts_at=before)
    factories.make_meeting(house.assembly, starts_at=datetime(2027, 4, 2, 16, tzinfo=UTC))
    first, second = feed(client, token_of(member))
    assert (first["DTSTART"].dt.hour, second["DTSTART"].dt.hour) == (18, 18)
    assert first["DTSTART"].params["TZID"] == second["DTSTART"].params["TZID"] == "Europe/Luxembourg"
    assert second["DTSTART"].dt.astimezone(UTC) == datetime(2027, 4, 2, 16, tzinfo=UTC)


def test_circulars_and_meetings_from_sources_are_in_no_calendar(client: Client, house: House, member: Person) -> None:
    factories.make_meeting(house.assembly, mode=Meeting.Mode.CIRCULAR, deadline=clock.now() + timedelta(days=90))
    factories.make_meeting(house.assembly, is_record=True)
    assert feed(client, token_of(member)) == []


def test_agenda_names_only_what_its_reader_may_see(client: Client, house: House, member: Person) -> None:
    meeting = factories.make_meeting(house.assembly, audience=Audience.PUBLIC)
    factories.make_item(meeting, audience=Audience.PUBLIC, titles=words("Brücke"))
    factories.make_item(meeting, audience=Audience.ORGAN, titles=words("Personalsache"))
    factories.make_item(meeting, audience=Audience.SECRETARIAT, titles=words("Vorbereitung"))
    [public] = read(client.get("/de/calendar.ics").content)
    [own] = feed(client, token_of(member))
    assert "Brücke" in public["DESCRIPTION"]
    assert "Personalsache" not in public["DESCRIPTION"]
    assert "Personalsache" in own["DESCRIPTION"]
    assert "Vorbereitung" not in own["DESCRIPTION"]


def test_public_calendars_show_public_meetings_whoever_asks(client: Client, house: House, member: Person) -> None:
    public = factories.make_meeting(
        house.assembly, audience=Audience.PUBLIC, mode=Meeting.Mode.HYBRID, link="https://meet.example/secret"
    )
    factories.make_meeting(house.assembly, audience=Audience.ORGAN)
    factories.sign_in(client, member)
    for address in ("/de/calendar.ics", "/fr/organs/assembly/calendar.ics"):
        answer = client.get(address)
        assert [event["uid"] for event in read(answer.content)] == [uid_of(public)]
        assert b"meet.example" not in answer.content
        assert "public" in answer["Cache-Control"]
    assert read(client.get("/de/organs/board/calendar.ics").content) == []
    assert client.get("/de/organs/nothing/calendar.ics").status_code == 404


def test_one_meeting_can_be_taken_by_those_who_see_it(client: Client, house: House, member: Person) -> None:
    meeting = factories.make_meeting(house.assembly, audience=Audience.ORGAN)
    address = f"/de/meetings/{meeting.pk}/calendar.ics"
    assert client.get(address).status_code == 404
    factories.sign_in(client, member)
    answer = client.get(address)
    assert [event["uid"] for event in read(answer.content)] == [uid_of(meeting)]
    assert "attachment" in answer["Content-Disposition"]


def test_unchanged_calendar_is_not_sent_again(client: Client, house: House, member: Person) -> None:
    factories.make_meeting(house.assembly)
    token = token_of(member)
    first = client.get(f"/calendars/{token}.ics")
    again = client.get(f"/calendars/{token}.ics", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    factories.make_meeting(house.assembly)
    assert client.get(f"/calendars/{token}.ics", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_calendar_of_many_meetings_takes_as_many_queries(client: Client, house: House, member: Person) -> None:
    token = token_of(member)
    counts = []
    for number in (2, 40):
        for _ in range(number):
            meeting = factories.make_meeting(house.assembly)
            factories.make_item(meeting, kind=AgendaItem.Kind.INFORMATION)
        client.get(f"/calendars/{token}.ics")
        with CaptureQueriesContext(connection) as capture:
            assert len(feed(client, token)) >= number
        counts.append(len(capture))
    assert counts[0] == counts[1] <= 20


def test_day_of_use_is_remembered(client: Client, member: Person) -> None:
    token = token_of(member)
    assert CalendarAddress.objects.get().used_on is None
    client.get(f"/calendars/{token}.ics")
    assert CalendarAddress.objects.get().used_on == clock.today()


def test_page_makes_shows_once_and_revokes(client: Client, member: Person) -> None:
    factories.sign_in(client, member)
    assert "webcal://" not in client.get("/fr/desk/calendars/").content.decode()
    made = client.post("/fr/desk/calendars/make/")
    token = made.content.decode().partition("webcal://testserver/calendars/")[2].partition(".ics")[0]
    assert made["Referrer-Policy"] == "no-referrer"
    assert client.get(f"/calendars/{token}.ics").status_code == 200
    assert CalendarAddress.objects.get().language == "fr"
    assert token not in client.get("/fr/desk/calendars/").content.decode()
    assert client.post("/fr/desk/calendars/revoke/").status_code == 302
    assert client.get(f"/calendars/{token}.ics").status_code == 410


def test_visitors_have_no_calendar_page(client: Client, house: House) -> None:
    assert client.get("/de/desk/calendars/").status_code == 403
    assert client.post("/de/desk/calendars/make/").status_code == 403
    with pytest.raises(NotAllowed):
        make_address(by=make_viewer(network=house.network))


def test_secret_addresses_stay_out_of_the_log() -> None:
    line = logging.LogRecord("x", 30, "", 1, "Gone: %s", ("/calendars/geheim-123_x.ics",), None)
    assert HideAddresses().filter(line)
    assert line.getMessage() == "Gone: /calendars/….ics"


def test_meeting_pages_lead_to_the_calendars(client: Client, house: House) -> None:
    meeting = factories.make_meeting(house.assembly, audience=Audience.PUBLIC)
    pages: dict[str, Any] = {
        "/de/meetings/": "/de/calendar.ics",
        "/de/organs/assembly/": "/de/organs/assembly/calendar.ics",
        f"/de/meetings/{meeting.pk}/": f"/de/meetings/{meeting.pk}/calendar.ics",
    }
    for page, address in pages.items():
        assert f'href="{address}"' in client.get(page).content.decode()
