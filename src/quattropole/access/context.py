"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from quattropole import clock
from quattropole.access.rules import may_read_log


def access(request: HttpRequest) -> dict[str, Any]:
    """`viewer` (who asks), what it reads and belongs to, `network`, whether this is a demo, and its clock."""
    viewer = getattr(request, "viewer", None)
    return {
        "viewer": viewer,
        "reads_log": viewer is not None and may_read_log(viewer),
        "is_secretariat": viewer is not None and viewer.is_secretariat,
        "network": getattr(request, "network", None),
        "demo": settings.DEMO,
        "demo_clock": {"today": clock.today(), "ahead_days": clock.ahead().days} if settings.DEMO else None,
        "today": clock.today(),
    }
