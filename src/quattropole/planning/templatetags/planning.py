from decimal import Decimal

from babel.numbers import format_currency
from django import template

from quattropole.texts.names import reader_locale

register = template.Library()


@register.filter
def euros(cents: int) -> str:
    """An amount in cents as the language writes it: 1.250,00 €."""
    return str(format_currency(Decimal(cents) / 100, "EUR", locale=reader_locale()))
