"""What a gate found on a whole agenda, as people read it."""

from collections.abc import Iterable, Mapping
from typing import Any

from quattropole.charter import Effect, Outcome
from quattropole.meetings.actions.convening import UNDECIDED


def distinct(verdicts: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What was found, breaches first; what is said of several items in the same words stands once.

    That an item on which nothing is decided may be on an agenda goes without saying.
    """
    telling = [v for v in verdicts if _is_breach(v) or v["facts"].get("matter") != UNDECIDED]
    said = {verdict["texts"]["en"] + verdict["cite"]: verdict for verdict in telling}
    return sorted(said.values(), key=lambda verdict: not _is_breach(verdict))


def _is_breach(verdict: Mapping[str, Any]) -> bool:
    return bool(verdict["outcome"] == Outcome.BREACHED.value and verdict["effect"] != Effect.NONE.value)
