"""Elections: who is elected, who goes into the run-off, and a lot that anybody can draw again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quattropole.charter.model import Number, OfficeRules


@dataclass(frozen=True, slots=True)
class ElectionOutcome:
    """The outcome of a round. ``text_key``: ``elected``, ``run_off``, ``tie_repeat``, ``tie_lot``, ``tie``, ``none``."""

    round: int
    elected: tuple[str, ...]
    run_off: tuple[str, ...]
    tie: bool
    tied: tuple[str, ...]
    needed: Number
    votes_cast: Number
    text_key: str
    ranking: tuple[tuple[str, Number], ...]

    def text(self, lang: str) -> str:
        raise NotImplementedError


def elect(
    office: OfficeRules,
    ballots: Mapping[str, Number],
    round: int = 1,
    *,
    against: Number = 0,
    abstain: Number = 0,
    invalid: Number = 0,
    present: Number | None = None,
    valid_ballots: Number | None = None,
) -> ElectionOutcome:
    """Who is elected in this round.

    ``ballots``: votes for each candidate; ``against``: votes against a single candidate (or against all);
    ``valid_ballots``: ballots cast and valid, needed where one ballot may name several people.
    Abstentions and invalid ballots are not cast. Round 2 and later are run-offs.
    """
    raise NotImplementedError


def lot(seed: str, candidates: Iterable[str]) -> str:
    """Draw one candidate: the same seed and the same candidates, in any order, always give the same one."""
    raise NotImplementedError
