"""Tags of the live pages."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from quattropole.assembly.parts.screens import OWN

register = template.Library()


@register.simple_tag
def own_fields() -> SafeString:
    """In every form of a part: where the page puts its reader's own hidden fields."""
    return mark_safe(OWN)  # noqa: S308 - a constant
