"""The calendar of terms and mandates: what ends, what is vacant, when councils are elected, how women and men share."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.charter import State
from quattropole.network.models import City, Mandate, Organ, Person, Seat
from quattropole.network.queries import OfficeOn, mandates_on, offices_on, runs_on
from quattropole.planning.drawings import Part, parted_bar

MONTHS = (12, 24)
DEPENDENT = (Seat.Basis.DELEGATED, Seat.Basis.EX_OFFICIO)
"""Seats that a city fills: after its council was elected, they are filled anew."""
GENDERS = (Person.Gender.WOMAN, Person.Gender.MAN, Person.Gender.OTHER)
UNKNOWN = "unknown"
AHEAD_YEARS = 6


@dataclass(frozen=True)
class Asked:
    """What a reader asked for: one organ, one city, how many months ahead."""

    organ: str = ""
    city: str = ""
    months: int = MONTHS[0]

    def seats(self) -> QuerySet[Seat]:
        """The seats of today that are asked for; posts in the secretariat are no mandates."""
        return Seat.objects.filter(self._fits(""))

    def held(self) -> Q:
        """The filter for mandates of those seats: joined, because a large network's seats as a list take minutes."""
        return Q(seat__isnull=False) & self._fits("seat__")

    def _fits(self, seat: str) -> Q:
        today = clock.today()
        fits = runs_on(today, f"{seat}since", f"{seat}until")
        fits &= runs_on(today, f"{seat}organ__since", f"{seat}organ__until")
        fits &= Q(**{f"{seat}organ__kind__in": [kind for kind in Organ.Kind if kind != Organ.Kind.SECRETARIAT]})
        if self.organ:
            fits &= Q(**{f"{seat}organ__key": self.organ})
        return fits & Q(**{f"{seat}city__slug": self.city}) if self.city else fits

    @property
    def until(self) -> date:
        """The last day that is looked at."""
        today = clock.today()
        year, month = divmod(today.month - 1 + self.months, 12)
        return date(today.year + year, month + 1, min(today.day, 28))


@dataclass(frozen=True)
class EndingSeats:
    """Seats of one organ and city whose mandates end on the same day, and that nobody follows yet."""

    organ: Organ
    city: City | None
    ends: date
    seats: int
    assumed: int


@dataclass(frozen=True)
class EndingOffice:
    """An office whose term ends, or is over."""

    office: OfficeOn
    ends: date

    @property
    def names(self) -> str:
        """Who holds it."""
        return ", ".join(str(mandate.person) for mandate in self.office.mandates)


@dataclass(frozen=True)
class CouncilElection:
    """The council of a city is elected; `seats` of it in organs of the network depend on that, by organ."""

    city: City
    on: date
    assumed: bool
    source: object
    seats: Sequence[tuple[Organ, int]]

    @property
    def total(self) -> int:
        """How many seats depend on it."""
        return sum(count for _organ, count in self.seats)


@dataclass(frozen=True)
class Balance:
    """How many women, men and others fill seats; of the rest it is not known, because they have not said."""

    label: Any
    city: int | None
    counts: dict[str, int]

    @property
    def filled(self) -> int:
        """How many seats are filled."""
        return sum(self.counts.values())

    @property
    def women(self) -> int:
        """Seats held by women."""
        return self.counts.get(Person.Gender.WOMAN, 0)

    @property
    def men(self) -> int:
        """Seats held by men."""
        return self.counts.get(Person.Gender.MAN, 0)

    @property
    def others(self) -> int:
        """Seats held by people who are neither."""
        return self.counts.get(Person.Gender.OTHER, 0)

    @property
    def unknown(self) -> int:
        """Seats whose holders have not said."""
        return self.counts.get(UNKNOWN, 0)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The shares as a bar."""
        return parted_bar(
            [("women", self.women), ("others", self.others), ("men", self.men), ("unknown", self.unknown)]
        )


@dataclass(frozen=True)
class Span:
    """A term on the drawing: of an office, or of the seats of an organ and city together."""

    label: str
    begins: date
    ends: date | None
    city: int
    seats: int
    note: str = ""


@dataclass(frozen=True)
class Mandates:
    """The calendar of terms and mandates."""

    asked: Asked
    organs: Sequence[Organ]
    cities: Sequence[City]
    offices: Sequence[EndingOffice]
    vacant_offices: Sequence[OfficeOn]
    seats: Sequence[EndingSeats]
    vacant: int
    elections: Sequence[CouncilElection]
    by_organ: Sequence[Balance]
    by_city: Sequence[Balance]
    spans: Sequence[Span]


def mandates_for(viewer: Viewer, asked: Asked) -> Mandates:
    """Everything at once. A constant number of queries, whatever the number of seats: the database counts."""
    today = clock.today()
    organs = {
        organ.pk: organ
        for organ in Organ.objects.filter(runs_on(today, "since", "until")).exclude(kind=Organ.Kind.SECRETARIAT)
    }
    cities = {city.pk: city for city in City.objects.filter(seats__isnull=False).distinct()}
    offices = [
        held for held in offices_on(viewer.network, today) if not asked.organ or held.office.organ.key == asked.organ
    ]
    ending, vacant_offices = _offices(offices, asked)
    by_organ, by_city = _balance(asked, organs, cities)
    return Mandates(
        asked=asked,
        organs=list(organs.values()),
        cities=list(cities.values()),
        offices=ending,
        vacant_offices=vacant_offices,
        seats=_ending_seats(asked, organs, cities),
        vacant=vacant_seats(asked).count(),
        elections=_elections(asked, organs, cities),
        by_organ=by_organ,
        by_city=by_city,
        spans=[*_office_spans(offices, asked), *_seat_spans(asked, organs, cities)],
    )


def vacant_seats(asked: Asked) -> QuerySet[Seat]:
    """The seats that nobody holds today."""
    held = mandates_on(clock.today()).filter(seat=OuterRef("pk"))
    return (
        asked.seats()
        .exclude(Exists(held))
        .select_related("organ", "city")
        .order_by("organ__position", "city__position", "number", "pk")
    )


def _offices(held: Sequence[OfficeOn], asked: Asked) -> tuple[list[EndingOffice], list[OfficeOn]]:
    ending = []
    for entry in held:
        mine = [m for m in entry.mandates if not asked.city or (m.person.city and m.person.city.slug == asked.city)]
        ends = [mandate.ends for mandate in mine if mandate.ends is not None]
        if ends and len(ends) == len(mine) and max(ends) <= asked.until:
            ending.append(EndingOffice(entry, max(ends)))
    vacant = [entry for entry in held if entry.state is State.VACANT and not asked.city]
    return sorted(ending, key=lambda entry: entry.ends), vacant


def _ending_seats(asked: Asked, organs: dict[int, Organ], cities: dict[int, City]) -> list[EndingSeats]:
    today = clock.today()
    later = Mandate.objects.filter(seat=OuterRef("seat"), begins__gt=OuterRef("begins"))
    ending = (
        mandates_on(today)
        .filter(asked.held(), ends__lte=asked.until)
        .exclude(Exists(later))
        .order_by()
        .values_list("ends", "seat__organ", "seat__city")
        .annotate(seats=Count("pk"), assumed=Count("pk", filter=Q(assumed=True)))
    )
    found = [
        EndingSeats(organs[organ], cities.get(city), ends, seats, assumed)
        for ends, organ, city, seats, assumed in ending
        if organ in organs
    ]
    return sorted(found, key=lambda entry: (entry.ends, entry.organ.position, entry.city.position if entry.city else 0))


def _elections(asked: Asked, organs: dict[int, Organ], cities: dict[int, City]) -> list[CouncilElection]:
    depending: defaultdict[int, list[tuple[Organ, int]]] = defaultdict(list)
    counted = (
        asked.seats().filter(basis__in=DEPENDENT).order_by().values_list("city", "organ").annotate(seats=Count("pk"))
    )
    for city, organ, seats in counted:
        if organ in organs and city is not None:
            depending[city].append((organs[organ], seats))
    today = clock.today()
    found = [
        CouncilElection(
            city,
            date.fromisoformat(entry["on"]),
            bool(entry.get("assumed")),
            entry.get("source", ""),
            sorted(depending[city.pk], key=lambda pair: pair[0].position),
        )
        for city in cities.values()
        if not asked.city or city.slug == asked.city
        for entry in city.council_elections
        if entry.get("on", "") >= today.isoformat()
    ]
    return sorted(found, key=lambda election: (election.on, election.city.position))


def _balance(asked: Asked, organs: dict[int, Organ], cities: dict[int, City]) -> tuple[list[Balance], list[Balance]]:
    """Seats held today by gender, by organ and by city; a seat counts, not a person. One query."""
    held = (
        mandates_on(clock.today())
        .filter(asked.held())
        .order_by()
        .values_list("seat__organ", "seat__city", "person__gender")
        .annotate(seats=Count("pk"))
    )
    by_organ: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    by_city: defaultdict[int, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for organ, city, gender, seats in held:
        key = gender or UNKNOWN
        by_organ[organ][key] += seats
        if city is not None:
            by_city[city][key] += seats
    return (
        [Balance(organ.names, None, dict(by_organ[pk])) for pk, organ in organs.items() if pk in by_organ],
        [Balance(city.names, city.colour, dict(by_city[pk])) for pk, city in cities.items() if pk in by_city],
    )


def _office_spans(held: Sequence[OfficeOn], asked: Asked) -> list[Span]:
    return [
        Span(
            str(entry.office.names),
            mandate.begins,
            mandate.ends,
            mandate.person.city.colour if mandate.person.city else 0,
            0,
            str(mandate.person),
        )
        for entry in held
        for mandate in entry.mandates
        if not asked.city or (mandate.person.city and mandate.person.city.slug == asked.city)
    ]


def _seat_spans(asked: Asked, organs: dict[int, Organ], cities: dict[int, City]) -> list[Span]:
    """The seats of each organ and city together: from the first beginning to the last end."""
    spans = (
        mandates_on(clock.today())
        .filter(asked.held())
        .order_by()
        .values_list("seat__organ", "seat__city")
        .annotate(Min("begins"), Max("ends"), seats=Count("pk"), endless=Count("pk", filter=Q(ends__isnull=True)))
    )
    found = [
        (organs[organ], cities.get(city), begins, None if endless else ends, seats)
        for organ, city, begins, ends, seats, endless in spans
        if organ in organs
    ]
    found.sort(key=lambda entry: (entry[0].position, entry[1].position if entry[1] else 0))
    return [
        Span(
            " · ".join(str(part) for part in (organ, city) if part),
            begins,
            ends,
            city.colour if city else 0,
            seats,
        )
        for organ, city, begins, ends, seats in found
    ]
