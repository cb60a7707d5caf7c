"""Seats that are present because somebody carries their vote: with that person they come, and with that person they go.

Callers hold the lock of the meeting.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import F, Value
from django.db.models.functions import Greatest

from quattropole.access import audit
from quattropole.meetings.models import Attendance, Meeting, Proxy
from quattropole.meetings.queries import standing_proxies
from quattropole.network.models import Person


def bring_carried(meeting: Meeting, carriers: Mapping[int, str], means: str, at: datetime) -> list[Attendance]:
    """The seats whose votes these people carry are present from now on; `carriers`: person -> how they attend."""
    if not carriers:
        return []
    sitting = Attendance.objects.filter(meeting=meeting, left_at__isnull=True).values("seat")
    waiting = standing_proxies(meeting).filter(carrier__in=carriers).exclude(seat__in=sitting).order_by("pk")
    return Attendance.objects.bulk_create(
        [
            Attendance(
                network=meeting.network,
                meeting=meeting,
                seat_id=proxy.seat_id,
                person_id=proxy.carrier_id,
                is_proxy=True,
                mode=carriers[proxy.carrier_id],
                means=means,
                arrived_at=at,
            )
            for proxy in waiting
        ],
        batch_size=500,
    )


def take_carried(meeting: Meeting, carrier: int, at: datetime) -> int:
    """The seats whose votes this person carries leave with the person; how many."""
    carried = Attendance.objects.filter(meeting=meeting, person=carrier, is_proxy=True, left_at__isnull=True)
    return carried.update(left_at=Greatest(Value(at), F("arrived_at")))


def end_proxy(proxy: Proxy, at: datetime, *, by: Person | None, reason: str) -> None:
    """The proxy stands no longer, and the seat is not present by it any more. `reason` is for the log."""
    proxy.withdrawn_at = max(at, proxy.given_at)
    proxy.save(update_fields=["withdrawn_at"])
    carried = Attendance.objects.filter(meeting=proxy.meeting_id, seat=proxy.seat_id, is_proxy=True)
    carried.filter(left_at__isnull=True).update(left_at=Greatest(Value(at), F("arrived_at")))
    audit.record(
        "proxy withdrawn",
        proxy,
        by=by,
        network=proxy.network,
        meeting=proxy.meeting_id,
        seat=proxy.seat_id,
        carrier=str(proxy.carrier),
        reason=reason,
    )
