"""Names, dates and sorting in the reader's language, from CLDR."""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from babel import Locale, dates
from django.utils import timezone
from django.utils.translation import get_language

# The English of the platform is that of Europe: 2 June 2026, not June 2, 2026.
VARIANTS = {"en": "en_GB"}
PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    return Locale.parse(VARIANTS.get(language, language).replace("-", "_"))


def reader_locale(language: str | None = None) -> Locale:
    """What CLDR knows of `language` (default: the active one)."""
    return _locale(language or get_language() or "de")


def country_name(code: str, language: str | None = None) -> str:
    """The country's name in `language` (default: the active one); the code itself if CLDR has none."""
    return str(reader_locale(language).territories.get(code, code))


def language_name(code: str, language: str | None = None) -> str:
    """The language's name in `language` (default: the active one); the code itself if CLDR has none."""
    return str(reader_locale(language).languages.get(code, code))


def day_text(day: date, language: str | None = None, style: str = "long") -> str:
    """A day as people write it: 2. Juni 2026, 2 juin 2026; `full` adds the day of the week."""
    reader = reader_locale(language)
    words = dates.format_date(day, style, locale=reader)
    if reader.language == "fr" and day.day == 1:
        return re.sub(r"(^|\s)1 ", r"\g<1>1er ", words, count=1)
    return words


def moment_text(moment: datetime, language: str | None = None) -> str:
    """A moment in the active time zone, to the minute: 2. Juni 2026, 14:30."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return f"{day_text(local.date(), language)}, {time_text(local, language)}"


def time_text(moment: datetime, language: str | None = None) -> str:
    """The time of day in the active time zone: 14:30."""
    local = timezone.localtime(moment) if timezone.is_aware(moment) else moment
    return str(dates.format_time(local.time(), "short", locale=reader_locale(language)))


def partial_date_text(words: str, language: str | None = None) -> str:
    """An ISO date, or its year or month alone, as people write it; anything else unchanged."""
    match = PARTIAL.fullmatch(words)
    if match is None:
        return words
    year, month, day = match.groups()
    try:
        if day is not None:
            return day_text(date.fromisoformat(words), language)
        if month is not None:
            first = date(int(year), int(month), 1)
            return str(dates.format_skeleton("yMMMM", first, locale=reader_locale(language)))
    except ValueError:
        return words
    return str(year)


def sort_key(words: str) -> tuple[str, str]:
    """How German, French, Luxembourgish and English order words: accents and case count only in a tie."""
    folded = words.casefold().replace("œ", "oe").replace("æ", "ae")
    plain = unicodedata.normalize("NFKD", folded)
    return "".join(sign for sign in plain if not unicodedata.combining(sign)), words
