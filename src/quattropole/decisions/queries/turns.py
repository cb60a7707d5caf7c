"""Offices that go by turn: whose turn it is, who holds them, who may take them. Nobody votes on them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from quattropole import charter
from quattropole.access.viewer import Viewer
from quattropole.decisions.queries.elections import seated_in
from quattropole.decisions.rules import may_record_turns
from quattropole.network.models import City, Mandate, Office, Person

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Place:
    """What one city has in a turn: who holds the office for it, who could take it, whether it is open for a part."""

    city: City
    holders: tuple[Mandate, ...]
    seated: tuple[Person, ...]
    is_open: bool


@dataclass(frozen=True)
class Turn:
    """One turn of an office: its days and its cities."""

    begins: date
    ends: date | None
    places: tuple[Place, ...]
    is_now: bool


@dataclass(frozen=True)
class TurnView:
    """An office that goes by turn: this turn and the next, by which paragraph, and whether the reader records it."""

    office: Office
    rule: charter.Source
    turns: tuple[Turn, ...]
    may_record: bool


def goes_by_turn(rules: charter.OfficeRules) -> bool:
    """Whether the cities take turns and nobody is elected."""
    return rules.rotation is not None and rules.elected_by is None


def turns_for(viewer: Viewer, day: date) -> list[TurnView]:
    """The offices that go by turn; five reads for each, of which a network has one or two."""
    statutes = viewer.network.charter.on(day)
    cities = {city.slug: city for city in City.objects.all()}
    found: list[TurnView] = []
    for office in Office.objects.select_related("organ", "network"):
        rules = statutes.offices.get(office.key)
        if rules is None or rules.rotation is None or not goes_by_turn(rules):
            continue
        now = charter.turn_term(rules, day)
        ahead = charter.turn_term(rules, now.ends + DAY if now and now.ends else rules.rotation.first_begins)
        terms = [term for term in (now, ahead) if term is not None and (term.ends is None or term.ends >= day)]
        turns = tuple(_turn(office, rules, term, day, cities) for term in dict.fromkeys(terms))
        found.append(TurnView(office, rules.rotation.source, turns, may_record_turns(viewer, office.organ)))
    return found


def _turn(office: Office, rules: charter.OfficeRules, term: charter.Term, day: date, cities: dict[str, City]) -> Turn:
    held = list(held_in(office, term))
    seated = list(seated_in(office, rules, max(day, term.begins)))
    places = []
    for city in (cities[slug] for slug in charter.turn(rules, term.begins) if slug in cities):
        here = tuple(mandate for mandate in held if mandate.person.city_id == city.pk)
        is_open = not here or (here[-1].ends is not None and here[-1].ends != term.ends)
        places.append(Place(city, here, tuple(one for one in seated if one.city_id == city.pk), is_open))
    return Turn(term.begins, term.ends, tuple(places), is_now=term.begins <= day)


def held_in(office: Office, term: charter.Term) -> Iterable[Mandate]:
    """The mandates of the office in the days of a turn, earliest first."""
    held = Mandate.objects.filter(Q(ends__isnull=True) | Q(ends__gte=term.begins), office=office)
    if term.ends is not None:
        held = held.filter(begins__lte=term.ends)
    return held.select_related("person__city").order_by("begins", "pk")
