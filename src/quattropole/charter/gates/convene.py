"""Convening a meeting."""

from quattropole.charter.facts import ConveneFacts, DutyFacts
from quattropole.charter.statutes import Statutes
from quattropole.charter.verdicts import Findings


def convene(statutes: Statutes, facts: ConveneFacts) -> Findings:
    """Whether this convocation is in order: convener, form, notice, agenda, way of attending, items."""
    raise NotImplementedError


def must_convene(statutes: Statutes, facts: DutyFacts) -> Findings:
    """Whether an organ has to be convened (BGB §§ 36, 37)."""
    raise NotImplementedError
