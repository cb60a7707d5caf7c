"""One language of one thing is written, through the act of the room that keeps it."""

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.texts.actions import WRITTEN
from quattropole.texts.models import State
from quattropole.texts.names import language_name
from quattropole.translation.models import Assignment
from quattropole.translation.sources import GOOD, SOURCES, Unit, Writing


def write_unit(unit: Unit, writing: Writing, *, by: Viewer) -> None:
    """Write one language of what a unit is. Whoever was asked to see to it is done once it is reviewed.

    Raises what the act of the room raises: `NotAllowed`, `NotPossible`, `Refused`, `texts.actions.TextProblem`.
    """
    require(by.person is not None, _("Sign in first."))
    require(unit.may_write, _("You may read this, but not write it."))
    _check(unit, writing)
    with transaction.atomic():
        SOURCES[unit.source].write(by, unit, writing)
        if writing.state in GOOD:
            Assignment.objects.filter(unit=unit.key, language=writing.language).delete()


def _check(unit: Unit, writing: Writing) -> None:
    language = language_name(writing.language)
    if writing.language not in unit.languages:
        raise NotPossible(_("This text does not exist in the language “%(language)s”.") % {"language": language})
    if writing.state not in WRITTEN:
        raise NotPossible(_("Say in which state the translation is."))
    if writing.state == State.AUTHENTIC and writing.language not in unit.authentic:
        raise NotPossible(
            _("%(language)s cannot have the state “%(state)s” here.")
            % {"language": language, "state": State(writing.state).label}
        )
    titled = any(side.words.title for side in unit.sides.values())
    if titled and not writing.words.title.strip():
        raise NotPossible(_("Please give a title in this language."))
    if len(writing.words.title) > unit.title_at_most:
        raise NotPossible(_("The title is too long: at most %(limit)s signs.") % {"limit": unit.title_at_most})
    if "\n" in writing.words.title.strip():
        raise NotPossible(_("A title is one line."))
