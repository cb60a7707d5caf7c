"""Terms of office: when they begin and end, who holds an office on a day, whose turn it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from quattropole.charter.model import OfficeRules


@dataclass(frozen=True, slots=True)
class Term:
    """First and last day of an office; ``ends`` None where no rule ends it."""

    begins: date
    ends: date | None


@dataclass(frozen=True, slots=True)
class Mandate:
    """Somebody's days in an office. ``resigned``: it ended by resignation or removal, so nobody goes on acting."""

    holder: str
    begins: date
    ends: date | None
    resigned: bool = False


class State(StrEnum):
    IN_OFFICE = "in_office"
    ACTING = "acting"
    VACANT = "vacant"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an office is filled on a day, and by whom."""

    state: State
    holders: tuple[str, ...]


def term(office: OfficeRules, elected_on: date, previous_end: date | None = None) -> Term:
    """The days of the office of somebody elected on a day, after a predecessor whose office ended (or will end)."""
    raise NotImplementedError


def standing(mandates: Iterable[Mandate], on: date, *, acting_after: bool = True) -> Standing:
    """Who holds an office on a day; after the last regular end its holders go on acting where the charter says so."""
    raise NotImplementedError


def turn(office: OfficeRules, on: date) -> tuple[str, ...]:
    """The cities whose turn it is on a day in a rotating office; empty before the first turn or without rotation."""
    raise NotImplementedError


def may_serve_again(office: OfficeRules, terms_in_a_row: int) -> bool:
    """Whether somebody who held the office for so many terms in a row may be elected once more."""
    raise NotImplementedError
