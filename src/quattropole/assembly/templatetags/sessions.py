"""What other pages show of meetings in session: the ways to the live pages."""

from django import template
from django.template.context import RequestContext

from quattropole.access.viewer import Viewer
from quattropole.assembly.queries.sessions import Ways, sessions_of, ways_into
from quattropole.meetings.models import Meeting

register = template.Library()


@register.simple_tag(takes_context=True)
def live_ways(context: RequestContext, meeting: Meeting) -> Ways:
    """The live pages of a meeting that the reader can open now."""
    viewer: Viewer = context["viewer"]
    return ways_into(viewer, meeting)


@register.simple_tag(takes_context=True)
def meetings_in_session(context: RequestContext) -> list[Ways]:
    """The meetings in session that the reader takes part in or runs; read once a request."""
    request = context["request"]
    if not hasattr(request, "sessions_running"):
        viewer: Viewer = context["viewer"]
        request.sessions_running = sessions_of(viewer)
    found: list[Ways] = request.sessions_running
    return found
