"""What a rule says about an act: verdicts, and the findings of a gate."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from quattropole.charter import wording
from quattropole.charter.counting import Tally
from quattropole.charter.model import LANGUAGES, Effect, Json, Source
from quattropole.charter.values import Fact, as_json


class Outcome(StrEnum):
    MET = "met"
    BREACHED = "breached"
    CANNOT_TELL = "cannot_tell"
    NOT_REQUIRED = "not_required"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says about the facts.

    ``rule``: the rule's key, such as ``notice``. ``case``: which of the rule's texts tells it, by default the outcome.
    """

    rule: str
    source: Source
    outcome: Outcome
    effect: Effect
    facts: Mapping[str, Fact] = field(default_factory=dict)
    case: str = ""

    @property
    def key(self) -> str:
        """The verdict key by which the texts are chosen: ``notice.breached``."""
        return f"{self.rule}.{self.case or self.outcome.value}"

    def text(self, lang: str) -> str:
        """The verdict in plain words in German, French or English (Luxembourgish readers get German)."""
        return wording.sentence(self.key, self.facts, lang)

    @property
    def texts(self) -> dict[str, str]:
        return {lang: self.text(lang) for lang in LANGUAGES}

    @property
    def breached(self) -> bool:
        return self.outcome is Outcome.BREACHED

    def as_dict(self) -> dict[str, Json]:
        return {
            "rule": self.rule,
            "outcome": self.outcome.value,
            "effect": self.effect.value,
            "cite": self.source.cite,
            "url": self.source.url,
            "assumed": self.source.assumed,
            "facts": {key: as_json(value) for key, value in self.facts.items()},
            "texts": dict(self.texts),
        }


REFUSING = frozenset({Effect.VOID, Effect.BARRED})
DUTIES = frozenset({Effect.DUTY})


@dataclass(frozen=True, slots=True)
class Findings:
    """What a gate found: every rule it checked, in order.

    The act is refused when it would be void, or when it is barred in the present state. ``tally`` and ``carried`` are
    set by the gate that declares a result.
    """

    gate: str
    on: date
    statutes_key: str
    verdicts: tuple[Verdict, ...]
    tally: Tally | None = None
    carried: bool | None = None

    @property
    def refused(self) -> bool:
        return bool(self.refusals)

    @property
    def refusals(self) -> tuple[Verdict, ...]:
        refusing = REFUSING | {Effect.BALLOT_VOID} if self.gate == "cast" else REFUSING
        return tuple(v for v in self.verdicts if v.breached and v.effect in refusing)

    @property
    def duties(self) -> tuple[Verdict, ...]:
        """What must be done although the act is not refused."""
        return tuple(v for v in self.verdicts if v.breached and v.effect in DUTIES)

    @property
    def warnings(self) -> tuple[Verdict, ...]:
        """Breaches that do not stop the act: voidable resolutions, defects without weight."""
        refusals = self.refusals
        return tuple(v for v in self.verdicts if v.breached and v not in refusals and v.effect not in DUTIES)

    @property
    def open_questions(self) -> tuple[Verdict, ...]:
        """Rules that could not be judged because a fact is missing."""
        return tuple(v for v in self.verdicts if v.outcome is Outcome.CANNOT_TELL)

    def verdict(self, rule: str) -> Verdict | None:
        """The first verdict on a rule, or None when the gate did not look at it."""
        return next((v for v in self.verdicts if v.rule == rule), None)

    def as_dict(self) -> dict[str, Json]:
        return {
            "gate": self.gate,
            "on": self.on.isoformat(),
            "statutes": self.statutes_key,
            "refused": self.refused,
            "carried": self.carried,
            "tally": self.tally.as_dict() if self.tally is not None else None,
            "verdicts": [verdict.as_dict() for verdict in self.verdicts],
        }
