from typing import Any

from django import template
from django.utils.safestring import SafeString

from quattropole.minutes.models import Minutes, Section
from quattropole.minutes.saying.document import section_title, title_of
from quattropole.texts.markdown import render

register = template.Library()

KINDS = {
    Minutes.State.DRAFT: "warning",
    Minutes.State.PROPOSED: "info",
    Minutes.State.APPROVED: "info",
    Minutes.State.SEALED: "success",
}


@register.filter
def state_kind(minutes: Minutes) -> str:
    """How the state of minutes looks: the kind of its badge."""
    return KINDS[Minutes.State(minutes.state)]


@register.filter
def passage(source: str) -> SafeString:
    """Markdown below the headings of a section."""
    return render(source, 5)


@register.filter
def cells(row: list[str], table: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """The cells of a row after its first: the head above, the words, and whether they are a figure."""
    head, first_figure = table["head"], len(table["head"]) - table["figures"]
    return [(head[place], words, place >= first_figure) for place, words in enumerate(row) if place]


@register.filter
def minutes_title(minutes: Minutes) -> str:
    """What the document is called, in the active language."""
    return title_of(minutes)


@register.filter
def title_of_section(section: Section, minutes: Minutes) -> str:
    """The heading of a section, in the active language."""
    return section_title(minutes, section)
