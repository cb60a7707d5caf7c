"""Verdicts in words: the texts live in ``texts/<language>.toml``, chosen by verdict key.

A text holds its facts in braces: ``{days}``; ``{days|day|days}`` puts the number with the right noun behind it.
"""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files

from quattropole.charter.model import LANGUAGES, Number, name_in
from quattropole.charter.values import Fact, Label, Votes, Word

PLACEHOLDER = re.compile(r"\{(\w+)(?:\|([^|{}]*)\|([^|{}]*))?\}")
SINGULAR_UP_TO = {"fr": 1}
"""French counts nought as one thing; German and English do not."""

Table = Mapping[str, "str | Table"]


def language(lang: str) -> str:
    """The language a reader of ``lang`` gets: Luxembourgish readers German, all others without texts English."""
    if lang in LANGUAGES:
        return lang
    return "de" if lang == "lb" else "en"


@cache
def texts(lang: str) -> Mapping[str, str]:
    """All texts of a language by dotted key."""
    path = files("quattropole.charter").joinpath("texts", f"{lang}.toml")
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8")), ""))


def _flat(table: Table, prefix: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for key, value in table.items():
        pairs += [(prefix + key, value)] if isinstance(value, str) else _flat(value, f"{prefix}{key}.")
    return pairs


def placeholders(text: str) -> frozenset[str]:
    """The facts a text asks for."""
    return frozenset(match[1] for match in PLACEHOLDER.finditer(text))


def sentence(key: str, facts: Mapping[str, Fact], lang: str) -> str:
    """The text of a verdict key with its facts put in."""
    return phrase(f"verdict.{key}", facts, lang)


def phrase(key: str, facts: Mapping[str, Fact], lang: str) -> str:
    """Any text of the files with its facts put in. Raises KeyError for a text or a fact that does not exist."""
    lang = language(lang)

    def put(match: re.Match[str]) -> str:
        value = facts[match[1]]
        shown = say(value, lang)
        if match[2] is None:
            return shown
        number = value.number if isinstance(value, Votes) else value
        one = isinstance(number, int | Fraction) and (number == 1 or (number == 0 and lang in SINGULAR_UP_TO))
        return f"{shown} {match[2] if one else match[3]}"

    return PLACEHOLDER.sub(put, texts(lang)[key])


def say(value: Fact, lang: str) -> str:
    """A fact as a reader of the language writes it."""
    match value:
        case None:
            return texts(lang)["words.unknown"]
        case bool():
            return texts(lang)["words.yes" if value else "words.no"]
        case date():
            return say_date(value, lang)
        case tuple():
            return ", ".join(say(part, lang) for part in value) or texts(lang)["words.none"]
        case Label(names=names):
            return name_in(names, lang)
        case Word(kind=kind, key=key):
            return texts(lang)[f"words.{kind}.{key}"]
        case Votes(number=number):
            return say_votes(number, lang)
    return str(value)


def say_votes(number: Number, lang: str) -> str:
    """A number of votes, exactly: 3, 1,5 or 1.5 where decimals end, 4/3 where they never do."""
    votes = Fraction(number)
    places = _decimals(votes.denominator)
    if votes.denominator == 1 or places is None:
        return str(votes)
    whole, rest = divmod(abs(votes.numerator) * 10**places // votes.denominator, 10**places)
    sign = "-" if votes < 0 else ""
    return f"{sign}{whole}{'.' if lang == 'en' else ','}{rest:0{places}}"


@cache
def _decimals(denominator: int) -> int | None:
    """How many decimals a fraction with this denominator has; None where they never end."""
    places = 0
    for prime in (2, 5):
        count = 0
        while denominator % prime == 0:
            denominator, count = denominator // prime, count + 1
        places = max(places, count)
    return places if denominator == 1 else None


def say_date(day: date, lang: str) -> str:
    """A date in words: 16. Oktober 2014, 16 octobre 2014, 16 October 2014."""
    month = texts(lang)[f"words.month.{day.month}"]
    form = "first_of_month" if day.day == 1 else "day_of_month"
    return texts(lang)[f"words.{form}"].replace("DAY", str(day.day)).replace("MONTH", month) + f" {day.year}"
