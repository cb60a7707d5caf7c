"""A machine translates what nobody has written yet; what it says is marked until somebody has read it."""

from django.utils.translation import gettext as _

from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.texts.models import State
from quattropole.translation.actions.writing import write_unit
from quattropole.translation.machine import chosen, machine_words, may_be_sent
from quattropole.translation.sources import Unit, Writing


def translate_by_machine(unit: Unit, source: str, target: str, *, by: Viewer) -> int:
    """Let the service write a language that is missing, or that a machine wrote before.

    Says in how many sentences emphasis or links were lost. The service is asked outside of any transaction.
    Raises `TranslatorProblem`, `NotPossible`, and what writing raises.
    """
    require(unit.may_write, _("You may read this, but not write it."))
    service = chosen()
    if service is None:
        raise NotPossible(_("Machine translation is off in this installation."))
    if not may_be_sent(unit):
        raise NotPossible(_("This text is not for everybody; it is not sent to a translation service."))
    if unit.side(target).words and unit.side(target).state != State.MACHINE:
        raise NotPossible(_("Somebody has written this language; a machine does not write over it."))
    side = unit.side(source)
    if not side.words:
        raise NotPossible(_("There is nothing to translate in this language."))
    words, lost = machine_words(service, side.words, source=source, target=target)
    writing = Writing(target, words, State.MACHINE, source, unit.side(target).version, side.version)
    write_unit(unit, writing, by=by)
    return lost
