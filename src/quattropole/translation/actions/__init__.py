"""What changes translations: written, translated by machine, assigned; the glossary and the memory kept."""

from quattropole.translation.actions.assigning import assign, unassign
from quattropole.translation.actions.deliveries import (
    IMPORTED_AS,
    discard_delivery,
    export_units,
    look_at,
    take_delivery,
    write_delivery,
)
from quattropole.translation.actions.terms import change_term, remove_term
from quattropole.translation.actions.translating import translate_by_machine
from quattropole.translation.actions.writing import write_unit

__all__ = [
    "IMPORTED_AS",
    "assign",
    "change_term",
    "discard_delivery",
    "export_units",
    "look_at",
    "remove_term",
    "take_delivery",
    "translate_by_machine",
    "unassign",
    "write_delivery",
    "write_unit",
]
