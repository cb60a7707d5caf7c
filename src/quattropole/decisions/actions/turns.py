"""An office that goes by turn begins without a vote: the statutes say whose turn it is."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.queries import goes_by_turn, held_in, office_rules, seated_in
from quattropole.decisions.rules import may_record_turns
from quattropole.network.actions import MandateProblem, begin_mandate
from quattropole.network.models import Mandate, Office, Person
from quattropole.texts.localized import Localized
from quattropole.texts.names import day_text

DAY = timedelta(days=1)


def take_turn(office: Office, person: Person, *, on: date | None = None, by: Viewer) -> Mandate:
    """`person` takes the office for a city whose turn it is on a day (today unless given), for the days of the turn.

    Nobody votes; the mandate carries the paragraph of the rotation. Taken on after somebody of the same city, it
    begins the day after that mandate's end. Raises `NotPossible` for an office that is elected, a city whose turn it
    is not, a person without the seat that the office asks for, or a place that is held.
    """
    require(
        may_record_turns(by, office.organ), _("Only those who prepare the meetings of the office's organ may do this.")
    )
    day = on or clock.today()
    with transaction.atomic():
        locked = Office.objects.select_for_update(of=("self",)).select_related("network", "organ").get(pk=office.pk)
        rules = office_rules(locked, day)
        if rules.rotation is None or not goes_by_turn(rules):
            raise NotPossible(_("This office is filled by election."))
        term = charter.turn_term(rules, day)
        cities = charter.turn(rules, day)
        cite = rules.rotation.source.cite
        if term is None or person.city is None or person.city.slug not in cities:
            raise NotPossible(_("It is not the turn of this person's city (%(cite)s).") % {"cite": cite})
        if not seated_in(locked, rules, max(clock.today(), term.begins)).filter(pk=person.pk).exists():
            raise NotPossible(_("%(person)s does not hold the seat that the office asks for.") % {"person": person})
        begins = _first_free_day(locked, term, person)
        try:
            mandate = begin_mandate(person, locked, begins=begins, ends=term.ends, note=_note(by, cite))
        except MandateProblem as problem:
            raise NotPossible(str(problem)) from problem
        record(
            "turn taken",
            mandate,
            by=by.person,
            network=by.network,
            office=locked.key,
            city=person.city.slug,
            person=person.slug,
            begins=begins,
            ends=term.ends,
            cite=cite,
        )
    return mandate


def _first_free_day(office: Office, term: charter.Term, person: Person) -> date:
    """The turn's first day, or the day after the last mandate that the same city had in it."""
    begins = term.begins
    for mandate in held_in(office, term):
        if mandate.person.city_id != person.city_id:
            continue
        if mandate.ends is None or mandate.ends == term.ends:
            raise NotPossible(
                _("%(person)s holds this office from %(day)s already.")
                % {"person": mandate.person, "day": day_text(mandate.begins)}
            )
        begins = max(begins, mandate.ends + DAY)
    return begins


def _note(by: Viewer, cite: str) -> Localized:
    """What stands beside the mandate: by which rule it began."""
    note = Localized()
    for language in by.network.languages:
        with translation.override(language):
            note[language] = _("By turn, without a vote (%(cite)s)") % {"cite": cite}
    return note
