"""Which meetings are in a calendar, and what its entries say; a constant number of queries."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import translation
from icalendar import Event

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.access.viewer import Viewer
from quattropole.api.calendars.models import CalendarAddress
from quattropole.meetings.calendar import Attendee, event_of
from quattropole.meetings.models import AgendaItem, Invitation, Meeting, Reply
from quattropole.meetings.rules import organs_led_by, visible_items, visible_meetings
from quattropole.network.models import Mandate, Network, Organ, Person

PAST, CANCELLED = timedelta(days=366), timedelta(days=30)
"""How long a meeting stays in a calendar after it began; one that was cancelled, after it would have begun."""
AT_MOST = 500
REFRESH = timedelta(hours=3)
AWAY = {Reply.Answer.ABSENT, Reply.Answer.SUBSTITUTE}


@dataclass(frozen=True)
class Feed:
    """What a calendar says: its name, its entries, and when one of them changed last."""

    name: str
    network: Network
    events: Sequence[Event]
    changed_at: datetime | None


def address_with(digest: str) -> CalendarAddress | None:
    """The address with this digest, revoked or not."""
    return CalendarAddress.objects.select_related("person__identity__account").filter(digest=digest).first()


def address_of(person: Person) -> CalendarAddress | None:
    """The address that holds for a person."""
    return CalendarAddress.objects.filter(person=person, revoked_at__isnull=True).first()


def note_use(address: CalendarAddress) -> None:
    """Remember the day on which an address was fetched; one write a day at most."""
    today = clock.today()
    if address.used_on != today:
        CalendarAddress.objects.filter(pk=address.pk).update(used_on=today)


def public_feed(viewer: Viewer, language: str, page: Callable[[Meeting], str], *, organ: Organ | None = None) -> Feed:
    """The meetings that a visitor sees, of one organ if asked; `viewer` is a visitor."""
    meetings = _recent(visible_meetings(viewer))
    if organ is not None:
        meetings = meetings.filter(organ=organ)
    with translation.override(language):
        name = viewer.network.name if organ is None else f"{viewer.network.name}: {organ.names}"
    return _feed(viewer, meetings, language, page, name)


def own_feed(viewer: Viewer, language: str, page: Callable[[Meeting], str]) -> Feed:
    """The meetings in which the viewer has a part today, with the viewer's own answers."""
    with translation.override(language):
        name = f"{viewer.network.name}: {viewer.person}"
    return _feed(viewer, own_meetings(viewer), language, page, name)


def own_meetings(viewer: Viewer) -> QuerySet[Meeting]:
    """Of the meetings that the viewer may see: those of the own organs, or with a part of the viewer's in them.

    Somebody who was invited and holds the seat no more has no part in it. The secretariat prepares all meetings.
    """
    meetings = _recent(visible_meetings(viewer))
    if viewer.is_secretariat:
        return meetings
    if viewer.person is None:
        return meetings.none()
    holds = Mandate.objects.filter(
        Q(ends__isnull=True) | Q(ends__gte=viewer.day), person=viewer.person, seat=OuterRef("seat")
    )
    invited = Invitation.objects.filter(Exists(holds), convocation__meeting=OuterRef("pk"), person=viewer.person)
    named = Reply.objects.filter(meeting=OuterRef("pk"), substitute=viewer.person)
    part = Q(organ__in=viewer.organ_ids) | Q(organ__key__in=organs_led_by(viewer))
    return meetings.filter(part | Q(Exists(invited)) | Q(Exists(named)))


def single_feed(viewer: Viewer, meeting: Meeting, language: str, page: Callable[[Meeting], str]) -> Feed:
    """One meeting, for a download."""
    return _feed(viewer, visible_meetings(viewer).filter(pk=meeting.pk), language, page, "")


def _recent(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Meetings that people go to, from a year ago on; those of the sources have no time of day."""
    now = clock.now()
    return meetings.filter(
        ~Q(state=Meeting.State.CANCELLED) | Q(starts_at__gte=now - CANCELLED),
        starts_at__gte=now - PAST,
        is_record=False,
    ).exclude(mode=Meeting.Mode.CIRCULAR)


def _feed(
    viewer: Viewer, meetings: QuerySet[Meeting], language: str, page: Callable[[Meeting], str], name: str
) -> Feed:
    found = list(meetings.select_related("organ").order_by("-starts_at", "-pk")[:AT_MOST])
    for meeting in found:
        meeting.network = meeting.organ.network = viewer.network
    agendas = _agendas(viewer, found, language)
    answers = _answers(viewer, found)
    changes = _changes(viewer.network, found, answers)
    events = []
    for meeting in reversed(found):
        answer = answers.get(meeting.pk)
        attendee = Attendee.of(viewer.person, answer) if viewer.person and viewer.person.email else None
        event = event_of(
            meeting,
            language,
            address=page(meeting),
            attendee=attendee,
            agenda=agendas.get(meeting.pk, ()),
            with_link=viewer.person is not None,
        )
        is_away = answer is not None and answer.answer in AWAY
        event.add("transp", "TRANSPARENT" if is_away or meeting.state == Meeting.State.CANCELLED else "OPAQUE")
        if meeting.pk in changes:
            event.add("last-modified", changes[meeting.pk])
        events.append(event)
    return Feed(name, viewer.network, events, max(changes.values(), default=None))


def _agendas(viewer: Viewer, meetings: Iterable[Meeting], language: str) -> dict[int, list[str]]:
    """The agenda of each meeting as far as the viewer may see it, a line an item."""
    lines: defaultdict[int, list[str]] = defaultdict(list)
    for item in _items(viewer, meetings):
        lines[item.meeting_id].append(f"{item.position}. {item.titles.shown(language)}")
    return dict(lines)


def _items(viewer: Viewer, meetings: Iterable[Meeting]) -> QuerySet[AgendaItem]:
    keys = [meeting.pk for meeting in meetings if meeting.state != Meeting.State.CANCELLED]
    items = visible_items(viewer).filter(meeting__in=keys).order_by("meeting", "position")
    return items.only("meeting_id", "position", "titles")


def _answers(viewer: Viewer, meetings: Iterable[Meeting]) -> dict[int, Reply]:
    """What the viewer's seats answered, by meeting; of several seats, one that comes."""
    if viewer.person is None:
        return {}
    replies = Reply.objects.filter(
        meeting__in=[meeting.pk for meeting in meetings], seat__in=[seat.pk for seat in viewer.seats]
    ).select_related("substitute")
    answers: dict[int, Reply] = {}
    for reply in replies:
        if reply.meeting_id not in answers or reply.answer not in AWAY:
            answers[reply.meeting_id] = reply
    return answers


def _changes(network: Network, meetings: Iterable[Meeting], answers: dict[int, Reply]) -> dict[int, datetime]:
    """When each meeting was acted on last, and when the viewer answered."""
    acts = AuditEntry.objects.filter(
        network=network,
        subject_type=Meeting._meta.label_lower,
        subject_id__in=[meeting.pk for meeting in meetings],
    )
    rows = acts.order_by().values_list("subject_id").annotate(last=Max("at"))
    changes = {key: last for key, last in rows if key is not None}
    for key, reply in answers.items():
        changes[key] = max(reply.at, changes.get(key, reply.at))
    return changes
