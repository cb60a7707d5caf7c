"""Admitting an item to an agenda."""

from quattropole.charter.facts import AdmitFacts
from quattropole.charter.statutes import Statutes
from quattropole.charter.verdicts import Findings


def admit_item(statutes: Statutes, facts: AdmitFacts) -> Findings:
    """Whether this item may go on this agenda: competence, right of proposal, who asks, deadline, naming."""
    raise NotImplementedError
