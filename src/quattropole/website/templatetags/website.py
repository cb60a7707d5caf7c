"""Template tags of the public pages: addresses of records, sources."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from babel.numbers import format_decimal
from django import template
from django.utils.translation import get_language

from quattropole.decisions.models import Proposal, Resolution
from quattropole.meetings.findings import distinct
from quattropole.texts.localized import Shown
from quattropole.website.queries import wordings
from quattropole.website.queries.thread import address_of

register = template.Library()
register.filter("distinct", distinct)


@dataclass(frozen=True, slots=True)
class SourceLink:
    """Where something is known from: `text` is plain words or words by language, `address` may be empty."""

    text: str | dict[str, str]
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
def source_links(sources: Iterable[Any] | None) -> list[SourceLink]:
    """One source or several: plain words, an address, or a table with `cite` (words, also by language) and `url`."""
    if isinstance(sources, dict | str):
        return [_link(sources)]
    return [_link(source) for source in sources or ()]


def _link(source: Any) -> SourceLink:
    if isinstance(source, dict):
        address = str(source.get("url", ""))
        return SourceLink(source.get("cite") or source.get("title") or address, address)
    words = str(source)
    return SourceLink(words, words if words.startswith(("https://", "http://")) else "")
