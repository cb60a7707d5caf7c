"""Counting: presence, ballots, majorities, quorum. Exact figures only; every screen asks here.

A count is in votes (a seat may weigh more than one, or nothing); a quorum is in seats. The two are never mixed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from quattropole.charter.model import Base, Majority, Number, OrganRules


class Choice(StrEnum):
    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Count:
    """How votes fell, in votes. ``not_voted``: votes of those present who cast no ballot."""

    yes: Number = 0
    no: Number = 0
    abstain: Number = 0
    invalid: Number = 0
    not_voted: Number = 0


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is there. ``by_city``: for each city the seats present and its seats.

    ``present_votes`` and ``votes``: the same in votes where seats weigh differently; by default one vote a seat.
    """

    present_seats: int
    seats: int
    by_city: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    present_votes: Number | None = None
    votes: Number | None = None


@dataclass(frozen=True, slots=True)
class Bases:
    """What majorities are measured against, in votes; None where it is not known.

    ``cities_yes``, ``members_yes``, ``population_yes``: how much of that base voted for the motion.
    """

    present: Number | None = None
    seats: Number | None = None
    members: int | None = None
    members_yes: Number | None = None
    cities: int | None = None
    cities_yes: int | None = None
    population: int | None = None
    population_yes: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """A counted vote against its majority.

    ``reached``: what counts towards the majority (usually the yes votes); ``needed``: the least that carries, a whole
    number where all votes are whole; ``missing``: how much is lacking. ``unknown``: bases that were not given, without
    which nothing carries. ``parts``: the further majorities of a double majority.
    """

    carried: bool
    count: Count
    votes_cast: Number
    base: Base
    base_votes: Number | None
    threshold: Fraction
    strict: bool
    needed: Number | None
    reached: Number
    missing: Number | None
    tie: bool
    decided_by_chair: bool
    unknown: tuple[Base, ...]
    parts: tuple["Tally", ...] = ()

    def as_dict(self) -> dict[str, object]:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class CityQuorum:
    """One city's part in the quorum, in seats."""

    city: str
    present: int
    seats: int
    needed: int
    met: bool


@dataclass(frozen=True, slots=True)
class QuorumResult:
    """The quorum in seats (or cities): overall and city by city. ``required`` false: no rule, always met."""

    required: bool
    met: bool
    base: Base
    base_size: int
    needed: int
    present: int
    cities: tuple[CityQuorum, ...]


def count_ballots(ballots: Iterable[tuple[Choice, Number]], entitled: Number | None = None) -> Count:
    """Add up ballots (choice, weight); ``entitled``: the votes of all present, to know who did not vote."""
    raise NotImplementedError


def tally(rule: Majority, count: Count, bases: Bases = Bases(), *, casting: Choice | None = None) -> Tally:
    """Whether a motion carries, and by how much. A tie never does, unless ``casting`` is the chair's yes."""
    raise NotImplementedError


def per_mille(count: Count) -> Mapping[Choice, int]:
    """Shares of the votes cast and abstained in thousandths, by largest remainder: they add up to 1000 (or to 0)."""
    raise NotImplementedError


def quorum(organ: OrganRules, presence: Presence, *, second_call: bool = False) -> QuorumResult:
    """Whether enough are present, overall and for each city."""
    raise NotImplementedError


def breakdown(groups: Mapping[str, Count], *, secret: bool) -> Mapping[str, Count] | None:
    """The count city by city, or None where it would show how a person voted in a secret ballot."""
    raise NotImplementedError
