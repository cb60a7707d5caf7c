"""Who can be elected, who stands in the next round, and the elections a reader may see."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from quattropole import charter
from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Candidacy, Election, Vote
from quattropole.meetings.models import Meeting
from quattropole.meetings.rules import visible_items
from quattropole.network.models import Office, Person


def office_rules(office: Office, day: date) -> charter.OfficeRules:
    """What the statutes of a day say about the office; raises `NotPossible` where they do not know it."""
    rules = office.network.charter.on(day).offices.get(office.key)
    if rules is None:
        raise NotPossible(_("The statutes do not know this office."))
    return rules


def eligible_for(office: Office, meeting: Meeting) -> list[Person]:
    """Who can be elected in a meeting, by the charter's rule on eligibility on its day."""
    day = meeting.day
    rules = office_rules(office, day)
    people = Person.objects.filter(network=office.network_id)
    if rules.eligible.seat_in:
        people = people.filter(
            Q(mandates__ends__isnull=True) | Q(mandates__ends__gte=day),
            mandates__begins__lte=day,
            mandates__seat__organ__key=rules.eligible.seat_in,
        )
    return list(people.select_related("city").distinct().order_by("city__position", "family_name", "slug"))


def going_on(candidates: Iterable[Candidacy], rounds: Iterable[Vote]) -> list[Candidacy]:
    """Who stands in the next round: all candidates, or after a declared round those whom its result sends on."""
    standing = [candidate for candidate in candidates if candidate.withdrawn_at is None]
    declared = [vote for vote in rounds if vote.state == Vote.State.DECLARED]
    if not declared:
        return standing
    last = max(declared, key=lambda vote: vote.round)
    return [candidate for candidate in standing if candidate.choice in last.result["outcome"]["run_off"]]


def elections_for(viewer: Viewer) -> QuerySet[Election]:
    """The elections under items that the viewer may see, latest first, with what a list shows."""
    return (
        Election.objects.filter(item__in=visible_items(viewer))
        .select_related("office__network", "item__meeting__organ")
        .prefetch_related("mandates__person")
        .order_by("-item__meeting__starts_at", "-pk")
    )
