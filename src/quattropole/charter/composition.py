"""Who belongs to an organ on a day: its seats, city by city."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from quattropole.charter.model import Effect, Number, OrganRules, Parity, SeatBasis, SeatGroup
from quattropole.charter.values import Fact, Label, Word
from quattropole.charter.verdicts import Outcome, Verdict


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


def members_on(members: Iterable[Member], on: date) -> tuple[Member, ...]:
    """The members of a day, each city once, in the order given."""
    there = (m for m in members if m.since <= on and (m.until is None or on <= m.until))
    return tuple({member.city: member for member in there}.values())


def compose(organ: OrganRules, members: Iterable[Member], on: date) -> tuple[SeatSpec, ...]:
    """The seats of an organ on a day, in the order of the member cities, numbered within each city."""
    seats: list[SeatSpec] = []
    for member in members_on(members, on):
        number = 0
        for group in organ.seats:
            size = seats_of(group, member)
            for _ in range(size):
                number += 1
                seats.append(_seat(f"{member.city}-{number}", member.city, number, group, size))
    number = 0
    for group in organ.seats:
        for _ in range(group.total or 0):
            number += 1
            seats.append(_seat(f"at-large-{number}", "", number, group, group.total or 0))
    return tuple(seats)


def seats_of(group: SeatGroup, member: Member) -> int:
    """How many seats a city has in a group of seats."""
    if group.per_city is not None:
        return group.per_city
    if group.per_population is None:
        return 0
    size = max(group.at_least, (member.population or 0) // group.per_population)
    return size if group.at_most is None else min(size, group.at_most)


def _seat(key: str, city: str, number: int, group: SeatGroup, size: int) -> SeatSpec:
    votes = group.votes if group.votes_per_city is None else Fraction(group.votes_per_city) * Fraction(1, size)
    whole = votes.numerator if votes.denominator == 1 else votes
    return SeatSpec(key, city, number, group.basis, whole, group.with_organ)


def delegation_votes(
    organ: OrganRules, members: Iterable[Member], on: date, present: Mapping[str, Collection[int]]
) -> dict[str, Number]:
    """What each city casts as one ballot. ``present``: the numbers of its seats that are there and may vote.

    The votes of these seats; of a group of seats with votes as a whole all of them, as soon as the city is there.
    """
    votes: dict[str, Number] = {}
    for member in members_on(members, on):
        here, number = present.get(member.city, ()), 0
        total = Fraction(0)
        for group in organ.seats if here else ():
            size = seats_of(group, member)
            seated = sum(1 for place in range(number + 1, number + size + 1) if place in here)
            number += size
            whole = group.votes_per_city if size else 0
            total += group.votes * seated if whole is None else whole
        if here:
            votes[member.city] = total.numerator if total.denominator == 1 else total
    return votes


def check_parity(organ: OrganRules, members: Iterable[Member], on: date) -> Verdict:
    """Whether cities or states have equally many seats, where the charter asks for it."""
    rule = organ.parity
    facts: dict[str, Fact] = {"organ": Label(organ.key, organ.names), "between": Word("parity", rule.between.value)}
    if rule.between is Parity.NONE:
        return Verdict("parity", rule.source, Outcome.NOT_REQUIRED, Effect.NONE, facts)
    there = members_on(members, on)
    state_of = {member.city: member.state for member in there}
    sizes: dict[str, int] = {}
    for seat in compose(organ, there, on):
        side = seat.city if rule.between is Parity.CITY else state_of.get(seat.city, "")
        sizes[side] = sizes.get(side, 0) + 1
    outcome = Outcome.MET if len(set(sizes.values())) <= 1 else Outcome.BREACHED
    sides = tuple(f"{side} {size}" for side, size in sizes.items())
    return Verdict("parity", rule.source, outcome, Effect.DUTY, {**facts, "sides": sides})


def cost_shares(members: Iterable[Member], on: date) -> dict[str, Fraction]:
    """Each city's share of the population on a day; the shares add up to one.

    Raises ValueError where a city's population is not known.
    """
    there = members_on(members, on)
    unknown = [member.city for member in there if not member.population]
    if unknown:
        raise ValueError(f"no population known for {', '.join(unknown)}")
    total = sum(member.population or 0 for member in there)
    return {member.city: Fraction(member.population or 0, total) for member in there}
