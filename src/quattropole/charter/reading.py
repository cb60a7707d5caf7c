"""Reading tables of the charter language: typed values out, every problem noted with file, key and expectation.

A value that cannot be read is noted and replaced by a stand-in, so that the rest of the file is still looked at. A
charter with problems is never handed out, so no stand-in is ever used.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from quattropole.charter.errors import Problem
from quattropole.charter.model import LANGUAGES, Names, Source

Choice = TypeVar("Choice", bound=StrEnum)
SOURCE_KEYS = frozenset({"cite", "url", "note", "assumed", "rule"})
DECIMAL = re.compile(r"[0-9]+\.[0-9]+")


@dataclass(frozen=True, slots=True)
class Unrounded:
    """A decimal number, kept as the file has it: a weight counts exactly."""

    written: str

    def __str__(self) -> str:
        return self.written


def shown(value: object) -> str:
    """A found value, short enough for a message."""
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


class Report:
    """The problems found so far, each once."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}

    def add(self, file: str, key: str, expected: str, found: str) -> None:
        self._problems[Problem(file, key, expected, found)] = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(self._problems)


class Block:
    """One table: reads its keys, remembers which, and reports the others when ``done``."""

    def __init__(
        self,
        table: Mapping[str, object],
        file: str,
        path: str,
        report: Report,
        source: Source,
        rules: Mapping[str, Source],
    ) -> None:
        self.table = table
        self.file = file
        self.path = path
        self.report = report
        self._source = source
        self._rules = rules
        self._used: set[str] = set()

    def key(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def problem(self, key: str, expected: str, found: object = "nothing") -> None:
        self.report.add(self.file, self.key(key) if key else self.path, expected, str(found))

    def has(self, key: str) -> bool:
        """Whether the table has the key; asking makes the key known."""
        self._used.add(key)
        return key in self.table

    def _take(self, key: str) -> object:
        self._used.add(key)
        return self.table.get(key)

    def _wrong(self, key: str, expected: str) -> None:
        self.problem(key, expected, shown(self.table[key]) if key in self.table else "nothing")

    def text(self, key: str, default: str | None = None) -> str:
        value = self._take(key)
        if isinstance(value, str) and value.strip():
            return value
        if value is None and default is not None:
            return default
        self._wrong(key, "a text")
        return ""

    def boolean(self, key: str, default: bool | None = None) -> bool:
        value = self._take(key)
        if isinstance(value, bool):
            return value
        if value is None and default is not None:
            return default
        self._wrong(key, "true or false")
        return False

    def integer(self, key: str, default: int | None = None, *, least: int = 0) -> int:
        value = self._take(key)
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        if value is None and default is not None:
            return default
        self._wrong(key, f"a whole number, at least {least}")
        return least

    def maybe_integer(self, key: str, *, least: int = 0) -> int | None:
        return self.integer(key, least=least) if self.has(key) else None

    def fraction(self, key: str, default: Fraction | None = None) -> Fraction:
        """A share from 0 to 1, written as a whole number or as "3/4": never as a decimal."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        read = as_fraction(value)
        if read is not None and read <= 1:
            return read
        self._wrong(key, 'a share from 0 to 1, written as "3/4" or as a whole number')
        return Fraction(1)

    def number(self, key: str, default: int | None = None) -> int | Fraction:
        """A weight: a whole number, a fraction or a decimal, each taken exactly; 0 allowed."""
        value = self._take(key)
        if value is None and default is not None:
            return default
        read = as_weight(value)
        if read is not None:
            return read.numerator if read.denominator == 1 else read
        self._wrong(key, 'a weight of 0 or more, written as a whole number, as 12.5 or as "25/2"')
        return 1

    def choice(self, key: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        value = self._take(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value in {member.value for member in kind}:
            return kind(value)
        self._wrong(key, f"one of {', '.join(kind)}")
        return next(iter(kind))

    def choices(self, key: str, kind: type[Choice], default: tuple[Choice, ...] | None = None) -> tuple[Choice, ...]:
        if not self.has(key) and default is not None:
            return default
        read = self.words(key)
        wrong = [word for word in read if word not in {member.value for member in kind}]
        if wrong:
            self.problem(key, f"only {', '.join(kind)}", ", ".join(wrong))
        return tuple(kind(word) for word in read if word not in wrong)

    def words(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        value = self._take(key)
        if value is None and default is not None:
            return default
        if isinstance(value, list) and all(isinstance(word, str) and word for word in value):
            if len(set(value)) == len(value):
                return tuple(value)
            self._wrong(key, "a list of texts, each once")
            return ()
        self._wrong(key, "a list of texts")
        return ()

    def word_lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        value = self._take(key)
        if isinstance(value, list) and value and all(_is_words(part) for part in value):
            return tuple(tuple(part) for part in value)
        self._wrong(key, "a list of lists of texts")
        return ()

    def day(self, key: str) -> date:
        value = self._take(key)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._wrong(key, "a date such as 2014-10-16")
        return date.min

    def maybe_day(self, key: str) -> date | None:
        return self.day(key) if self.has(key) else None

    def month_day(self, key: str) -> tuple[int, int] | None:
        """The first day of a term: "01-01", or "election" for the day of the election."""
        value = self.text(key, "election")
        if value == "election":
            return None
        month, _, day = value.partition("-")
        try:
            read = date(2001, int(month), int(day))
        except ValueError:
            self._wrong(key, 'month and day such as "01-01" (29 February is none), or "election"')
            return None
        return read.month, read.day

    def names(self, key: str) -> Names:
        """A name in every language of the charter."""
        block = self.sub(key)
        if block is None:
            self._wrong(key, f"a table with the name in {', '.join(LANGUAGES)}")
            return dict.fromkeys(LANGUAGES, "")
        read = {lang: block.text(lang) for lang in LANGUAGES}
        block.done(sourced=False)
        return read

    def sub(self, key: str) -> "Block | None":
        value = self._take(key)
        if not isinstance(value, Mapping):
            return None
        return self._block(value, self.key(key))

    def subs(self, key: str) -> tuple["Block", ...]:
        """A list of tables."""
        value = self._take(key)
        if isinstance(value, list) and value and all(isinstance(part, Mapping) for part in value):
            return tuple(self._block(part, f"{self.key(key)}[{n}]") for n, part in enumerate(value, 1))
        self._wrong(key, "at least one table")
        return ()

    def _block(self, table: Mapping[str, object], path: str) -> "Block":
        return Block(table, self.file, path, self.report, self._source, self._rules)

    def source(self) -> Source:
        """Where the block's values stand: its own citation, a rule of the law, or the version's citation."""
        self._used |= SOURCE_KEYS
        base = self._source
        if self.has("rule"):
            rule = self.text("rule")
            if rule in self._rules:
                base = self._rules[rule]
            else:
                self._wrong("rule", "the key of a rule of this law")
        return Source(
            cite=self.text("cite", base.cite),
            url=self.text("url", base.url),
            note=self.text("note", base.note),
            assumed=self.boolean("assumed", base.assumed),
        )

    def unused(self) -> Iterable[str]:
        return (key for key in self.table if key not in self._used)

    def done(self, *, sourced: bool = True) -> None:
        """Report every key that nobody read."""
        known = sorted(self._used - SOURCE_KEYS) + (["cite", "url", "note", "assumed"] if sourced else [])
        for key in self.unused():
            self.problem(key, f"one of {', '.join(known)}", "an unknown key")


def _is_words(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(word, str) and word for word in value)


def as_weight(value: object) -> Fraction | None:
    """A number of 0 or more as by `as_fraction`, or from a decimal, exactly as it is written; None for anything else.

    At most twelve characters long, so that it stays exact wherever it is kept.
    """
    written = str(value) if isinstance(value, Unrounded) else value
    read = as_fraction(written)
    if read is None and isinstance(written, str) and DECIMAL.fullmatch(written):
        read = Fraction(written)
    return read if read is not None and len(str(read)) <= 12 else None


def as_fraction(value: object) -> Fraction | None:
    """A number of 0 or more from a whole number or a text such as "3/4"; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return Fraction(value)
    if isinstance(value, str) and "." not in value and "e" not in value.lower():
        try:
            read = Fraction(value)
        except (ValueError, ZeroDivisionError):
            return None
        return read if read >= 0 else None
    return None
