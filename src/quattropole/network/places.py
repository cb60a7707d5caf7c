"""Names of countries and languages, from CLDR."""

from functools import lru_cache

from babel import Locale
from django.utils.translation import get_language


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    return Locale.parse(language)


def country_name(code: str, language: str | None = None) -> str:
    """The country's name in `language` (default: the active one)."""
    return str(_locale(language or get_language() or "de").territories.get(code, code))


def language_name(code: str, language: str | None = None) -> str:
    """The language's name in `language` (default: the active one)."""
    return str(_locale(language or get_language() or "de").languages.get(code, code))
