"""The member cities, what else they belong to, and where they lie."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse

from quattropole.look.drawings import Place
from quattropole.network.models import Alliance, AllianceMembership, City, Mandate, Membership, Network, Organ
from quattropole.network.queries import mandates_on, runs_on
from quattropole.texts.names import country_name


@dataclass(frozen=True, slots=True)
class Belonging:
    """A city's place in a network, a designation or a route, with the cities of this network that share it."""

    alliance: Alliance
    membership: AllianceMembership
    fellows: list[AllianceMembership]


def members_on(day: date) -> QuerySet[City]:
    """The cities that are members of the network on a day, in the network's order."""
    running = Membership.objects.filter(runs_on(day, "since", "until"))
    return City.objects.filter(pk__in=running.values("city")).order_by("position", "slug")


def places(cities: Iterable[City], here: City | None = None) -> list[Place]:
    """Where the cities lie, for the map; those whose position is not known are left out. `here` is not linked."""
    return [
        Place(
            name=str(city.names),
            latitude=float(city.latitude),
            longitude=float(city.longitude),
            city=city.colour,
            address="" if here is not None and city.pk == here.pk else reverse("website:city", args=[city.slug]),
            note=country_name(city.country_id),
        )
        for city in cities
        if city.latitude is not None and city.longitude is not None
    ]


def belongings_of(city: City) -> list[Belonging]:
    """What the city belongs to, this network first, each with all cities known to belong to it."""
    fellows = AllianceMembership.objects.select_related("city").order_by("since", "city__position", "city__slug")
    own = (
        AllianceMembership.objects.filter(city=city)
        .select_related("alliance")
        .prefetch_related(Prefetch("alliance__memberships", fellows))
        .order_by("-alliance__is_this_network", "alliance__position", "alliance__slug")
    )
    return [Belonging(entry.alliance, entry, list(entry.alliance.memberships.all())) for entry in own]


def memberships_of(city: City) -> list[Membership]:
    """Since when, and until when, the city has been a member."""
    return list(Membership.objects.filter(city=city).order_by("since"))


def representatives_of(city: City, day: date) -> list[Mandate]:
    """Who speaks for the city in the network on a day: seats of the board, and offices held by its people."""
    return list(
        mandates_on(day)
        .filter(Q(seat__city=city, seat__organ__kind=Organ.Kind.BOARD) | Q(office__isnull=False, person__city=city))
        .select_related("person", "seat__organ", "office__organ")
        .order_by("seat__organ__position", "office__position", "pk")
    )


def alliances() -> list[Alliance]:
    """Every network, designation and route of the member cities, with the cities that belong to it."""
    fellows = AllianceMembership.objects.select_related("city").order_by("city__position", "city__slug")
    return list(Alliance.objects.prefetch_related(Prefetch("memberships", fellows)).order_by("position", "slug"))


def population_of(network: Network) -> list[dict[str, object]]:
    """What sources say about the number of people in the member cities; they differ, so each is named."""
    return [claim for claim in network.population_claims if isinstance(claim, dict)]
