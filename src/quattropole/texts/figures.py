"""Votes and shares as people write them, exact in the reader's language."""

from decimal import Decimal
from fractions import Fraction

from babel import numbers
from django.utils.translation import get_language

from quattropole.charter import say_votes
from quattropole.texts.names import reader_locale


def figure_text(number: int | Fraction, language: str | None = None) -> int | str:
    """A number of votes as the charter says it: whole as it is, 1,5 or 1.5 where decimals end, else 4/3."""
    votes = Fraction(number)
    if votes.denominator == 1:
        return votes.numerator
    return say_votes(votes, language or get_language() or "de")


def share_text(per_mille: int, language: str | None = None) -> str:
    """A share in thousandths as a percentage with one decimal: 52,3 %."""
    locale = reader_locale(language)
    pattern = locale.percent_formats[None].pattern.replace("#,##0", "0.0")
    return str(numbers.format_percent(Decimal(per_mille) / 1000, format=pattern, locale=locale))
