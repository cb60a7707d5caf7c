"""Template tags of the public pages: addresses of records, sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language

from quattropole.decisions.models import Proposal, Resolution
from quattropole.texts.localized import Shown
from quattropole.website.queries import wordings
from quattropole.website.queries.thread import address_of

register = template.Library()


@dataclass(frozen=True, slots=True)
class SourceLink:
    text: str
    address: str


@register.filter
def page_address(resolution: Resolution) -> str:
    """The page of a resolution, made of what people cite."""
    return address_of(resolution)


@register.filter
def proposal_title(proposal: Proposal) -> Shown:
    """The proposal's title for the reader."""
    return wordings.title_of(proposal)


@register.filter
def number(value: Any) -> str:
    """A whole number as people write it: 530 000. Other values unchanged."""
    return str(format_decimal(value, locale=get_language() or "de")) if isinstance(value, int) else str(value)


@register.filter
def source_links(sources: Iterable[Any]) -> list[SourceLink]:
    """Where something is known from: plain words, an address, or a table with `cite` (or `title`) and `url`."""
    return [_link(source) for source in sources or ()]


def _link(source: Any) -> SourceLink:
    if isinstance(source, dict):
        address = str(source.get("url", ""))
        return SourceLink(str(source.get("cite") or source.get("title") or address), address)
    words = str(source)
    return SourceLink(words, words if words.startswith(("https://", "http://")) else "")
