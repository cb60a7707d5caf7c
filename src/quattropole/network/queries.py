"""Who sits where on a day: reads that website, meetings and the loader's checks share.

Each function makes a constant number of queries, whatever the number of seats.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from quattropole import charter
from quattropole.charter import Member, NoStatutes, OrganRules, SeatSpec, Statutes
from quattropole.network.models import City, Mandate, Membership, Network, Office, Organ, Person, Seat, Substitute


@dataclass(frozen=True, slots=True)
class SeatOn:
    """A seat on a day with the mandate that fills it; None for a vacant seat."""

    seat: Seat
    mandate: Mandate | None

    @property
    def person(self) -> Person | None:
        """Who holds the seat."""
        return self.mandate.person if self.mandate else None


@dataclass(frozen=True, slots=True)
class OfficeOn:
    """An office on a day: who holds it, or goes on acting after the term, and whether it is vacant."""

    office: Office
    mandates: tuple[Mandate, ...]
    state: charter.State

    @property
    def is_acting(self) -> bool:
        """Whether the term is over and its holders go on until somebody is elected."""
        return self.state is charter.State.ACTING


@dataclass(frozen=True, slots=True)
class OrganOn:
    """An organ on a day: its seats in order, the offices held in it, and the substitutes that were named."""

    organ: Organ
    day: date
    seats: tuple[SeatOn, ...]
    offices: tuple[OfficeOn, ...]
    substitutes: tuple[Substitute, ...]

    @property
    def vacancies(self) -> tuple[Seat, ...]:
        """The seats nobody holds."""
        return tuple(entry.seat for entry in self.seats if entry.mandate is None)

    def by_city(self) -> dict[City | None, list[SeatOn]]:
        """The seats of each city, in the order of the cities; under None those at large."""
        cities: dict[City | None, list[SeatOn]] = {}
        for entry in self.seats:
            cities.setdefault(entry.seat.city, []).append(entry)
        return cities


@dataclass(frozen=True, slots=True)
class Mismatch:
    """The database has other seats than the charter composes: `missing` and `surplus` are seat keys."""

    organ: Organ
    missing: tuple[str, ...]
    surplus: tuple[str, ...]


def runs_on(day: date, first: str = "begins", last: str = "ends") -> Q:
    """The filter for what is in force on a day, both ends included; an open beginning or end counts as in force."""
    return (Q(**{f"{first}__isnull": True}) | Q(**{f"{first}__lte": day})) & (
        Q(**{f"{last}__isnull": True}) | Q(**{f"{last}__gte": day})
    )


def mandates_on(day: date) -> QuerySet[Mandate]:
    """The mandates in force on a day."""
    return Mandate.objects.filter(runs_on(day))


def seats_on(organ: Organ, day: date) -> QuerySet[Seat]:
    """The seats the organ has on a day, in the order of cities and numbers."""
    return (
        Seat.objects.filter(runs_on(day, "since", "until"), organ=organ)
        .select_related("city", "organ")
        .order_by("city__position", "number", "key")
    )


def holders(seats: Iterable[Seat], day: date) -> dict[int, Mandate]:
    """Seat id -> the mandate that fills it on a day; vacant seats are not in it. One query."""
    filled = mandates_on(day).filter(seat__in=list(seats)).select_related("person__city")
    return {mandate.seat_id: mandate for mandate in filled if mandate.seat_id is not None}


def organ_on(organ: Organ, day: date) -> OrganOn:
    """Everything about an organ on a day: seats, holders, offices, substitutes. Four queries."""
    seats = list(seats_on(organ, day))
    held = holders(seats, day)
    named = Substitute.objects.filter(runs_on(day, "since", "until"), organ=organ).select_related("person__city")
    return OrganOn(
        organ=organ,
        day=day,
        seats=tuple(SeatOn(seat, held.get(seat.pk)) for seat in seats),
        offices=tuple(offices_on(organ.network, day, organ=organ)),
        substitutes=tuple(named.order_by("person__city__position", "person__family_name", "person__slug")),
    )


def offices_on(network: Network, day: date, *, organ: Organ | None = None) -> list[OfficeOn]:
    """The offices on a day with their holders; who goes on acting after the term counts where the charter says so.

    Two queries. Before the first statutes nobody goes on acting.
    """
    offices = Office.objects.filter(network=network).select_related("organ").order_by("position", "key")
    if organ is not None:
        offices = offices.filter(organ=organ)
    begun: defaultdict[int | None, list[Mandate]] = defaultdict(list)
    for mandate in (
        Mandate.objects.filter(office__in=offices, begins__lte=day).select_related("person__city").order_by("begins")
    ):
        begun[mandate.office_id].append(mandate)
    statutes = statutes_on(network, day)
    return [_office_on(office, begun[office.pk], statutes, day) for office in offices]


def _office_on(office: Office, begun: list[Mandate], statutes: Statutes | None, day: date) -> OfficeOn:
    rules = statutes.offices.get(office.key) if statutes else None
    standing = charter.standing(
        [charter.Mandate(str(mandate.pk), mandate.begins, mandate.ends) for mandate in begun],
        day,
        acting_after=bool(rules and rules.term.acting_after),
    )
    holding = tuple(mandate for mandate in begun if str(mandate.pk) in standing.holders)
    return OfficeOn(office, holding, standing.state)


def statutes_on(network: Network, day: date) -> Statutes | None:
    """The statutes in force on a day; None before the first ones."""
    try:
        return network.charter.on(day)
    except NoStatutes:
        return None


def timeline(office: str) -> list[Mandate]:
    """Everybody who has held an office, the first one first. One query."""
    return list(
        Mandate.objects.filter(office__key=office).select_related("person__city", "office").order_by("begins", "pk")
    )


def members_on(day: date) -> list[Membership]:
    """The memberships in force on a day with their cities, in the network's order. One query."""
    return list(
        Membership.objects.filter(runs_on(day, "since", "until"))
        .select_related("city__country")
        .order_by("city__position", "city__slug")
    )


def members_as_facts(network: Network) -> list[Member]:
    """All memberships as the charter counts them, in the network's order. One query."""
    memberships = (
        Membership.objects.filter(network=network).select_related("city").order_by("city__position", "city__slug")
    )
    return [
        Member(entry.city.slug, entry.since, entry.until, entry.city.population, entry.city.country_id)
        for entry in memberships
    ]


def going_with(seat: Seat, day: date) -> list[Seat]:
    """The seats of other organs that go with this one on a day, such as a board member's seat in the assembly."""
    statutes = statutes_on(seat.network, day)
    if statutes is None or seat.city_id is None or seat.organ.key not in statutes.organs:
        return []
    members = members_as_facts(seat.network)
    own = list(charter.compose(statutes.organs[seat.organ.key], members, day))
    keys = {
        (rules.key, spec.key)
        for rules in statutes.organs.values()
        for spec, leader in _led(rules, seat.organ.key, own, members, day)
        if leader.key == seat.key
    }
    followers = Seat.objects.filter(organ__key__in={organ for organ, _ in keys}).select_related("organ", "city")
    return [follower for follower in followers if (follower.organ.key, follower.key) in keys]


def _led(
    rules: OrganRules, leader: str, own: list[SeatSpec], members: list[Member], day: date
) -> Iterator[tuple[SeatSpec, SeatSpec]]:
    """Seats of an organ that go with the leader's, each with the seat it goes with: city by city, seat by seat."""
    turn: Counter[str] = Counter()
    for spec in charter.compose(rules, members, day):
        if spec.with_organ == leader:
            candidates = [seat for seat in own if seat.city == spec.city]
            if turn[spec.city] < len(candidates):
                yield spec, candidates[turn[spec.city]]
            turn[spec.city] += 1


def mismatches(network: Network, day: date) -> list[Mismatch]:
    """Organs whose seats on a day are not those that the charter composes. Three queries."""
    statutes = statutes_on(network, day)
    if statutes is None:
        return []
    members = members_as_facts(network)
    there: defaultdict[int, set[str]] = defaultdict(set)
    for organ_id, key in Seat.objects.filter(runs_on(day, "since", "until")).values_list("organ_id", "key"):
        there[organ_id].add(key)
    found = []
    for organ in Organ.objects.filter(network=network, key__in=list(statutes.organs)):
        wanted = {spec.key for spec in charter.compose(statutes.organs[organ.key], members, day)}
        if wanted != there[organ.pk]:
            missing, surplus = wanted - there[organ.pk], there[organ.pk] - wanted
            found.append(Mismatch(organ, tuple(sorted(missing)), tuple(sorted(surplus))))
    return found
