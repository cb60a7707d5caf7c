"""What becomes of a meeting when a mandate begins or ends while it is held."""

from datetime import datetime

from quattropole import clock
from quattropole.access import audit
from quattropole.live import Topic, publish
from quattropole.meetings.actions.carrying import end_proxy, take_carried
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.actions.quorum import mark_quorum
from quattropole.meetings.models import Meeting, Proxy
from quattropole.meetings.queries import place_of, standing_proxies
from quattropole.meetings.rules import carried_by_anyone
from quattropole.meetings.statutes import rules_of
from quattropole.network.models import Mandate, Seat
from quattropole.network.queries import mandates_on


def follow_mandate(mandate: Mandate) -> None:
    """Somebody began or ceased to hold a seat or an office; runs in the transaction of that act.

    Rights are asked anew in every meeting that is held. Who does not hold a seat any more is no longer present for it,
    carries no vote as its holder, and has none carried. What was decided and cast until then stays. A substitute sits
    for the seat, not for its holder, and goes on to.
    """
    coming = Meeting.objects.filter(state__in=[Meeting.State.CONVENED, Meeting.State.OPEN])
    for meeting in coming.filter(network=mandate.network_id).order_by("pk"):
        publish(meeting.pk, Topic.RIGHTS)
        if mandate.seat is not None and mandate.seat.organ_id == meeting.organ_id:
            _clear(locked(meeting), mandate, mandate.seat, clock.now())


def _clear(meeting: Meeting, mandate: Mandate, seat: Seat, now: datetime) -> None:
    place = place_of(meeting, seat)
    holder = place.person.pk if place is not None and place.person is not None else None
    gone = meeting.attendances.filter(seat=seat, is_substitute=False, is_proxy=False, left_at__isnull=True)
    for attendance in gone.exclude(person=holder).select_related("person"):
        attendance.left_at = max(now, attendance.arrived_at)
        attendance.save(update_fields=["left_at"])
        take_carried(meeting, attendance.person_id, now)
        audit.record(
            "departure recorded",
            attendance,
            by=None,
            network=meeting.network,
            meeting=meeting.pk,
            seat=seat.pk,
            person=str(attendance.person),
            reason="the mandate has ended",
        )
    for proxy in _void(meeting, mandate, seat, holder):
        end_proxy(proxy, now, by=None, reason="the mandate has ended")
    publish(meeting.pk, Topic.PRESENCE)
    mark_quorum(meeting, by=None)


def _void(meeting: Meeting, mandate: Mandate, seat: Seat, holder: int | None) -> list[Proxy]:
    """The proxies that whoever held the seat gave, and those that this person carried as a member."""
    standing = standing_proxies(meeting).select_related("carrier")
    given = list(standing.filter(seat=seat).exclude(giver=holder))
    organ = rules_of(meeting.organ, meeting.day)
    still = mandates_on(meeting.day).filter(person=mandate.person_id, seat__organ=meeting.organ_id).exists()
    if still or (organ is not None and carried_by_anyone(organ)):
        return given
    return given + list(standing.filter(carrier=mandate.person_id).exclude(pk__in=[proxy.pk for proxy in given]))
