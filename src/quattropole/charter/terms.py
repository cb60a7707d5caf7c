"""Terms of office: when they begin and end, who holds an office on a day, whose turn it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from quattropole.charter.offices import OfficeRules

DAY = timedelta(days=1)


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

    def __post_init__(self) -> None:
        if self.ends is not None and self.ends < self.begins:
            raise ValueError(f"the mandate of {self.holder} ends on {self.ends}, before it begins on {self.begins}")


class State(StrEnum):
    IN_OFFICE = "in_office"
    ACTING = "acting"
    VACANT = "vacant"


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an office is filled on a day, and by whom."""

    state: State
    holders: tuple[str, ...]


def add_years(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def add_months(day: date, months: int) -> date:
    """The same day some months later; where the month is shorter, its last day (BGB § 188(3))."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    last = (first.replace(day=28) + 4 * DAY).replace(day=1) - DAY
    return first.replace(day=min(day.day, last.day))


def term(office: OfficeRules, elected_on: date, previous_end: date | None = None) -> Term:
    """The days of the office of somebody elected on a day, after a predecessor whose office ends on ``previous_end``.

    With a fixed first day (such as 1 January) the term begins on the next such day, or the day after the predecessor's
    end. Elected late, it begins on the day of the election and still ends with the regular period.
    """
    rule = office.term
    earliest = elected_on if previous_end is None else max(elected_on, previous_end + DAY)
    if rule.starts is None:
        return Term(earliest, None if rule.years is None else add_years(earliest, rule.years) - DAY)
    late = previous_end is not None and previous_end < elected_on
    begins = earliest if late else _first_day_from(earliest, rule.starts)
    if rule.years is None:
        return Term(begins, None)
    regular = begins
    if late and previous_end is not None:
        regular = previous_end + DAY
        if (regular.month, regular.day) != rule.starts:
            regular = add_years(_first_day_from(begins + DAY, rule.starts), -1)
        while add_years(regular, rule.years) <= begins:
            regular = add_years(regular, rule.years)
    return Term(begins, add_years(regular, rule.years) - DAY)


def _first_day_from(day: date, starts: tuple[int, int]) -> date:
    candidate = date(day.year, *starts)
    return candidate if candidate >= day else date(day.year + 1, *starts)


def standing(mandates: Iterable[Mandate], on: date, *, acting_after: bool = True) -> Standing:
    """Who holds an office on a day; after the last regular end its holders go on acting where the charter says so."""
    begun = [mandate for mandate in mandates if mandate.begins <= on]
    held = tuple(m.holder for m in begun if m.ends is None or on <= m.ends)
    if held:
        return Standing(State.IN_OFFICE, held)
    last = max((m.ends for m in begun if m.ends is not None), default=None)
    acting = tuple(m.holder for m in begun if m.ends == last and not m.resigned)
    if acting_after and acting:
        return Standing(State.ACTING, acting)
    return Standing(State.VACANT, ())


def turn(office: OfficeRules, on: date) -> tuple[str, ...]:
    """The cities whose turn it is on a day in a rotating office; empty before the first turn or without rotation."""
    rotation, number = office.rotation, _turns_before(office, on)
    return () if rotation is None or number is None else rotation.order[number % len(rotation.order)]


def turn_term(office: OfficeRules, on: date) -> Term | None:
    """The days of the turn that a day falls into; None where it falls into none."""
    rotation, years, number = office.rotation, office.term.years, _turns_before(office, on)
    if rotation is None or years is None or number is None:
        return None
    begins = add_years(rotation.first_begins, number * years)
    ends = add_years(rotation.first_begins, (number + 1) * years) - DAY
    return Term(begins, ends if rotation.last_ends is None else min(ends, rotation.last_ends))


def _turns_before(office: OfficeRules, on: date) -> int | None:
    """How many turns were over before the one that a day falls into; None where it falls into none."""
    rotation, years = office.rotation, office.term.years
    if rotation is None or years is None or on < rotation.first_begins:
        return None
    if rotation.last_ends is not None and on > rotation.last_ends:
        return None
    full_years = on.year - rotation.first_begins.year
    if add_years(rotation.first_begins, full_years) > on:
        full_years -= 1
    return full_years // years


def may_serve_again(office: OfficeRules, terms_in_a_row: int) -> bool:
    """Whether somebody who held the office for so many terms in a row may be elected once more."""
    limit = office.term.consecutive
    return limit is None or terms_in_a_row < limit
