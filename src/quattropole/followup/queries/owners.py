"""Who a task's owner is on a day: mandates pass it on."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from quattropole.followup.models import Task
from quattropole.meetings.statutes import chairing_offices, holders, rules_of
from quattropole.network.models import Network, Office, Organ, Person, Seat
from quattropole.network.queries import mandates_on

Owner = Person | Organ | Seat | Office


def people_of(task: Task, day: date) -> list[Person]:
    """Who is told of a task on a day: its owner; or who holds the seat or office; or who chairs the organ.

    An organ that nobody chairs is told as a whole. Where nobody holds it that day, the secretariat is told.
    """
    owner = task.owner
    if isinstance(owner, Person):
        return [owner]
    return _holding(owner, day) or secretariat_on(task.network, day)


def _holding(owner: Organ | Seat | Office, day: date) -> list[Person]:
    if isinstance(owner, Office):
        return [person for _key, person in holders(owner.network, [owner.key], day)]
    if isinstance(owner, Seat):
        return _people(mandates_on(day).filter(seat=owner).values_list("person", flat=True))
    chairing = holders(owner.network, chairing_offices(owner, rules_of(owner, day)), day)
    if chairing:
        return [chairing[0][1]]
    return _people(mandates_on(day).filter(seat__organ=owner).values_list("person", flat=True))


def secretariat_on(network: Network, day: date) -> list[Person]:
    """Who holds a post in the secretariat on a day."""
    posts = mandates_on(day).filter(network=network, seat__organ__kind=Organ.Kind.SECRETARIAT)
    return _people(posts.values_list("person", flat=True))


def _people(keys: QuerySet[Any, int]) -> list[Person]:
    return list(Person.objects.filter(pk__in=keys).order_by("family_name", "slug"))
