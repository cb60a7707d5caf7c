"""Organs and who sits in them on a day: seats, holders, vacancies, offices, named substitutes."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quattropole.look.drawings import Seat as DrawnSeat
from quattropole.network.models import City, Mandate, Office, Organ, Seat, Substitute
from quattropole.network.queries import OfficeOn, mandates_on, offices_on, runs_on, seats_on

SEATS_IN_ONE_LIST = 120
"""An organ with more seats is shown as a table of cities, one city's seats at a time."""


@dataclass(slots=True)
class Holder:
    """A seat on a day as a page shows it."""

    seat: Seat
    mandate: Mandate | None
    offices: list[Office] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Seat and holder in one line, for the drawing."""
        who = str(self.mandate.person) if self.mandate else _("vacant")
        return ", ".join([f"{self.seat.titles}: {who}", *(str(office.names) for office in self.offices)])


@dataclass(slots=True)
class CityGroup:
    """One city's part of an organ; `city` is None for seats that belong to none."""

    city: City | None
    seats: int = 0
    filled: int = 0
    holders: list[Holder] = field(default_factory=list)

    @property
    def vacant(self) -> int:
        return self.seats - self.filled


@dataclass(slots=True)
class Composition:
    """An organ on a day. `is_large`: only the groups have figures; holders are those of the chosen city alone."""

    organ: Organ
    day: date
    seats: int
    filled: int
    groups: list[CityGroup]
    offices: list[OfficeOn]
    substitutes: list[Substitute]
    is_large: bool
    chosen: list[CityGroup] = field(default_factory=list)

    @property
    def vacant(self) -> int:
        return self.seats - self.filled

    @property
    def is_small(self) -> bool:
        """Whether one table holds all seats: hardly more than one a city."""
        return self.seats <= 2 * len(self.groups)

    @property
    def one_by_one(self) -> list[list[CityGroup]]:
        """Each city for itself, for a table a city."""
        return [[group] for group in self.groups]

    @property
    def drawing(self) -> list[DrawnSeat]:
        """A dot a seat; in a large organ a dot a city."""
        if self.is_large:
            return [DrawnSeat(f"{group.city or ''}: {group.seats}", _colour(group.city)) for group in self.groups]
        return [
            DrawnSeat(holder.label, _colour(group.city), _state(holder))
            for group in self.groups
            for holder in group.holders
        ]

    @property
    def title(self) -> str:
        """What the drawing shows, in words."""
        return f"{self.organ}: {self.figures}"

    @property
    def figures(self) -> str:
        """How many seats there are, and how many of them are vacant."""
        seats = ngettext("%(count)s seat", "%(count)s seats", self.seats) % {"count": self.seats}
        vacant = ngettext("%(count)s vacant", "%(count)s vacant", self.vacant) % {"count": self.vacant}
        return f"{seats}, {vacant}"


def organs_on(day: date) -> list[Organ]:
    """The organs and groups that exist on a day."""
    return list(
        Organ.objects.filter(runs_on(day, "since", "until")).prefetch_related("fields").order_by("position", "key")
    )


def composition(organ: Organ, day: date, city: str = "") -> Composition:
    """Who sits in the organ on a day; in a large one `city` chooses whose seats are listed."""
    per_city = _figures(organ, day)
    total = sum(group.seats for group in per_city)
    filled = sum(group.filled for group in per_city)
    is_large = total > SEATS_IN_ONE_LIST
    offices = offices_on(organ.network, day, organ=organ)
    made = Composition(organ, day, total, filled, per_city, offices, substitutes_on(organ, day), is_large)
    if not is_large:
        _fill(made, Q())
    elif city:
        made.chosen = [group for group in per_city if group.city is not None and group.city.slug == city]
        _fill(made, Q(city__slug=city))
    return made


def substitutes_on(organ: Organ, day: date) -> list[Substitute]:
    """The people named as substitutes on a day."""
    named = Substitute.objects.filter(runs_on(day, "since", "until"), organ=organ).select_related("person__city")
    return list(named.order_by("person__city__position", "person__family_name", "pk"))


def office_history() -> list[tuple[Office, list[Mandate]]]:
    """Every office that was ever filled, with all who held it, latest first."""
    mandates = Mandate.objects.select_related("person__city").order_by("-begins", "pk")
    offices = Office.objects.select_related("organ").prefetch_related(Prefetch("mandates", mandates))
    history = [(office, list(office.mandates.all())) for office in offices]
    return [(office, held) for office, held in history if held]


def _figures(organ: Organ, day: date) -> list[CityGroup]:
    """Seats and filled seats, city by city, counted by the database; the cities in a second query."""
    filled = Exists(mandates_on(day).filter(seat=OuterRef("pk")))
    rows = (
        seats_on(organ, day)
        .order_by("city__position", "city__slug")
        .values_list("city")
        .annotate(seats=Count("pk"), filled=Count("pk", filter=filled))
    )
    counts = list(rows)
    cities = City.objects.only("slug", "names", "colour").in_bulk([pk for pk, _seats, _filled in counts if pk])
    return [CityGroup(cities.get(pk), seats, filled) for pk, seats, filled in counts]


def _fill(made: Composition, which: Q) -> None:
    """Put the seats into their city's group."""
    groups = {group.city.pk if group.city else None: group for group in made.groups}
    held: dict[int, list[Office]] = defaultdict(list)
    for entry in made.offices:
        for mandate in entry.mandates:
            held[mandate.person_id].append(entry.office)
    seats = (
        seats_on(made.organ, made.day)
        .filter(which)
        .prefetch_related(Prefetch("mandates", mandates_on(made.day).select_related("person")))
    )
    for seat in seats:
        holding = next(iter(seat.mandates.all()), None)
        offices = held[holding.person_id] if holding is not None else []
        groups[seat.city_id].holders.append(Holder(seat, holding, offices))


def _colour(city: City | None) -> int:
    return city.colour if city else 0


def _state(holder: Holder) -> str:
    if holder.mandate is None:
        return "is-vacant"
    return "is-office" if holder.offices else ""
