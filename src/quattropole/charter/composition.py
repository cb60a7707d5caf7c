"""Who belongs to an organ on a day: its seats, city by city."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from quattropole.charter.model import Number, OrganRules, SeatBasis


@dataclass(frozen=True, slots=True)
class Member:
    """A member city with the first and last day of its membership."""

    city: str
    since: date
    until: date | None = None
    population: int | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class SeatSpec:
    """A seat an organ has on a day. ``key`` such as ``metz-3``; ``city`` is empty for seats elected at large.

    ``with_organ``: the seat goes with a seat in that organ, seat by seat and city by city.
    """

    key: str
    city: str
    number: int
    basis: SeatBasis
    votes: Number = 1
    with_organ: str | None = None


def compose(organ: OrganRules, members: Iterable[Member], on: date) -> tuple[SeatSpec, ...]:
    """The seats of an organ on a day, in the order of the member cities, numbered within each city."""
    raise NotImplementedError


def cost_shares(members: Iterable[Member], on: date) -> dict[str, Fraction]:
    """Each city's share of the population on a day; the shares add up to one."""
    raise NotImplementedError
