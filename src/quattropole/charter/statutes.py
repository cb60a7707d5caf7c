"""Statutes in force on a day, resolved on top of their law, and the charter that holds all versions of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from quattropole.charter.errors import NoStatutes
from quattropole.charter.model import (
    Base,
    Deviation,
    Effect,
    Majority,
    MemberKind,
    Names,
    OrganRules,
    Quorum,
    Role,
    Source,
    name_in,
)
from quattropole.charter.offices import OfficeRules


@dataclass(frozen=True, slots=True)
class LawRule:
    """One rule of the law: where it stands, whether statutes may replace it, what a breach does.

    ``summary``: the rule in a sentence in every language; empty where the law layer does not word it.
    """

    key: str
    source: Source
    deviation: Deviation
    effect: Effect
    summary: Names


@dataclass(frozen=True, slots=True)
class Law:
    key: str
    names: Names
    as_of: date
    rules: Mapping[str, LawRule]

    def name(self, lang: str) -> str:
        return name_in(self.names, lang)


@dataclass(frozen=True, slots=True)
class Proposing:
    """The right of proposal: the organs of which one must have proposed; empty: no such rule."""

    organs: tuple[str, ...]
    effect: Effect
    source: Source


@dataclass(frozen=True, slots=True)
class Deciding:
    """The organs that may decide a matter."""

    organs: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Naming:
    """Whether the convocation must name the item (BGB § 32(1) s. 2)."""

    required: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Registration:
    """Whether a resolution has effect only with its entry in the public register (BGB § 71)."""

    required: bool
    source: Source


@dataclass(frozen=True, slots=True)
class MatterRules:
    key: str
    names: Names
    deciding: Deciding
    proposing: Proposing
    majority: Majority
    majority_from_law: bool
    naming: Naming
    quorum: Quorum | None
    """A quorum of its own, where the matter asks for more than the organ's."""
    registration: Registration
    exclusion: bool
    """Whether BGB § 34 can keep somebody from voting on it: not in elections."""
    effect: Effect
    source: Source

    def name(self, lang: str) -> str:
        return name_in(self.names, lang)

    @property
    def decided_by(self) -> tuple[str, ...]:
        return self.deciding.organs

    @property
    def proposed_by(self) -> tuple[str, ...]:
        return self.proposing.organs

    @property
    def needs_registration(self) -> bool:
        return self.registration.required


@dataclass(frozen=True, slots=True)
class Languages:
    working: tuple[str, ...]
    authentic: tuple[str, ...]
    source: Source


@dataclass(frozen=True, slots=True)
class Membership:
    """Who the members are, and what a membership asks for."""

    kind: MemberKind
    fee_gates_vote: bool
    leaving_months: int
    source: Source


@dataclass(frozen=True, slots=True)
class MinimumMembers:
    """Members needed for registration and to keep legal capacity (BGB §§ 56, 73); 0 where the law has none."""

    to_register: int
    to_keep: int
    source: Source


@dataclass(frozen=True, slots=True)
class Exclusion:
    """The interests that exclude from voting: those of the law (BGB § 34) and those the statutes add."""

    interests: tuple[str, ...]
    added: tuple[str, ...]
    source: Source
    added_source: Source


@dataclass(frozen=True, slots=True)
class Representation:
    """Who speaks for the association: the majority of the board, or named offices, jointly where ``together`` > 1."""

    board_majority: bool
    offices: tuple[str, ...]
    together: int
    source: Source


@dataclass(frozen=True, slots=True)
class BoardAppointment:
    """How the board comes into its seats: appointed by this organ, or ex officio where ``organ`` is None."""

    organ: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class Validity:
    """What a defect does to a resolution: void by law, voidable where the statutes say so."""

    breach: Effect
    source: Source


@dataclass(frozen=True, slots=True)
class RegisterRule:
    """What a resolution needs to enter the register."""

    all_authentic_texts: bool
    full_count: bool
    source: Source


@dataclass(frozen=True, slots=True)
class Statutes:
    """One version of the statutes, every value resolved on top of the law."""

    network: str
    key: str
    names: Names
    valid_from: date
    valid_until: date | None
    adopted_on: date | None
    registered_on: date | None
    source: Source
    law: Law
    languages: Languages
    membership: Membership
    minimum_members: MinimumMembers
    exclusion: Exclusion
    representation: Representation
    board_appointment: BoardAppointment
    validity: Validity
    register: RegisterRule
    organs: Mapping[str, OrganRules]
    offices: Mapping[str, OfficeRules]
    matters: Mapping[str, MatterRules]

    @property
    def working_languages(self) -> tuple[str, ...]:
        return self.languages.working

    @property
    def authentic_languages(self) -> tuple[str, ...]:
        return self.languages.authentic

    def name(self, lang: str) -> str:
        return name_in(self.names, lang)

    def covers(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    def organ_of_role(self, role: Role) -> OrganRules | None:
        return next((organ for organ in self.organs.values() if organ.role is role), None)

    def majority_for(self, organ: str, matter: str) -> Majority:
        """The majority that counts: the statutes for the matter, the statutes for the organ, then the law."""
        rules = self.matters[matter]
        own = self.organs[organ].majority
        return own if own is not None and rules.majority_from_law else rules.majority

    def bases_for(self, organ: str, matter: str) -> frozenset[Base]:
        """Everything that the majority, or one of a double majority, is measured against."""
        rule = self.majority_for(organ, matter)
        return frozenset(part.of for part in (rule, *rule.also))

    def counts_cities(self, organ: str, matter: str) -> bool:
        """Whether the result depends on how each city voted, not only on all votes together."""
        by_city = {Base.CITIES, Base.POPULATION}
        if self.membership.kind is MemberKind.CITY:
            by_city.add(Base.MEMBERS)
        return not by_city.isdisjoint(self.bases_for(organ, matter))


@dataclass(frozen=True, slots=True)
class Charter:
    """All versions of a network's statutes in the order of their days."""

    network: str
    versions: tuple[Statutes, ...]

    def on(self, day: date) -> Statutes:
        """The statutes in force on ``day``; raises NoStatutes."""
        for statutes in reversed(self.versions):
            if statutes.covers(day):
                return statutes
        raise NoStatutes(self.network, day)
