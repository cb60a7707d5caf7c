"""Template tags of a demo."""

from django import template
from django.template.context import RequestContext

from quattropole import clock
from quattropole.access import demo

register = template.Library()


@register.simple_tag(takes_context=True)
def demo_leaps(context: RequestContext) -> list[demo.Leap]:
    """Where the clock can be set now: days still to come, and back to today if it is ahead."""
    network = context.get("network")
    today = clock.today()
    offered = []
    for leap in demo.leaps():
        day = leap.day(network) if network else None
        if day is not None and (day > today or (leap.key == "today" and clock.ahead())):
            offered.append(leap)
    return offered
