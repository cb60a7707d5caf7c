"""How many have voted in the votes under way: all together, city by city, and seat by seat for the chair."""

from dataclasses import dataclass

from django.db.models import Count

from quattropole.decisions.models import Ballot, Elector, HandCount, Participation, Vote
from quattropole.network.models import City

DRAWN = 150
"""Up to so many seats are drawn and named one by one."""


@dataclass(frozen=True)
class CityProgress:
    """One city's seats in a vote, and how many of them have voted."""

    city: City | None
    seats: int
    cast: int


@dataclass(frozen=True)
class SeatProgress:
    """One seat in a vote by name, and whether it has voted."""

    elector: Elector
    has_voted: bool


@dataclass(frozen=True)
class VoteProgress:
    """A vote under way: `seats` may vote, `cast` have. For hands `counted` says whether they were entered."""

    vote: Vote
    seats: int
    cast: int
    counted: bool = False
    cities: tuple[CityProgress, ...] = ()
    listed: tuple[SeatProgress, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether everybody who may vote has."""
        return self.seats > 0 and self.cast >= self.seats

    @property
    def missing(self) -> list[SeatProgress]:
        """The seats that have not voted yet."""
        return [line for line in self.listed if not line.has_voted and line.elector.excluded is None]


def progress_of(vote: Vote, *, by_seat: bool = False) -> VoteProgress:
    """How far a vote is. `by_seat`: also which seats are still missing; never of a secret vote, nor of a large one."""
    electors = Elector.objects.filter(vote=vote)
    seats = electors.filter(excluded__isnull=True).count()
    if vote.method == Vote.Method.HANDS:
        return VoteProgress(vote, seats, 0, counted=HandCount.objects.filter(vote=vote).exists())
    if vote.method == Vote.Method.SECRET:
        return VoteProgress(vote, seats, Participation.objects.filter(vote=vote).count())
    cast = Ballot.objects.filter(vote=vote).count()
    if not by_seat:
        return VoteProgress(vote, seats, cast)
    voted = set(Ballot.objects.filter(vote=vote).values_list("seat_id", flat=True)) if seats <= DRAWN else set()
    rows = electors.select_related("seat__city", "person").order_by("seat__city__position", "seat__number", "seat__key")
    listed = [SeatProgress(row, row.seat_id in voted) for row in rows] if seats <= DRAWN else []
    return VoteProgress(vote, seats, cast, cities=tuple(_cities(vote)), listed=tuple(listed))


def _cities(vote: Vote) -> list[CityProgress]:
    """City by city; two queries and the cities themselves."""
    entitled = Elector.objects.filter(vote=vote, excluded__isnull=True)
    seats = dict(entitled.order_by().values_list("seat__city").annotate(Count("pk")))
    cast = dict(Ballot.objects.filter(vote=vote).order_by().values_list("seat__city").annotate(Count("pk")))
    cities = {city.pk: city for city in City.objects.filter(pk__in=[pk for pk in seats if pk]).order_by("position")}
    order = [*cities, *([None] if None in seats else [])]
    return [CityProgress(cities.get(pk) if pk else None, seats[pk], cast.get(pk, 0)) for pk in order]
