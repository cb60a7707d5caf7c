"""What other rooms show of what follows."""

from typing import Any

from django import template

from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Resolution
from quattropole.followup.queries import duties_of
from quattropole.followup.rules import may_see_duties

register = template.Library()


@register.inclusion_tag("followup/parts/waiting.html")
def public_register(resolution: Resolution, viewer: Viewer | None = None) -> dict[str, Any]:
    """Whether a resolution waits for the public register, or since when it is entered there."""
    return {
        "duties": duties_of(resolution),
        "sees_duties": viewer is not None and may_see_duties(viewer),
    }
