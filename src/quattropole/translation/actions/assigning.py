"""Somebody is asked to see to one language of one thing."""

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.network.models import Person
from quattropole.translation.models import Assignment
from quattropole.translation.sources import Unit, unit_for


def assign(unit: Unit, language: str, person: Person, *, by: Viewer) -> Assignment:
    """Ask a person to see to a language. The secretariat asks anybody who may write it, others only themselves."""
    require(by.person is not None and unit.may_write, _("You may read this, but not write it."))
    require(
        by.is_secretariat or (by.person is not None and by.person.pk == person.pk),
        _("Only the secretariat may do this."),
    )
    if language not in unit.languages:
        raise NotPossible(_("This text does not exist in this language."))
    asked = Viewer(by.network, person, day=by.day)
    theirs = unit if by.person is not None and person.pk == by.person.pk else unit_for(asked, unit.key)
    if theirs is None or not theirs.may_write:
        raise NotPossible(_("%(person)s may not write this.") % {"person": person})
    with transaction.atomic():
        assignment, _created = Assignment.objects.update_or_create(
            unit=unit.key,
            language=language,
            network=by.network,
            defaults={"person": person, "by": by.person, "at": clock.now()},
        )
        record("translation assigned", assignment, by=by.person, network=by.network, unit=unit.key, to=person.pk)
    return assignment


def unassign(unit: Unit, language: str, *, by: Viewer) -> None:
    """Nobody in particular is asked any more."""
    found = Assignment.objects.filter(unit=unit.key, language=language)
    require(
        by.is_secretariat or (by.person is not None and found.filter(person=by.person).exists()),
        _("Only the secretariat may do this."),
    )
    found.delete()
