from django import template
from django.template import RequestContext

from quattropole.access.viewer import viewer_of
from quattropole.meetings.models import Meeting
from quattropole.meetings.tabs import tabs_for

register = template.Library()


@register.inclusion_tag("meetings/parts/tabs.html", takes_context=True)
def meeting_tabs(context: RequestContext, meeting: Meeting, current: str) -> dict[str, object]:
    """The way between the pages of a meeting; `current` is the key of the page that is shown."""
    tabs = tabs_for(viewer_of(context["request"]), meeting)
    return {"tabs": [(tab.label, tab.address(meeting), tab.key == current) for tab in tabs]}
