"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from quattropole import clock


def access(request: HttpRequest) -> dict[str, Any]:
    """`viewer` (who asks), `network`, whether this is a demo, and its clock."""
    return {
        "viewer": getattr(request, "viewer", None),
        "network": getattr(request, "network", None),
        "demo": settings.DEMO,
        "demo_clock": {"today": clock.today(), "ahead_days": clock.ahead().days} if settings.DEMO else None,
        "today": clock.today(),
    }
