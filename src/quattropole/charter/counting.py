"""Counting: presence, ballots, majorities, quorum. Exact figures only; every screen asks here.

A count is in votes (a seat may weigh more than one, or nothing); a quorum is in seats. The two are never mixed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import lcm

from quattropole.charter.model import Base, Json, Majority, Names, Number, OrganRules, Quorum


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
    """Who is there. ``by_city``: for each city the seats present and its seats; ``city_names``: what to call them.

    ``present_votes`` and ``votes``: the same in votes where seats weigh differently; by default one vote a seat.
    """

    present_seats: int
    seats: int
    by_city: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    present_votes: Number | None = None
    votes: Number | None = None
    city_names: Mapping[str, Names] = field(default_factory=dict)


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

    def as_dict(self) -> dict[str, Json]:
        """The tally for a proof: whole numbers as numbers, fractions as "3/4"."""
        return {
            "carried": self.carried,
            "yes": number_json(self.count.yes),
            "no": number_json(self.count.no),
            "abstain": number_json(self.count.abstain),
            "invalid": number_json(self.count.invalid),
            "not_voted": number_json(self.count.not_voted),
            "votes_cast": number_json(self.votes_cast),
            "base": self.base.value,
            "base_votes": number_json(self.base_votes),
            "threshold": str(self.threshold),
            "strict": self.strict,
            "needed": number_json(self.needed),
            "reached": number_json(self.reached),
            "missing": number_json(self.missing),
            "tie": self.tie,
            "decided_by_chair": self.decided_by_chair,
            "parts": [part.as_dict() for part in self.parts],
        }


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


SMALLEST_SECRET_GROUP = 5
"""A secret count of fewer ballots than this is not shown apart."""


def number_json(value: Number | None) -> Json:
    if value is None or isinstance(value, int):
        return value
    return value.numerator if value.denominator == 1 else str(value)


def least(base: Number, threshold: Fraction, *, strict: bool) -> Number:
    """The least number that is more than (strict) or at least ``threshold`` of ``base``, never under one.

    Where ``base`` is not a whole number, votes are not counted in wholes, and the bound itself is returned.
    """
    if isinstance(base, Fraction) and base.denominator != 1:
        return base * threshold
    whole, rest = divmod(int(base) * threshold.numerator, threshold.denominator)
    needed = whole + 1 if strict or rest else whole
    return max(needed, 1)


def count_ballots(ballots: Iterable[tuple[Choice, Number]], entitled: Number | None = None) -> Count:
    """Add up ballots (choice, weight); ``entitled``: the votes of all present, to know who did not vote.

    A weight of 0 counts 0. Raises ValueError for a negative weight, or for more votes than ``entitled``.
    """
    sums: dict[Choice, Number] = dict.fromkeys(Choice, 0)
    for choice, weight in ballots:
        if weight < 0:
            raise ValueError(f"a ballot cannot weigh {weight}")
        sums[choice] += weight
    voted = sum(sums.values())
    if entitled is not None and voted > entitled:
        raise ValueError(f"{voted} votes cast, but only {entitled} entitled")
    return Count(
        yes=sums[Choice.YES],
        no=sums[Choice.NO],
        abstain=sums[Choice.ABSTAIN],
        invalid=sums[Choice.INVALID],
        not_voted=0 if entitled is None else entitled - voted,
    )


def without(count: Count, void: Count) -> Count:
    """A count without ballots that are void; they become ballots not voted."""
    voided = void.yes + void.no + void.abstain + void.invalid
    return Count(
        yes=count.yes - void.yes,
        no=count.no - void.no,
        abstain=count.abstain - void.abstain,
        invalid=count.invalid - void.invalid,
        not_voted=count.not_voted + voided,
    )


def voted(count: Count) -> Number:
    """All ballots handed in, in votes."""
    return count.yes + count.no + count.abstain + count.invalid


def _measure(rule: Majority, count: Count, bases: Bases) -> tuple[Number | None, Number | None]:
    """The size of the base and how much of it stands behind the motion; None for what is not known."""
    match rule.of:
        case Base.CAST:
            return count.yes + count.no, count.yes
        case Base.PRESENT:
            return bases.present, count.yes
        case Base.SEATS:
            return bases.seats, count.yes
        case Base.MEMBERS:
            return bases.members, bases.members_yes
        case Base.CITIES:
            return bases.cities, bases.cities_yes
        case Base.POPULATION:
            return bases.population, bases.population_yes


NO_BASES = Bases()


def tally(rule: Majority, count: Count, bases: Bases = NO_BASES, *, casting: Choice | None = None) -> Tally:
    """Whether a motion carries, and by how much.

    A tie never carries, unless ``casting`` is the chair's yes and the rule is the simple majority of votes cast.
    Nothing carries without a yes, so 0:0 does not, whatever the threshold.
    """
    parts = tuple(tally(part, count, bases) for part in rule.also)
    size, reached = _measure(rule, count, bases)
    cast = count.yes + count.no
    tie = cast > 0 and count.yes == count.no
    if size is None or reached is None:
        needed, enough = None, False
    else:
        needed = least(size, rule.threshold, strict=rule.strict)
        if rule.of is Base.CAST:
            needed = max(needed, least(size, Fraction(1, 2), strict=True))
        bound = size * rule.threshold
        enough = reached > bound or (reached == bound and not rule.strict)
    simple = rule.of is Base.CAST and rule.threshold == Fraction(1, 2)
    by_chair = tie and simple and casting in (Choice.YES, Choice.NO)
    carried = (enough and count.yes > count.no) or (by_chair and casting is Choice.YES)
    unknown = tuple(dict.fromkeys(base for part in parts for base in part.unknown))
    return Tally(
        carried=carried and all(part.carried for part in parts),
        count=count,
        votes_cast=cast,
        base=rule.of,
        base_votes=size,
        threshold=rule.threshold,
        strict=rule.strict,
        needed=needed,
        reached=0 if reached is None else reached,
        missing=None if needed is None or reached is None else max(needed - reached, 0),
        tie=tie,
        decided_by_chair=by_chair,
        unknown=unknown if needed is not None else tuple(dict.fromkeys((rule.of, *unknown))),
        parts=parts,
    )


def shares(parts: Mapping[str, Number]) -> dict[str, int]:
    """Shares in thousandths, by largest remainder: they add up to 1000, or to 0 where there is nothing to share."""
    scale = lcm(*(Fraction(part).denominator for part in parts.values()))
    whole = {key: int(part * scale) for key, part in parts.items()}
    total = sum(whole.values())
    if total == 0:
        return dict.fromkeys(parts, 0)
    found = {key: part * 1000 // total for key, part in whole.items()}
    by_rest = sorted(parts, key=lambda key: whole[key] * 1000 % total, reverse=True)
    for key in by_rest[: 1000 - sum(found.values())]:
        found[key] += 1
    return found


def share(part: Number, whole: Number) -> int:
    """One share in thousandths, rounded to the nearest: for parts that overlap, and add up to more than the whole."""
    return 0 if not whole else int((2000 * part + whole) // (2 * whole))


def per_mille(count: Count) -> Mapping[Choice, int]:
    """Shares of yes, no and abstentions in thousandths, by largest remainder: they add up to 1000 (or to 0).

    Every screen, document and export that shows a percentage shows this one.
    """
    found = shares({"yes": count.yes, "no": count.no, "abstain": count.abstain})
    return {Choice(key): share for key, share in found.items()}


def quorum(
    organ: OrganRules, presence: Presence, *, second_call: bool = False, rule: Quorum | None = None
) -> QuorumResult:
    """Whether enough are present, overall and for each city: counted on presence, never on ballots.

    ``rule``: a matter's own quorum instead of the organ's. ``second_call``: the meeting is the second on its agenda.
    """
    rule = rule if rule is not None else organ.quorum
    required = rule.required and not (second_call and organ.second_call.allowed and organ.second_call.quorum_waived)
    if rule.base is Base.CITIES:
        size = len(presence.by_city)
        present = sum(1 for there, _ in presence.by_city.values() if there)
    else:
        size, present = presence.seats, presence.present_seats
    needed = int(least(size, rule.threshold, strict=rule.strict)) if required and rule.threshold else 0
    cities = tuple(
        _city_quorum(city, there, seats, rule.per_city if required else 0)
        for city, (there, seats) in presence.by_city.items()
    )
    met = not required or (present >= needed and all(city.met for city in cities))
    return QuorumResult(required, met, rule.base, size, needed, present, cities)


def _city_quorum(city: str, present: int, seats: int, per_city: int) -> CityQuorum:
    needed = min(per_city, seats)
    return CityQuorum(city, present, seats, needed, present >= needed)


def breakdown(groups: Mapping[str, Count], *, secret: bool) -> Mapping[str, Count] | None:
    """The count city by city, in ballots, or None where it would show how a person voted in a secret ballot.

    That is so when a city has few ballots, or when all of a city voted alike.
    """
    parts = ((count.yes, count.no, count.abstain, count.invalid) for count in groups.values())
    return None if secret and any(ballots_identify(part) for part in parts) else groups


def ballots_identify(ballots: Iterable[Number]) -> bool:
    """Whether a group of secret ballots, counted for each choice, shows how somebody voted: few, or all alike."""
    given = [part for part in ballots if part]
    return bool(given) and (sum(given) < SMALLEST_SECRET_GROUP or len(given) == 1)


def weights_identify(weights: Iterable[Number]) -> bool:
    """Whether a secret ballot with these weights would show who cast one: a weight that few seats share does."""
    seen: dict[Number, int] = {}
    for weight in weights:
        seen[weight] = seen.get(weight, 0) + 1
    return len(seen) > 1 and min(seen.values()) < SMALLEST_SECRET_GROUP
