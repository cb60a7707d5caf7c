"""Filters of the live part of amendments."""

from collections.abc import Collection

from django import template

from quattropole.assembly.queries.amendments import in_reading_order
from quattropole.decisions.queries.rewording import Rewording

register = template.Library()


@register.filter
def for_reader(languages: Collection[Rewording]) -> list[Rewording]:
    """The languages of an amendment that say something, the reader's first."""
    return in_reading_order(languages)
