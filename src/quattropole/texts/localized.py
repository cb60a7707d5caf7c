"""Short texts in several languages at once: names, labels, titles."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

FALLBACKS: Mapping[str, tuple[str, ...]] = {
    "de": ("fr", "en", "lb"),
    "fr": ("de", "en", "lb"),
    "lb": ("de", "fr", "en"),
    "en": ("fr", "de", "lb"),
}


@dataclass(frozen=True)
class Shown:
    """A text as a reader gets it: the words, their language, and whether it is another than asked for."""

    text: str
    language: str
    is_fallback: bool

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def reading_order(language: str) -> tuple[str, ...]:
    """The languages to try for a reader of `language`, best first."""
    return (language, *FALLBACKS.get(language, ("de", "fr", "en")))


class Localized(dict[str, str]):
    """Language code -> words. `str()` gives the active language, falling back along `reading_order`."""

    def shown(self, language: str | None = None) -> Shown:
        """The words for a reader of `language` (default: the active one); empty if there are none at all."""
        wanted = language or get_language() or "de"
        for candidate in (*reading_order(wanted), *self):
            if self.get(candidate):
                return Shown(self[candidate], candidate, candidate != wanted)
        return Shown("", wanted, False)

    def __str__(self) -> str:
        return self.shown().text

    def languages(self) -> Iterator[str]:
        """The languages in which there are words."""
        return (language for language, words in self.items() if words)


class LocalizedField(models.JSONField):
    """A JSON column holding a `Localized`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Localized)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Localized:
        return Localized(super().from_db_value(value, expression, connection) or {})

    def to_python(self, value: Any) -> Localized:
        value = super().to_python(value)
        if not isinstance(value, dict) or not all(isinstance(words, str) for words in value.values()):
            raise ValidationError(_("Expected one text per language."), code="localized")
        return Localized(value)
