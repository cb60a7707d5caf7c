"""The rules of an office: who elects it, for how long, in what turn."""

from dataclasses import dataclass
from datetime import date

from quattropole.charter.model import Majority, Names, RunOffCount, SecretBallot, Source, Tie, name_in


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Who may be elected: holders of a seat in this organ, or anybody."""

    seat_in: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class TermRule:
    """How long an office lasts. ``starts``: (month, day) of its first day, or None for the day of the election."""

    years: int | None
    starts: tuple[int, int] | None
    acting_after: bool
    consecutive: int | None
    source: Source


@dataclass(frozen=True, slots=True)
class Rotation:
    """An order in which cities hold the office, one turn of the term's length after another."""

    order: tuple[tuple[str, ...], ...]
    first_begins: date
    last_ends: date | None
    source: Source


@dataclass(frozen=True, slots=True)
class RunOff:
    """A further round: between how many of the best, and what decides it. ``between`` 0: no run-off."""

    between: int
    decided_by: RunOffCount
    source: Source


@dataclass(frozen=True, slots=True)
class TieRule:
    then: Tie
    source: Source


@dataclass(frozen=True, slots=True)
class ElectedBy:
    """The organ that elects, and the organ (if any) on whose proposal; ``rotation`` alone may fill an office too."""

    organ: str | None
    proposed_by: str | None
    source: Source


@dataclass(frozen=True, slots=True)
class OfficeRules:
    key: str
    names: Names
    places: int
    election: ElectedBy
    eligible: Eligibility
    term: TermRule
    rotation: Rotation | None
    majority: Majority
    run_off: RunOff
    tie: TieRule
    secret: SecretBallot
    source: Source

    def name(self, lang: str) -> str:
        return name_in(self.names, lang)

    @property
    def elected_by(self) -> str | None:
        return self.election.organ

    @property
    def proposed_by(self) -> str | None:
        return self.election.proposed_by
