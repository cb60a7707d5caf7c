"""Reading a network folder: strictly typed, every problem noted with file and key, nothing decided yet."""

import difflib
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from quattropole.charter import Charter, Problem
from quattropole.texts.localized import Localized

T = TypeVar("T")

DEMO_FILE = "demo.toml"
NO_MOMENT = datetime.combine(date.min, time())


class LoadError(Exception):
    """A network folder cannot be loaded; carries every problem found, not only the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda problem: (problem.file, problem.key)))
        noun = "problem" if len(self.problems) == 1 else "problems"
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"The folder has {len(self.problems)} {noun}; nothing was loaded:\n{lines}")


@dataclass(frozen=True, slots=True)
class Ref:
    """A record named by another: `kind` such as `city`, `key` its slug."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class Expected:
    """A kind of TOML value: the Python types it arrives as, and what to call it."""

    types: tuple[type, ...]
    name: str


TEXT = Expected((str,), "a text")
WHOLE = Expected((int,), "a whole number")
DECIMAL = Expected((Decimal, int), "a number")
FLAG = Expected((bool,), "true or false")
DAY = Expected((date,), "a date such as 2014-10-16")
TIME = Expected((time,), "a time such as 17:00:00")
MOMENT = Expected((datetime,), "a date and time such as 2026-06-02T10:00:00")
PARTIAL = Expected((date, str), 'a date such as 2014-10-16, or "2014-10" or "2014"')
LIST = Expected((list,), "a list")
TABLE = Expected((dict,), "a table")


def found(value: Any) -> str:
    """A TOML value as a message names it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"' if len(value) <= 60 else f'"{value[:57]}..."'
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return str(value)


def fits(value: Any, expected: Expected) -> bool:
    """Whether a TOML value is of the expected kind; true is no number, and a moment is no day."""
    if isinstance(value, bool):
        return bool in expected.types
    if isinstance(value, datetime):
        return datetime in expected.types
    return isinstance(value, expected.types)


class Table:
    """One table of a file. Hands out typed values; notes what is wrong or missing and goes on with something empty."""

    def __init__(self, folder: "Folder", file: str, where: str, values: Mapping[str, Any]) -> None:
        self.folder, self.file, self.where, self.values = folder, file, where, values
        self._asked: set[str] = set()
        folder.tables.append(self)

    def key(self, name: str) -> str:
        """The full key of a value, such as `mandates[3].person`."""
        return f"{self.where}.{name}" if self.where else name

    def problem(self, name: str, expected: str, found: str) -> None:
        """Note something wrong with the value of `name`."""
        self.folder.problems.append(Problem(self.file, self.key(name), expected, found))

    def has(self, name: str) -> bool:
        """Whether the file gives a value."""
        self._asked.add(name)
        return name in self.values

    def _value(self, name: str, expected: Expected, default: T | None, empty: T) -> T:
        self._asked.add(name)
        if name not in self.values:
            if default is not None:
                return default
            self.problem(name, expected.name, "nothing")
            return empty
        value = self.values[name]
        if not fits(value, expected):
            self.problem(name, expected.name, found(value))
            return empty
        return value  # type: ignore[no-any-return]  # fits() has checked it

    def text(self, name: str, default: str | None = None) -> str:
        """A text in one language, or a technical value such as an address."""
        value = self._value(name, TEXT, default, "").strip()
        if not value and self.values.get(name) is not None and isinstance(self.values[name], str):
            self.problem(name, "a text", "an empty text")
        return value

    def slug(self, name: str = "slug") -> str:
        """A short name in small letters, digits and hyphens."""
        value = self._value(name, TEXT, None, "")
        if value and not value.replace("-", "").replace("_", "").isalnum():
            self.problem(name, "small letters, digits and hyphens", found(value))
        return value

    def whole(self, name: str, default: int | None = None) -> int:
        """A whole number that is not negative."""
        value = self._value(name, WHOLE, default, 0)
        if value < 0:
            self.problem(name, "a whole number from 0 on", found(value))
        return value

    def decimal(self, name: str) -> Decimal:
        """An exact decimal number."""
        return Decimal(self._value(name, DECIMAL, None, Decimal(0)))

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        return self._value(name, FLAG, default, default)

    def day(self, name: str) -> date:
        """A day."""
        return self._value(name, DAY, None, date.min)

    def day_or_none(self, name: str) -> date | None:
        """A day, or None where the file gives none."""
        return self.day(name) if self.has(name) else None

    def clock_time(self, name: str) -> time:
        """A time of day."""
        return self._value(name, TIME, None, time())

    def moment(self, name: str) -> datetime:
        """A date and time without zone: it is meant in the network's time zone."""
        value = self._value(name, MOMENT, None, NO_MOMENT)
        if value.tzinfo is not None:
            self.problem(name, "a time in the network's own zone, without offset", found(value))
            return value.replace(tzinfo=None)
        return value

    def partial_day(self, name: str, default: str | None = None) -> str:
        """A day as exact as it is known: `2014-10-16`, `2014-10` or `2014`."""
        value: Any = self._value(name, PARTIAL, default, "")
        if isinstance(value, date):
            return value.isoformat()
        if value and not _is_partial_day(value):
            self.problem(name, PARTIAL.name, found(value))
        return str(value)

    def choice(self, name: str, choices: type[Enum], default: str | None = None) -> str:
        """One of the values of an enumeration."""
        value = self._value(name, TEXT, default, "")
        allowed = [str(choice.value) for choice in choices]
        if value and value not in allowed:
            self.problem(name, "one of " + ", ".join(allowed), found(value))
        return value

    def texts(self, name: str, default: Sequence[str] | None = ()) -> list[str]:
        """A list of texts."""
        values: list[Any] = self._value(name, LIST, None if default is None else list(default), [])
        for index, value in enumerate(values, 1):
            if not isinstance(value, str) or not value.strip():
                self.problem(f"{name}[{index}]", "a text", found(value))
        return [value.strip() for value in values if isinstance(value, str)]

    def localized(self, name: str, *, required: bool = True, partly: bool = False) -> Localized:
        """The same text in the network's languages: all authentic ones, unless it may be there only `partly`."""
        if not required and not self.has(name):
            return Localized()
        values: Mapping[str, Any] = self._value(name, TABLE, None, {})
        if name not in self.values or not isinstance(self.values[name], dict):
            return Localized()
        words = Localized()
        for language, text in values.items():
            if self.folder.languages and language not in self.folder.languages:
                self.problem(f"{name}.{language}", self._languages_expected(), found(language))
            elif not isinstance(text, str) or not text.strip():
                self.problem(f"{name}.{language}", "a text", "an empty text" if text == "" else found(text))
            else:
                words[language] = text.strip()
        for language in () if partly else self.folder.authentic:
            if language not in values:
                self.problem(f"{name}.{language}", "a text in this language", "nothing")
        return words

    def _languages_expected(self) -> str:
        return "a language of the network: " + ", ".join(self.folder.languages)

    def ref(self, kind: str, name: str) -> Ref:
        """A record named by its slug; whether it exists is checked when all files are read."""
        value = self._value(name, TEXT, None, "")
        if value:
            self.folder.refer(self, name, Ref(kind, value))
        return Ref(kind, value)

    def ref_or_none(self, kind: str, name: str) -> Ref | None:
        """A record named by its slug, or None where the file names none."""
        return self.ref(kind, name) if self.has(name) else None

    def refs(self, kind: str, name: str) -> list[Ref]:
        """Several records named by their slugs."""
        keys = self.texts(name)
        for index, key in enumerate(keys, 1):
            self.folder.refer(self, f"{name}[{index}]", Ref(kind, key))
        return [Ref(kind, key) for key in keys]

    def source(self, name: str) -> dict[str, Any]:
        """Where something is known from: a source of `sources.toml`, as titles and address."""
        return self.folder.sources.get(self.ref("source", name).key, {})

    def sources(self, name: str = "sources", *, required: bool = False) -> list[dict[str, Any]]:
        """Where something is known from; see `source`."""
        keys = self.texts(name, None if required else ())
        for index, key in enumerate(keys, 1):
            self.folder.refer(self, f"{name}[{index}]", Ref("source", key))
        return [self.folder.sources.get(key, {}) for key in keys]

    def table(self, name: str) -> "Table":
        """A table inside this one; an empty one where the file has none."""
        values: Mapping[str, Any] = self._value(name, TABLE, {}, {})
        return Table(self.folder, self.file, self.key(name), values)

    def tables(self, name: str) -> list["Table"]:
        """A list of tables inside this one."""
        values: list[Any] = self._value(name, LIST, [], [])
        made = []
        for index, value in enumerate(values, 1):
            if isinstance(value, dict):
                made.append(Table(self.folder, self.file, f"{self.key(name)}[{index}]", value))
            else:
                self.problem(f"{name}[{index}]", "a table", found(value))
        return made

    def note_unknown(self) -> None:
        """Note every key that nobody asked for."""
        for name in self.values:
            if name not in self._asked:
                known = ", ".join(sorted(self._asked)) or "none"
                self.problem(name, f"one of the known keys ({known})", "an unknown key")


def _is_partial_day(value: str) -> bool:
    for form, length in (("%Y-%m-%d", 10), ("%Y-%m", 7), ("%Y", 4)):
        if len(value) == length:
            try:
                datetime.strptime(value, form)  # noqa: DTZ007  # only the form is checked
            except ValueError:
                return False
            return True
    return False


class Folder:
    """A network folder while it is read: its files, what is declared in them, what refers to what, all problems."""

    def __init__(self, path: Path, *, demo: bool, today: date) -> None:
        self.path, self.demo, self.today = path, demo, today
        self.problems: list[Problem] = []
        self.tables: list[Table] = []
        self.languages: tuple[str, ...] = ()
        self.authentic: tuple[str, ...] = ()
        self.charter: Charter | None = None
        self.sources: dict[str, dict[str, Any]] = {}
        self._documents: dict[str, Table] = {}
        self._declared: dict[str, dict[str, Table]] = {}
        self._refs: list[tuple[Table, str, Ref]] = []
        self._unchecked: set[str] = set()
        self._unreadable = False
        self._later: list[Callable[[], None]] = []

    def document(self, file: str, *, required: bool = False) -> Table:
        """The top table of a file; an empty one where there is no such file or it cannot be read."""
        if file not in self._documents:
            self._documents[file] = Table(self, file, "", self._parse(file, required=required))
        return self._documents[file]

    def _parse(self, file: str, *, required: bool) -> Mapping[str, Any]:
        path = self.path / file
        if not path.is_file():
            if required:
                self.problems.append(Problem(file, "(file)", "a file in the folder", "no such file"))
            return {}
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        except UnicodeDecodeError as error:
            self.problems.append(Problem(file, "(file)", "text in UTF-8", str(error)))
        except tomllib.TOMLDecodeError as error:
            self.problems.append(Problem(file, "(file)", "TOML", str(error)))
        self._unreadable = True
        return {}

    def records(self, file: str, name: str) -> Iterator[Table]:
        """The tables `[[name]]` of a file, followed in a demo by those of `demo.toml`."""
        yield from self.document(file).tables(name)
        if self.demo:
            yield from self.document(DEMO_FILE).tables(name)

    def declare(self, kind: str, key: str, table: Table, name: str = "slug") -> None:
        """Say that a record exists; twice the same is a problem."""
        if not key:
            return
        known = self._declared.setdefault(kind, {})
        if key in known:
            first = known[key]
            table.problem(name, f"a {kind} of its own", f'"{key}" again, first in {first.file}: {first.where}')
        known.setdefault(key, table)

    def declares(self, kind: str) -> Mapping[str, Table]:
        """What was declared of a kind, by key."""
        return self._declared.get(kind, {})

    def refer(self, table: Table, name: str, ref: Ref) -> None:
        """Say that a record is named; it must be declared somewhere, before or after."""
        self._refs.append((table, name, ref))

    def leave_unchecked(self, *kinds: str) -> None:
        """Do not check references of these kinds, because what they name could not be read."""
        self._unchecked.update(kinds)

    def check_later(self, check: Callable[[], None]) -> None:
        """Run `check` when every section has been read; it notes problems."""
        self._later.append(check)

    def finish(self) -> None:
        """Check what can only be checked at the end; raises `LoadError` with all problems."""
        for check in self._later:
            check()
        for table, name, ref in [] if self._unreadable else self._refs:
            if ref.kind not in self._unchecked and ref.key not in self.declares(ref.kind):
                table.problem(name, f"a {ref.kind} of this folder", self._named(ref))
        known = {*self._documents, "charter.toml", DEMO_FILE}
        for path in sorted(self.path.glob("*.toml")):
            if path.name not in known:
                expected = "one of the known files: " + ", ".join(sorted(known))
                self.problems.append(Problem(path.name, "(file)", expected, "an unknown file"))
        for table in self.tables:
            table.note_unknown()
        if self.problems:
            raise LoadError(self.problems)

    def _named(self, ref: Ref) -> str:
        close = difflib.get_close_matches(ref.key, self.declares(ref.kind), n=1)
        return f'"{ref.key}"' + (f'; did you mean "{close[0]}"?' if close else "")
