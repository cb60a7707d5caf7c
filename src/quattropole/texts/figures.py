"""Votes and shares as people write them, exact in the reader's language."""

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from babel import numbers

from quattropole.texts.names import reader_locale


def figure_text(number: int | Fraction, language: str | None = None) -> int | str:
    """A number of votes: a whole number as it is, 1,5 or 1.5 where decimals end, 4/3 where they never do."""
    fraction = Fraction(number)
    if fraction.denominator == 1:
        return fraction.numerator
    places = _places(fraction.denominator)
    if places is None:
        return str(fraction)
    decimal = Decimal(fraction.numerator * (10**places // fraction.denominator)).scaleb(-places)
    return str(numbers.format_decimal(decimal, format="0." + "0" * places, locale=reader_locale(language)))


@lru_cache(maxsize=256)
def _places(denominator: int) -> int | None:
    """The decimals of a fraction with this denominator; None where they never end."""
    places = 0
    for prime in (2, 5):
        count = 0
        while denominator % prime == 0:
            denominator, count = denominator // prime, count + 1
        places = max(places, count)
    return places if denominator == 1 else None


def share_text(per_mille: int, language: str | None = None) -> str:
    """A share in thousandths as a percentage with one decimal: 52,3 %."""
    locale = reader_locale(language)
    pattern = locale.percent_formats[None].pattern.replace("#,##0", "0.0")
    return str(numbers.format_percent(Decimal(per_mille) / 1000, format=pattern, locale=locale))
