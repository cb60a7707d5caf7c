"""The gates: before a formal act, the platform asks one of them and gets findings."""

from quattropole.charter.gates.circular import consent_in_text_form
from quattropole.charter.gates.convene import convene, must_convene
from quattropole.charter.gates.items import admit_item
from quattropole.charter.gates.meeting import open_meeting, open_vote
from quattropole.charter.gates.result import declare_result, register

__all__ = [
    "admit_item",
    "consent_in_text_form",
    "convene",
    "declare_result",
    "must_convene",
    "open_meeting",
    "open_vote",
    "register",
]
