"""The rules of a charter: frozen, fully resolved, each with the source it comes from.

A *rule block* is one table of the charter language (``notice``, ``quorum``, ``majority`` ...). Every block carries its
``source``. The values of a block are never split between two sources: the statutes replace a block of the law whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

Number = int | Fraction
Names = Mapping[str, str]
Json = str | int | bool | None | list["Json"] | dict[str, "Json"]

LANGUAGES = ("de", "fr", "en")


def name_in(names: Names, lang: str) -> str:
    """The name in ``lang``; Luxembourgish reads German, every other language English."""
    return names.get(lang) or names["de" if lang == "lb" else "en"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value stands: the citation, where to read it, and whether we had to assume it."""

    cite: str
    url: str = ""
    note: str = ""
    assumed: bool = False


class Effect(StrEnum):
    """What follows from a breach."""

    VOID = "void"
    VOIDABLE = "voidable"
    BALLOT_VOID = "ballot_void"
    BARRED = "barred"
    """The act cannot be done in this state (an open vote, a missing text); nothing is void."""
    DUTY = "duty"
    NOT_CARRIED = "not_carried"
    NOT_ELECTED = "not_elected"
    NO_EFFECT_YET = "no_effect_yet"
    NO_AGENCY = "no_agency"
    NONE = "none"


class Deviation(StrEnum):
    """Whether statutes may replace a rule of the law."""

    YES = "yes"
    NO = "no"
    EXTEND = "extend"
    WITHIN_LIMITS = "within_limits"
    FRACTION = "fraction"


class Base(StrEnum):
    """What a majority or a quorum is measured against."""

    CAST = "cast"
    PRESENT = "present"
    SEATS = "seats"
    MEMBERS = "members"
    CITIES = "cities"
    POPULATION = "population"


class Trigger(StrEnum):
    DISPATCH = "dispatch"
    RECEIPT = "receipt"


class Form(StrEnum):
    """How a declaration reaches its addressee; ``written`` also satisfies ``text``."""

    TEXT = "text"
    WRITTEN = "written"
    PUBLICATION = "publication"
    ORAL = "oral"


class Mode(StrEnum):
    """How people attend (BGB § 32(2))."""

    IN_PERSON = "in_person"
    HYBRID = "hybrid"
    VIRTUAL = "virtual"


class Role(StrEnum):
    """The part an organ plays; the law's defaults for organs go by role."""

    ASSEMBLY = "assembly"
    BOARD = "board"
    COMMITTEE = "committee"
    GROUP = "group"


class SeatBasis(StrEnum):
    EX_OFFICIO = "ex_officio"
    DELEGATED = "delegated"
    ELECTED = "elected"


class Substitutes(StrEnum):
    """Who may sit for a seat: anybody of the same city's government, or only somebody its city named before."""

    SAME_CITY = "same_city"
    NAMED = "named"


class ProxyHolder(StrEnum):
    MEMBER = "member"
    SAME_CITY = "same_city"
    ANYONE = "anyone"


class MemberKind(StrEnum):
    """Who the members of the association are: the cities, or the persons who sit in the assembly."""

    CITY = "city"
    SEAT = "seat"


class BallotUnit(StrEnum):
    """What casts one ballot: every seat for itself, or one seat for all of its city."""

    SEAT = "seat"
    DELEGATION = "delegation"


class Tie(StrEnum):
    REPEAT = "repeat"
    LOT = "lot"
    NONE = "none"


class RunOffCount(StrEnum):
    """What decides a run-off: still the majority of the election, or simply the most votes."""

    MAJORITY = "majority"
    MOST_VOTES = "most_votes"


class Parity(StrEnum):
    NONE = "none"
    CITY = "city"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class Majority:
    """A share of a base that the votes for a motion must reach.

    ``strict``: more than the threshold; otherwise at least the threshold. ``also``: further majorities that must hold
    at the same time (double majority). ``relative``: the most votes are enough (elections only).
    """

    threshold: Fraction
    of: Base
    strict: bool
    source: Source
    relative: bool = False
    also: tuple["Majority", ...] = ()


@dataclass(frozen=True, slots=True)
class SeatGroup:
    """Some seats of an organ: so many for every city, by population, or elected at large.

    Exactly one of ``per_city``, ``per_population`` (one seat for each full number of inhabitants, at least
    ``at_least`` and at most ``at_most``), ``total`` is set. ``votes`` is the weight of one seat, ``votes_per_city`` the
    weight of a whole delegation, shared by its seats.
    """

    basis: SeatBasis
    source: Source
    per_city: int | None = None
    per_population: int | None = None
    total: int | None = None
    at_least: int = 1
    at_most: int | None = None
    votes: Number = 1
    votes_per_city: Number | None = None
    office: Names = field(default_factory=dict)
    """For seats ex officio: the office in the city that brings the seat, such as mayor."""
    with_organ: str | None = None
    """The seat goes with a seat in this other organ."""


@dataclass(frozen=True, slots=True)
class ParityRule:
    between: Parity
    source: Source


@dataclass(frozen=True, slots=True)
class Substitution:
    allowed: bool
    who: Substitutes
    source: Source


@dataclass(frozen=True, slots=True)
class Proxies:
    """A vote given to somebody else (BGB § 38: not without a clause). ``cap``: proxies one holder may carry."""

    allowed: bool
    source: Source
    cap: int | None = None
    holder: ProxyHolder = ProxyHolder.MEMBER


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many must be present. ``required`` false: the source asks for none.

    ``per_city``: seats that every city must fill, the least; 0 for no such rule.
    """

    required: bool
    source: Source
    base: Base = Base.SEATS
    threshold: Fraction = Fraction(0)
    strict: bool = False
    per_city: int = 0


@dataclass(frozen=True, slots=True)
class SecondCall:
    """A second meeting on the same agenda after one without quorum."""

    allowed: bool
    source: Source
    days_after: int = 0
    notice_days: int | None = None
    quorum_waived: bool = True
    announced_before: bool = False
    """The second meeting may be announced together with the first."""


@dataclass(frozen=True, slots=True)
class Notice:
    """The notice period of a meeting in whole days between its trigger and the day of the meeting."""

    required: bool
    source: Source
    days: int = 0
    forms: tuple[Form, ...] = (Form.TEXT,)
    trigger: Trigger = Trigger.DISPATCH
    agenda_attached: bool = True


@dataclass(frozen=True, slots=True)
class ItemRule:
    """Who may put an item on the agenda, and until when (days before the meeting, the meeting's day not counted)."""

    source: Source
    offices: tuple[str, ...] = ()
    organs: tuple[str, ...] = ()
    fraction: Fraction | None = None
    until_days: int | None = None


@dataclass(frozen=True, slots=True)
class Conveners:
    """Who convenes; ``through``: posts that may send the convocation in their name. Empty ``offices``: no rule."""

    offices: tuple[str, ...]
    through: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Demand:
    """The share of members that may demand a meeting (BGB § 37)."""

    fraction: Fraction
    form: Form
    reasons: bool
    source: Source


@dataclass(frozen=True, slots=True)
class RegularMeetings:
    """How often an organ meets at least in a calendar year; 0 where nothing is fixed (BGB § 36)."""

    per_year: int
    source: Source


@dataclass(frozen=True, slots=True)
class Attendance:
    """The ways to attend (BGB § 32(2)). A mode that is not in ``modes`` may only be used after a resolution if it is in
    ``by_resolution``."""

    modes: tuple[Mode, ...]
    by_resolution: tuple[Mode, ...]
    rights_in_convocation: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Circular:
    """Resolution without a meeting: the share of members whose consent is needed, and its form (BGB § 32(3)).

    ``participation``: the share of members that must answer where the majority of the matter decides among the answers.
    """

    allowed: bool
    source: Source
    threshold: Fraction = Fraction(1)
    strict: bool = False
    form: Form = Form.TEXT
    participation: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Chair:
    """Who chairs, in this order; ``casting_vote``: the chair decides a tie."""

    offices: tuple[str, ...]
    casting_vote: bool
    source: Source


@dataclass(frozen=True, slots=True)
class SecretBallot:
    """When a vote is secret. ``fraction``: the share of those present that can demand it; 0: one person is enough."""

    allowed: bool
    always: bool
    fraction: Fraction | None
    source: Source


@dataclass(frozen=True, slots=True)
class Ballots:
    """What casts one ballot. A delegation casts the votes of its seats that are present; where its city has votes as a
    whole (``votes_per_city``), it casts them all, however many of its seats are there."""

    unit: BallotUnit
    source: Source


@dataclass(frozen=True, slots=True)
class OrganRules:
    key: str
    role: Role
    names: Names
    seats: tuple[SeatGroup, ...]
    parity: ParityRule
    substitution: Substitution
    proxies: Proxies
    quorum: Quorum
    second_call: SecondCall
    notice: Notice
    items: ItemRule
    conveners: Conveners
    demand: Demand
    regular: RegularMeetings
    attendance: Attendance
    circular: Circular
    chair: Chair
    secret: SecretBallot
    ballots: Ballots
    majority: Majority | None
    """The organ's own majority; ``Statutes.majority_for`` knows when it counts."""
    source: Source

    def name(self, lang: str) -> str:
        return name_in(self.names, lang)
