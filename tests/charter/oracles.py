"""What another program, votelib, makes of single ballots: nothing here asks our own counting."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from votelib.evaluate.core import Plurality
from votelib.evaluate.threshold import AbsoluteThreshold

from quattropole.charter import Base, Choice, Majority
from quattropole.charter.model import Number
from tests.charter.charters import CITIES

Seat = tuple[str, Number, Choice | None]
"""A seat's city, its weight, and what it cast; None where it did not vote."""


def reached(votes: Number, base: Number, threshold: Fraction, *, strict: bool) -> bool:
    """Whether votelib's threshold lets them pass."""
    return bool(AbsoluteThreshold(base * threshold, accept_equal=not strict).evaluate({"it": votes}))


def wins(yes: Number, no: Number) -> bool:
    """Whether yes is votelib's winner by plurality: a tie is none."""
    return bool(yes) and Plurality().evaluate({"yes": yes, "no": no}) == ["yes"]


def summed(seats: Sequence[Seat], choice: Choice | None, city: str = "") -> Number:
    return sum((weight for home, weight, cast in seats if cast is choice and home in (city or home)), Fraction(0))


def by_oracle(rule: Majority, seats: Sequence[Seat], populations: Mapping[str, int], absent: Number = 0) -> bool:
    """Whether a motion carries, as votelib finds out from the single ballots; ``absent``: votes that are not there."""
    yes, no = summed(seats, Choice.YES), summed(seats, Choice.NO)
    for_it = [city for city in CITIES if wins(summed(seats, Choice.YES, city), summed(seats, Choice.NO, city))]
    everybody = sum((weight for _city, weight, _cast in seats), Fraction(0))
    measured: dict[Base, tuple[Number, Number]] = {
        Base.CAST: (yes, yes + no),
        Base.PRESENT: (yes, everybody),
        Base.SEATS: (yes, everybody + absent),
        Base.CITIES: (len(for_it), len(CITIES)),
        Base.POPULATION: (sum(populations[city] for city in for_it), sum(populations.values())),
    }
    main = reached(*measured[rule.of], rule.threshold, strict=rule.strict) and wins(yes, no)
    return main and all(_alone(part, measured, wins(yes, no)) for part in rule.also)


def _alone(rule: Majority, measured: Mapping[Base, tuple[Number, Number]], won: bool) -> bool:
    return won and reached(*measured[rule.of], rule.threshold, strict=rule.strict)
