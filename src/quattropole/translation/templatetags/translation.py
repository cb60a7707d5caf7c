"""What templates of the translation desk need."""

from django import template

from quattropole.texts.models import State
from quattropole.texts.queries import BADGES

register = template.Library()


@register.filter
def badge(state: State) -> str:
    """The kind of a state's badge."""
    return BADGES[state]
