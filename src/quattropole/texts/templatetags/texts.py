"""Template filters for text in several languages: what is shown says in which language it is."""

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from quattropole.texts import names
from quattropole.texts.localized import Localized, Shown
from quattropole.texts.markdown import render
from quattropole.texts.models import State

register = template.Library()


def _shown(value: Any) -> Shown:
    """What the reader gets of a `Localized`, a mapping, a `Shown`, plain words or nothing."""
    if isinstance(value, Shown):
        return value
    if isinstance(value, dict):
        return Localized(value).shown()
    return Shown("" if value is None else str(value), get_language() or "de", False)


@register.filter
def shown(value: Any) -> SafeString | str:
    """The words for this reader, in `<span lang>` when they are in another language than the page.

    Words that a machine translated are never shown without saying so.
    """
    found = _shown(value)
    words = format_html('<span lang="{}">{}</span>', found.language, found.text) if found.is_fallback else found.text
    if not found.is_machine or not found.text:
        return words
    return format_html('{} <span class="qp-foreign">{}</span>', words, State.MACHINE.label)


@register.filter
def foreign(value: Any) -> SafeString | str:
    """A small sign that names the language of words shown in another language than the page's; else nothing."""
    found = _shown(value)
    if not found.is_fallback or not found.text:
        return ""
    return format_html('<span class="qp-foreign">{}</span>', names.language_name(found.language))


@register.filter
def markdown(value: Any, top: int = 2) -> SafeString | str:
    """Markdown as safe HTML in a `<div lang>`; a fallback says in which language it is. `top`: level of its `#`."""
    found = _shown(value)
    if not found.text:
        return ""
    html = render(found.text, int(top))
    notes = [str(State.MACHINE.label)] if found.is_machine else []
    if found.is_fallback:
        notes.insert(0, _("Shown in %(language)s") % {"language": names.language_name(found.language)})
    if not notes:
        return format_html('<div class="qp-prose" lang="{}">{}</div>', found.language, html)
    signs = format_html_join(" ", '<span class="qp-foreign">{}</span>', ((note,) for note in notes))
    return format_html('<p>{}</p><div class="qp-prose" lang="{}">{}</div>', signs, found.language, html)


@register.filter
def in_language(value: Any, language: str) -> str:
    """The words in exactly this language, or nothing."""
    return str(value.get(language, "")) if isinstance(value, dict) else ""


@register.filter
def partial_date(value: str | None) -> str:
    """An ISO date, or its year or month alone: `2007-09` -> September 2007."""
    return names.partial_date_text(str(value)) if value else ""


@register.filter
def day(value: Any, style: str = "long") -> str:
    """A day in the reader's language: 2. Juni 2026. Takes a date, a datetime or ISO text; `full` adds the weekday."""
    found = _moment_or_day(value)
    if isinstance(found, datetime):
        found = timezone.localtime(found).date() if timezone.is_aware(found) else found.date()
    return names.day_text(found, style=style) if found else ""


@register.filter
def moment(value: Any) -> str:
    """A moment in the reader's language and the network's time zone: 2. Juni 2026, 14:30."""
    found = _moment_or_day(value)
    if isinstance(found, datetime):
        return names.moment_text(found)
    return names.day_text(found) if found else ""


@register.filter
def clock_time(value: Any) -> str:
    """The time of day in the network's time zone: 14:30."""
    found = _moment_or_day(value)
    return names.time_text(found) if isinstance(found, datetime) else ""


@register.filter
def language_name(code: str) -> str:
    """A language by its own name: `de` -> Deutsch."""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return names.language_name(code)


@register.filter
def country_name(code: str) -> str:
    """A country in the reader's language: `LU` -> Luxemburg."""
    return names.country_name(str(code))


def _moment_or_day(value: Any) -> date | datetime | None:
    if isinstance(value, date | None):
        return value
    try:
        words = str(value)
        return date.fromisoformat(words) if len(words) == 10 else datetime.fromisoformat(words)
    except ValueError:
        return None
