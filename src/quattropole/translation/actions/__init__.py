"""What changes translations: written, translated by machine, assigned; the glossary and the memory kept."""

from quattropole.translation.actions.assigning import assign, unassign
from quattropole.translation.actions.terms import change_term, remove_term
from quattropole.translation.actions.translating import translate_by_machine
from quattropole.translation.actions.writing import write_unit

__all__ = ["assign", "change_term", "remove_term", "translate_by_machine", "unassign", "write_unit"]
