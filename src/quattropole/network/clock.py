"""The demo clock as it is stored: by how many days a demo runs ahead of real time."""

from datetime import timedelta

from django.conf import settings

from quattropole import clock
from quattropole.network.models import DemoClock


def wind() -> None:
    """Set the clock of this request or task: ahead in a demo that was set ahead, real time everywhere else."""
    days = DemoClock.objects.filter(pk=1).values_list("ahead_days", flat=True).first() if settings.DEMO else None
    clock.set_ahead(timedelta(days=days or 0))


def set_demo_ahead(days: int) -> None:
    """Let the demo run `days` ahead of real time (never behind); for demo installations only."""
    if not settings.DEMO:
        raise RuntimeError("The clock can be set ahead only in a demo.")
    DemoClock.objects.update_or_create(pk=1, defaults={"ahead_days": max(0, days)})
    wind()
