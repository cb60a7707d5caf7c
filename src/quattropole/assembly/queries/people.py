"""Who is meant by a name that the chair or the secretariat types."""

from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.rules import NotPossible
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import present
from quattropole.network.models import Person
from quattropole.network.queries import mandates_on

SUGGESTED = 100
"""Up to so many present, a field for a name suggests them; beyond that one types."""


def people_present(meeting: Meeting) -> list[Person]:
    """Who is there, in the order of cities and seats, each once."""
    return list({there.person_id: there.person for there in present(meeting)}.values())


def suggested_names(meeting: Meeting) -> list[str]:
    """The names to suggest in a field; none where they are too many to be sent with every change."""
    people = people_present(meeting)
    return sorted({str(person) for person in people}) if len(people) <= SUGGESTED else []


def person_named(meeting: Meeting, name: str) -> Person | None:
    """The person present who is meant, or somebody else of the network by the full name; None for a stranger.

    Raises `NotPossible` where several people can be meant.
    """
    wanted = " ".join(name.split()).casefold()
    if not wanted:
        return None
    people = people_present(meeting)
    exact = [person for person in people if str(person).casefold() == wanted]
    found = exact or [person for person in people if wanted in str(person).casefold()]
    if len(found) > 1:
        names = ", ".join(str(person) for person in found[:5])
        raise NotPossible(_("Several people can be meant: %(names)s. Write the whole name.") % {"names": names})
    if found:
        return found[0]
    held = mandates_on(clock.today()).select_related("person").order_by("person_id")
    others = {mandate.person_id: mandate.person for mandate in held}
    return next((person for person in others.values() if str(person).casefold() == wanted), None)
