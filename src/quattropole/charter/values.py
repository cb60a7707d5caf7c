"""Facts as verdicts carry them: values that can be worded in a language and written as JSON."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from quattropole.charter.model import Json, Names, Number


@dataclass(frozen=True, slots=True)
class Label:
    """A thing with a key and a name in every language, as a fact in a verdict."""

    key: str
    names: Names

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True)
class Word:
    """A fixed word of the charter (a form, a mode, a base), worded by the text files."""

    kind: str
    key: str

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True)
class Votes:
    """A number of votes, which people write as a decimal where one ends; a share stays a fraction."""

    number: Number

    def __str__(self) -> str:
        return str(self.number)


Fact = str | int | bool | Fraction | date | Label | Word | Votes | tuple["Fact", ...] | None


def as_json(value: Fact) -> Json:
    """A fact in JSON: dates in ISO form, fractions as "3/4", names by their key."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [as_json(part) for part in value]
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Votes) and Fraction(value.number).denominator == 1:
        return int(value.number)
    return str(value)
