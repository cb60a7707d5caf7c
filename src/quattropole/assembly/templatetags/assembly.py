"""Tags of the live pages."""

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from quattropole.assembly.parts.screens import OWN

register = template.Library()


@register.simple_tag
def own_fields() -> SafeString:
    """In every form of a part: where the page puts its reader's own hidden fields."""
    return mark_safe(OWN)  # noqa: S308 - a constant


@register.simple_tag(takes_context=True)
def live_part(context: RequestContext, name: str) -> SafeString:
    """A part, in the element that the stream fills anew; nothing where the page has no such part."""
    parts: dict[str, SafeString] = context["parts"]
    if name not in parts:
        return SafeString()
    return format_html('<div id="live-{0}" class="qp-live__{0}" sse-swap="{0}">{1}</div>', name, parts[name])


@register.simple_tag(takes_context=True)
def live_rest(context: RequestContext, placed: str) -> SafeString:
    """The parts of the page that its template does not place, so that none is left out."""
    known = set(placed.split())
    return format_html_join("", "{}", ((live_part(context, name),) for name in context["parts"] if name not in known))
