"""How the log names an act to its reader."""

from django import template
from django.utils.translation import gettext

from quattropole.access.acts import ACTS

register = template.Library()


@register.filter
def act_words(act: str) -> str:
    """The act in the active language; one that is not listed as it is."""
    return gettext(act) if act in ACTS else act
