"""Declaring a result, entering a resolution, and resolving without a meeting."""

from quattropole.charter.facts import ConsentFacts, DeclareFacts, RegisterFacts
from quattropole.charter.statutes import Statutes
from quattropole.charter.verdicts import Findings


def declare_result(statutes: Statutes, facts: DeclareFacts) -> Findings:
    """The result of a closed vote; ``Findings.tally`` and ``Findings.carried`` hold it."""
    raise NotImplementedError


def register(statutes: Statutes, facts: RegisterFacts) -> Findings:
    """Whether a resolution may enter the register: declared, carried, in every authentic language, numbered in turn."""
    raise NotImplementedError


def consent_in_text_form(statutes: Statutes, facts: ConsentFacts) -> Findings:
    """Whether a resolution without a meeting came about (BGB § 32(3))."""
    raise NotImplementedError
