"""Who can be elected, who stands in the next round, and the elections a reader may see."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from quattropole import charter
from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Candidacy, Election, Vote
from quattropole.meetings.models import Meeting
from quattropole.meetings.rules import visible_items
from quattropole.network.models import Mandate, Office, Person

DAY = timedelta(days=1)


def office_rules(office: Office, day: date) -> charter.OfficeRules:
    """What the statutes of a day say about the office; raises `NotPossible` where they do not know it."""
    rules = office.network.charter.on(day).offices.get(office.key)
    if rules is None:
        raise NotPossible(_("The statutes do not know this office."))
    return rules


def eligible_for(office: Office, meeting: Meeting, begins: date | None = None) -> list[Person]:
    """Who can be elected in a meeting, by the charter's rules on its day: seat, turn of the cities, terms in a row.

    `begins`: the first day of the term, by default the day of the meeting.
    """
    day = meeting.day
    rules = office_rules(office, day)
    people = seated_in(office, rules, day)
    if rules.rotation is not None:
        people = people.filter(city__slug__in=charter.turn(rules, begins or day))
    found = list(people)
    if rules.term.consecutive is None:
        return found
    served = terms_in_a_row(office, begins or day)
    return [person for person in found if charter.may_serve_again(rules, served.get(person.pk, 0))]


def seated_in(office: Office, rules: charter.OfficeRules, day: date) -> QuerySet[Person]:
    """Who holds on a day the seat that the office asks for; everybody where it asks for none."""
    people = Person.objects.filter(network=office.network_id)
    if rules.eligible.seat_in:
        people = people.filter(
            Q(mandates__ends__isnull=True) | Q(mandates__ends__gte=day),
            mandates__begins__lte=day,
            mandates__seat__organ__key=rules.eligible.seat_in,
        )
    return people.select_related("city").distinct().order_by("city__position", "family_name", "slug")


def terms_in_a_row(office: Office, begins: date) -> dict[int, int]:
    """Person -> terms held without a break up to a day; one query."""
    terms: dict[int, int] = {}
    earliest: dict[int, date] = {}
    broken_off: set[int] = set()
    held = Mandate.objects.filter(office=office, begins__lt=begins).order_by("-begins")
    for person, first, last in held.values_list("person", "begins", "ends"):
        if last is not None and last < earliest.get(person, begins) - DAY:
            broken_off.add(person)
        if person not in broken_off:
            terms[person], earliest[person] = terms.get(person, 0) + 1, first
    return terms


def last_end(office: Office, day: date) -> date | None:
    """When the office last became or becomes free: the earliest end among those who held its places last."""
    held = Mandate.objects.filter(office=office, begins__lte=day).order_by("-begins")[: office.places]
    return min((mandate.ends for mandate in held if mandate.ends is not None), default=None)


def open_places(election: Election) -> int:
    """How many places of the office nobody has for the term: those elected in earlier rounds have theirs.

    A predecessor in a single office makes room when the term begins.
    """
    held = Mandate.objects.filter(office=election.office_id)
    if election.term_ends is not None:
        held = held.filter(begins__lte=election.term_ends)
    if election.office.places == 1:
        held = held.filter(begins__gte=election.term_begins)
    else:
        held = held.filter(Q(ends__isnull=True) | Q(ends__gte=election.term_begins))
    return max(election.office.places - held.count(), 0)


def ballot_paper(standing: Sequence[Candidacy], places: int) -> tuple[list[str], int]:
    """The choices of a round, and how many candidates one ballot may name; `places`: how many are open.

    Two who stand together are one choice and take both places. One can be against where nobody else can be named.
    """
    at_once = 1 if any(candidate.partner_id for candidate in standing) else places
    against = ["no"] if len(standing) <= at_once else []
    return [*(candidate.choice for candidate in standing), *against, "abstain"], min(at_once, len(standing))


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
