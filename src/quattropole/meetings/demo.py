"""Days to which the clock of a demo is worth setting: that of the next meeting."""

from datetime import date

from django.utils import timezone

from quattropole import clock
from quattropole.meetings.models import Meeting
from quattropole.network.models import Network


def day_of_next_meeting(network: Network) -> date | None:
    """The day of the next meeting after today that is planned or convened."""
    starts = (
        Meeting.objects.filter(
            network=network,
            state__in=[Meeting.State.PLANNED, Meeting.State.CONVENED],
            starts_at__gt=clock.now(),
        )
        .order_by("starts_at")
        .values_list("starts_at", flat=True)
        .first()
    )
    return timezone.localdate(starts) if starts else None
