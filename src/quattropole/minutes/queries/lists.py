"""Lists of minutes: those somebody may see, and what waits to be written, approved, signed."""

from datetime import date, datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from quattropole.access.rules import audience_filter
from quattropole.access.viewer import Viewer
from quattropole.meetings.models import Meeting
from quattropole.meetings.rules import visible_meetings
from quattropole.minutes.models import Entry, Minutes, Signature
from quattropole.minutes.rules import visible_minutes
from quattropole.network.models import Organ


def minutes_for(viewer: Viewer) -> QuerySet[Minutes]:
    """The minutes that the viewer may read in some version, the latest first, with what a list shows."""
    return (
        visible_minutes(viewer)
        .select_related("meeting__organ", "meeting__host_city", "taker", "entry", "publication", "network")
        .order_by("-meeting__starts_at", "-number")
    )


def minutes_of(viewer: Viewer, meeting: Meeting) -> list[Minutes]:
    """The minutes of a meeting and their corrigenda, as far as they are for the viewer."""
    return list(minutes_for(viewer).filter(meeting=meeting).order_by("number"))


def published_for(viewer: Viewer) -> QuerySet[Minutes]:
    """The minutes that are published and whose meeting is for the viewer; what is in them is the public version."""
    seen = audience_filter(viewer, "meeting__organ", "meeting__")
    found = Minutes.objects.filter(seen, network=viewer.network, publication__isnull=False)
    return found.select_related("meeting__organ", "entry", "publication", "network").order_by(
        "-meeting__starts_at", "-number"
    )


def register_entries(viewer: Viewer) -> QuerySet[Entry]:
    """The register of minutes of the viewer's network, organ by organ, the latest entry first.

    Everybody sees that an entry is there and its digests, by which the chain can be checked; a page shows of which
    meeting it is to those for whom that was published.
    """
    entries = Entry.objects.filter(network=viewer.network)
    return entries.select_related("organ", "minutes__meeting", "corrects").order_by("organ__position", "-number")


def to_approve(organ: Organ, day: date) -> list[Minutes]:
    """The minutes that must come onto the agenda of the organ's meeting of `day`: of meetings before it, not approved.

    Those that are still being written are among them; their `state` says so. One query.
    """
    found = Minutes.objects.filter(
        meeting__organ=organ, meeting__starts_at__lt=_beginning_of(day), state__in=Minutes.OPEN
    )
    return list(found.select_related("meeting__organ").order_by("meeting__starts_at", "number"))


def meetings_without(organ: Organ, day: date) -> QuerySet[Meeting]:
    """The organ's meetings before `day` that are over and of which nobody has begun the minutes."""
    return _over().filter(organ=organ, starts_at__lt=_beginning_of(day)).order_by("starts_at")


def to_write(viewer: Viewer) -> QuerySet[Meeting]:
    """The meetings that the viewer may see and of which minutes have to be begun, the oldest first."""
    over = _over().filter(pk__in=visible_meetings(viewer).values("pk"))
    if not viewer.is_secretariat:
        over = over.filter(chair=viewer.person) if viewer.person is not None else over.none()
    return over.select_related("organ", "network").order_by("starts_at")


def to_sign(viewer: Viewer) -> QuerySet[Minutes]:
    """Approved minutes that lack the viewer's signature: as their chair, as their taker, or as the secretariat."""
    approved = minutes_for(viewer).filter(state=Minutes.State.APPROVED)
    if viewer.person is None:
        return approved.none()
    signed = Signature.objects.filter(minutes=OuterRef("pk"))
    chair = Q(meeting__chair=viewer.person) & ~Q(Exists(signed.filter(role=Signature.Role.CHAIR)))
    takes = Q() if viewer.is_secretariat else Q(taker=viewer.person)
    secretary = takes & ~Q(Exists(signed.filter(role=Signature.Role.SECRETARY)))
    return approved.filter(chair | secretary & ~Q(meeting__chair=viewer.person))


def _over() -> QuerySet[Meeting]:
    """Meetings that were held, and answers in text form that were counted, without minutes; no records from sources."""
    return Meeting.objects.filter(state=Meeting.State.CLOSED, is_record=False, minutes__isnull=True)


def _beginning_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
