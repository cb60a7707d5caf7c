"""Template tags of the look: icons, navigation, languages, verdicts, and the drawn figures."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from quattropole.look import drawings, navigation, verdicts

register = template.Library()


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    """A drawn sign from `icons.svg`: decoration, unless it is given a title."""
    address = static("quattropole/icons.svg")
    if not title:
        return format_html(
            '<svg class="qp-icon" aria-hidden="true"><use href="{}#{}"/></svg>',
            address,
            name,
        )
    return format_html(
        '<svg class="qp-icon" role="img" aria-label="{}"><use href="{}#{}"/></svg>',
        title,
        address,
        name,
    )


@register.simple_tag(takes_context=True)
def public_navigation(context: RequestContext) -> list[navigation.Entry]:
    """The main navigation."""
    return navigation.entries(navigation.PUBLIC, _path(context))


@register.simple_tag(takes_context=True)
def desk_navigation(context: RequestContext) -> list[navigation.Entry]:
    """The navigation of signed-in people; log, people and mail stand in it for those who may read them."""
    closed = set() if context.get("reads_log") else {"access:log"}
    closed |= set() if context.get("is_secretariat") else {"access:mails", "access:people"}
    return navigation.entries([entry for entry in navigation.DESK if entry[0] not in closed], _path(context))


@register.simple_tag(takes_context=True)
def page_languages(context: RequestContext) -> list[navigation.LanguageLink]:
    """This page in every language of the interface; empty where there is no request (error pages)."""
    request = context.get("request")
    return navigation.languages(request) if isinstance(request, HttpRequest) else []


@register.simple_tag(takes_context=True)
def page_address(context: RequestContext) -> str:
    """Where this page can be opened again; empty where there is no request."""
    request = context.get("request")
    return navigation.address_of_page(request) if isinstance(request, HttpRequest) else ""


@register.simple_tag
def colon() -> str:
    """A colon as the language sets it: French puts a no-break space before it."""
    return "\N{NO-BREAK SPACE}:" if (get_language() or "").startswith("fr") else ":"


@register.filter
def page_numbers(page: Page[Any]) -> Iterable[int | str]:
    """The page numbers to link, with an ellipsis for those left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def verdict_rows(found: Iterable[Mapping[str, Any]]) -> list[verdicts.VerdictRow]:
    """The verdicts as rows for `parts/verdicts.html`."""
    return verdicts.rows(found)


@register.inclusion_tag("parts/majority_bar.html")
def majority_bar(yes: int, no: int, abstain: int = 0, needed: int | None = None) -> dict[str, Any]:
    """A result drawn as a bar; `needed` is the smallest number of yes votes that carries."""
    return {"bar": drawings.majority_bar(yes, no, abstain, needed)}


DOT = '<circle class="city-{} {}" cx="{}" cy="{}" r="{}"><title>{}</title></circle>'


@register.inclusion_tag("parts/seats.svg")
def seat_plan(seats: Sequence[drawings.Seat], title: str) -> dict[str, Any]:
    """The seats of an organ drawn as half a circle; the dots in one go, because there can be hundreds."""
    plan = drawings.seat_plan(seats)
    dots = ((dot.seat.city, dot.seat.state, dot.x, dot.y, plan.radius, dot.seat.label) for dot in plan.dots)
    return {"plan": plan, "title": title, "dots": format_html_join("\n  ", DOT, dots)}


@register.inclusion_tag("parts/map.svg")
def city_map(places: Sequence[drawings.Place], title: str) -> dict[str, Any]:
    """The cities drawn where they are."""
    return {"map": drawings.city_map(places), "title": title}


def _path(context: RequestContext) -> str:
    request = context.get("request")
    return request.path if isinstance(request, HttpRequest) else ""
