"""Meetings as calendar programs understand them (RFC 5545 and 7986): entries, invitations, changes, cancellations.

An entry keeps its UID for ever, and counts its changes in SEQUENCE; by both a calendar program finds the entry that an
update or a cancellation is about. What it says is in one language, and says in which.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Conference, Event, vCalAddress, vDuration, vText
from icalendar.parser import Contentline

from quattropole import clock
from quattropole.look.templatetags.look import colon
from quattropole.meetings.models import Meeting, Reply
from quattropole.meetings.zones import zone_of
from quattropole.network.models import Network, Person
from quattropole.texts.blocks import blocks

Method = Literal["REQUEST", "CANCEL", "PUBLISH"]

ASSUMED_LENGTH = timedelta(hours=2)
"""How long a meeting takes up in a calendar whose end nobody has said."""
PRODUCT = "-//QuattroPole//Meetings//EN"

STATUS = {Meeting.State.PLANNED: "TENTATIVE", Meeting.State.CANCELLED: "CANCELLED"}
PARTICIPATION = {
    Reply.Answer.COMING: "ACCEPTED",
    Reply.Answer.REMOTE: "ACCEPTED",
    Reply.Answer.SUBSTITUTE: "DELEGATED",
    Reply.Answer.ABSENT: "DECLINED",
}


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who is invited: name, address, language, and what was answered (`Reply.Answer`, or nothing yet)."""

    name: str
    email: str
    language: str = ""
    answer: str = ""
    delegate: str = ""

    @classmethod
    def of(cls, person: Person, reply: Reply | None = None) -> "Attendee":
        """The person, with the answer of the seat."""
        substitute = reply.substitute.email if reply and reply.substitute else ""
        return cls(str(person), person.email, person.language, reply.answer if reply else "", substitute)


def event_of(
    meeting: Meeting,
    language: str,
    *,
    address: str = "",
    attendee: Attendee | None = None,
    agenda: Iterable[str] = (),
    with_link: bool = True,
    stamp: datetime | None = None,
) -> Event:
    """The calendar entry of a meeting (with `organ` and `network` at hand), in one language.

    `address`: the page to which it leads. `agenda`: its lines, as far as the reader may see them. `with_link`: whether
    the reader may know the link by which people join from afar. `stamp`: when this state of the entry was made; now
    where it is not said. A meeting without an end takes `ASSUMED_LENGTH`.
    """
    with translation.override(language):
        zone = ZoneInfo(meeting.network.time_zone)
        event = Event()
        event.add("uid", uid_of(meeting))
        event.add("sequence", meeting.sequence)
        event.add("dtstamp", stamp or clock.now())
        event.add("dtstart", _local(meeting.starts_at, zone))
        event.add("dtend", _local(meeting.ends_at or meeting.starts_at + ASSUMED_LENGTH, zone))
        event.add("status", STATUS.get(Meeting.State(meeting.state), "CONFIRMED"))
        _say(event, "summary", summary_of(meeting), language)
        link = meeting.link if with_link else ""
        _say(event, "location", meeting.place, language)
        _say(event, "description", _description(meeting, agenda, link, address, language), language)
        if address:
            event.add("url", address)
        if link:
            _join(event, link, language)
        event["organizer"] = _organizer(meeting.network)
        if attendee is not None:
            event.add("attendee", _attending(attendee), encode=False)
    return event


def calendar_of(
    events: Sequence[Event],
    method: Method | None,
    *,
    network: Network,
    name: str = "",
    refresh: timedelta | None = None,
) -> bytes:
    """Entries as one calendar object with the time zone that they use.

    For programs that subscribe: `name` is what they show, `refresh` how long they may wait before they ask again. What
    is fetched and sent to nobody has no method.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
    if refresh:
        calendar.add("refresh-interval", refresh, {"VALUE": "DURATION"})
        calendar.add("x-published-ttl", vDuration(refresh))
    years = [event.decoded(end).year for event in events for end in ("dtstart", "dtend")] or [clock.now().year]
    calendar.add_component(zone_of(network.time_zone, min(years), max(years)))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def with_attendee(written: bytes, attendee: Attendee) -> bytes:
    """A calendar of one entry, written by `calendar_of`, made out to one person: one line more, all else the same."""
    value = _attending(attendee)
    line = bytes(Contentline.from_parts("ATTENDEE", value.params, value).to_ical())
    head, end, tail = written.rpartition(b"END:VEVENT")
    return head + line + b"\r\n" + end + tail


def uid_of(meeting: Meeting) -> str:
    """What identifies the entry in every calendar, for ever."""
    return f"{meeting.uid}@quattropole"


def summary_of(meeting: Meeting) -> str:
    """What the entry is called, in the active language: the network, and the title or else the organ."""
    return f"{meeting.network.name}: {meeting}" if meeting.network.name not in str(meeting) else str(meeting)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment in the zone; in UTC in the hour that comes a second time, which no local time can say."""
    local = moment.astimezone(zone)
    return moment.astimezone(UTC) if local.fold else local


def _say(event: Event, name: str, words: str, language: str) -> None:
    """Add a text with the language it is in, unless there is none."""
    if words:
        said = vText(words)
        said.params["LANGUAGE"] = language
        event.add(name, said, encode=False)


def _description(meeting: Meeting, agenda: Iterable[str], link: str, address: str, language: str) -> str:
    """How and where to attend, the agenda, the way there, and the page with the papers."""
    parts = [f"{meeting.organ.names.shown(language)}, {meeting.get_mode_display()}"]
    if link:
        parts.append(_said(_("Link for remote attendance"), link))
    lines = list(agenda)
    if lines:
        parts.append("\n".join([_("Agenda"), *lines]))
    journeys = meeting.journeys.shown(language)
    if journeys:
        way = "\n".join("".join(run.text for run in block.runs) for block in blocks(journeys.text))
        parts.append(f"{_('Getting there')}\n{way}")
    if address:
        parts.append(_said(_("Papers, and your answer"), address))
    return "\n\n".join(parts)


def _said(word: str, value: str) -> str:
    return f"{word}{colon()} {value}"


def _join(event: Event, link: str, language: str) -> None:
    label = _("Link for remote attendance")
    event.conferences = [Conference(link, feature=["VIDEO", "AUDIO"], label=label, language=language)]


def _organizer(network: Network) -> vCalAddress:
    contact = network.contact if isinstance(network.contact, dict) else {}
    organizer = vCalAddress(f"mailto:{contact.get('email') or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    organizer.params["CN"] = vText(network.name)
    return organizer


def _attending(attendee: Attendee) -> vCalAddress:
    """The invited person. Answers are given on the page of the meeting, so that none is asked for by mail (RSVP)."""
    made = vCalAddress(f"mailto:{attendee.email}")
    made.params["CN"] = vText(attendee.name)
    made.params["CUTYPE"] = vText("INDIVIDUAL")
    made.params["ROLE"] = vText("REQ-PARTICIPANT")
    answered = PARTICIPATION.get(Reply.Answer(attendee.answer)) if attendee.answer else None
    made.params["PARTSTAT"] = vText(answered or "NEEDS-ACTION")
    made.params["RSVP"] = vText("FALSE")
    if attendee.delegate:
        made.params["DELEGATED-TO"] = vText(f"mailto:{attendee.delegate}")
    if attendee.language:
        made.params["LANGUAGE"] = vText(attendee.language)
    return made
