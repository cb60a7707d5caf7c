"""Filters for the debate."""

from django import template

from quattropole.assembly.models import ProceduralMotion
from quattropole.assembly.queries.procedure import minutes as minutes_of
from quattropole.assembly.queries.procedure import motion_words

register = template.Library()


@register.filter
def minutes(seconds: int | None) -> str:
    """A length of time as minutes and seconds: 2:30."""
    return "" if seconds is None else minutes_of(seconds)


@register.filter
def moves(motion: ProceduralMotion) -> str:
    """What is moved, in the active language."""
    return motion_words(motion)
