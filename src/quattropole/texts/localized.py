"""Short texts in several languages at once: names, labels, titles."""

from collections.abc import Iterable, Iterator, Mapping
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
    """A text as a reader gets it: the words, their language, and whether it is another than asked for.

    `is_machine`: a machine translated them and nobody has read them yet; wherever they are shown this is said.
    """

    text: str
    language: str
    is_fallback: bool
    is_machine: bool = False

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)


def reading_order(language: str) -> tuple[str, ...]:
    """The languages to try for a reader of `language`, best first."""
    return (language, *FALLBACKS.get(language, ("de", "fr", "en")))


class Localized(dict[str, str]):
    """Language code -> words. `str()` gives the active language, falling back along `reading_order`.

    `machine` holds the languages that a machine translated; whoever writes these words anew leaves them out.
    """

    machine: frozenset[str]

    def __init__(self, *given: Any, machine: Iterable[str] = (), **words: str) -> None:
        super().__init__(*given, **words)
        known = given[0].machine if given and isinstance(given[0], Localized) else ()
        self.machine = frozenset(machine) | frozenset(known)

    def shown(self, language: str | None = None) -> Shown:
        """The words for a reader of `language` (default: the active one); empty if there are none at all."""
        wanted = language or get_language() or "de"
        for candidate in (*reading_order(wanted), *self):
            if self.get(candidate):
                return Shown(self[candidate], candidate, candidate != wanted, candidate in self.machine)
        return Shown("", wanted, False)

    def __str__(self) -> str:
        return self.shown().text

    def languages(self) -> Iterator[str]:
        """The languages in which there are words."""
        return (language for language, words in self.items() if words)


MACHINE = "~machine"
"""In the column: the key under which the languages stand that a machine translated."""


class LocalizedField(models.JSONField):
    """A JSON column holding a `Localized`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", Localized)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Localized:
        return _unpacked(super().from_db_value(value, expression, connection) or {})

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        machine = sorted(value.machine & value.keys()) if isinstance(value, Localized) else []
        return {**prepared, MACHINE: ",".join(machine)} if machine else prepared

    def to_python(self, value: Any) -> Localized:
        value = super().to_python(value)
        if not isinstance(value, dict) or not all(isinstance(words, str) for words in value.values()):
            raise ValidationError(_("Expected one text per language."), code="localized")
        return value if isinstance(value, Localized) else _unpacked(value)


def _unpacked(stored: dict[str, str]) -> Localized:
    if MACHINE not in stored:
        return Localized(stored)
    words = {language: text for language, text in stored.items() if language != MACHINE}
    return Localized(words, machine=stored[MACHINE].split(","))
