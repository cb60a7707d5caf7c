"""Who may vote: frozen when a vote is opened, with the weight of each ballot and whoever is kept out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Self

from quattropole import charter
from quattropole.decisions.models import Elector, Recusal, Vote
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.meetings.queries import attending, presence, weights_of
from quattropole.meetings.statutes import rules_of
from quattropole.network.models import City
from quattropole.network.queries import members_as_facts

Number = int | Fraction
KeptOut = Mapping[int, dict[str, Any]]
"""Seat -> the verdict that keeps it from voting."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody who is there on a seat. Rows by primary key; `city` is the slug of the seat's city, empty for none."""

    seat: int
    person: int
    is_substitute: bool
    is_proxy: bool
    number: int
    city: str
    seat_city: int | None
    own_city: int | None


@dataclass(frozen=True)
class Electorate:
    """Who may vote under an item now. `electors` have no vote yet; `presence` is counted in what they cast.

    `cities`: for each elector the slug of the city, empty for none.
    """

    unit: str
    electors: tuple[Elector, ...]
    cities: tuple[str, ...]
    presence: charter.Presence

    @property
    def weights(self) -> tuple[Number, ...]:
        """The votes of each elector who is not kept out."""
        return tuple(Fraction(elector.votes) for elector in self.electors if elector.excluded is None)

    @property
    def large_cities(self) -> list[str]:
        """The cities so large, and of so few different weights, that a secret ballot may say it is theirs."""
        cities: dict[str, list[Number]] = {}
        for elector, city in zip(self.electors, self.cities, strict=True):
            if elector.excluded is None and city:
                cities.setdefault(city, []).append(Fraction(elector.votes))
        return sorted(city for city, weights in cities.items() if is_large(weights))

    @property
    def small_cities(self) -> list[str]:
        """The names of the cities that are there and not large."""
        slugs = set(self.cities) - set(self.large_cities) - {""}
        return sorted(str(city) for city in City.objects.filter(slug__in=slugs)) if slugs else []


def is_large(weights: list[Number]) -> bool:
    """Whether seats with these weights are so many that what they chose together shows nobody's choice."""
    return len(weights) >= charter.SMALLEST_SECRET_GROUP and not charter.weights_identify(weights)


def gather(item: AgendaItem, meeting: Meeting) -> Electorate:
    """Whoever is present now: each seat for itself, or one seat for its city where the charter has it so.

    A seat that is recused from the item is there, but kept out; so is one whose proxy the charter does not allow.
    """
    there = sitting(meeting)
    who = presence(meeting)
    kept_out = {**_recused(item, there), **_without_proxy(meeting, there)}
    rules = rules_of(meeting.organ, meeting.day)
    if rules is not None and rules.ballots.unit is charter.BallotUnit.DELEGATION:
        return _delegations(meeting, rules, there, kept_out, who)
    weights = weights_of(meeting)
    electors = (_elector(one, weights.get(one.seat, 1), kept_out.get(one.seat)) for one in there)
    return Electorate(Vote.Unit.SEAT, tuple(electors), tuple(one.city for one in there), who)


def sitting(meeting: Meeting) -> list[Sitting]:
    """Who is there now, in the order of the seats; one query, and no more of each than an electorate needs."""
    rows = attending(meeting).order_by("seat__city__position", "seat__number", "seat__key")
    columns = ("seat_id", "person_id", "is_substitute", "is_proxy", "seat__number", "seat__city__slug")
    return [
        Sitting(seat, person, is_substitute, is_proxy, number, city or "", seat_city, own_city)
        for seat, person, is_substitute, is_proxy, number, city, seat_city, own_city in rows.values_list(
            *columns, "seat__city_id", "person__city_id"
        )
    ]


def freeze(vote: Vote, electorate: Electorate) -> list[Elector]:
    """Write down who may vote in a vote that is being opened."""
    for elector in electorate.electors:
        elector.network, elector.vote = vote.network, vote
    return Elector.objects.bulk_create(electorate.electors, batch_size=500)


def _elector(there: Sitting, votes: Number, excluded: dict[str, Any] | None) -> Elector:
    return Elector(
        seat_id=there.seat,
        person_id=there.person,
        is_substitute=there.is_substitute,
        is_proxy=there.is_proxy,
        votes=str(votes),
        excluded=excluded,
    )


def _recused(item: AgendaItem, there: Iterable[Sitting]) -> KeptOut:
    recused = {
        (recusal.seat_id, recusal.person_id): recusal.verdict
        for recusal in Recusal.objects.filter(item=item, lifted_at__isnull=True)
    }
    found = ((one.seat, recused.get((one.seat, one.person))) for one in there)
    return {seat: verdict for seat, verdict in found if verdict is not None}


def _without_proxy(meeting: Meeting, there: Iterable[Sitting]) -> KeptOut:
    """Seats represented by a proxy that the charter does not allow, or by one proxy too many (BGB § 38)."""
    statutes = meeting.network.charter.on(meeting.day)
    carried: dict[int, int] = {}
    found: dict[int, dict[str, Any]] = {}
    for one in there:
        if not one.is_proxy or meeting.organ.key not in statutes.organs:
            continue
        held = carried.get(one.person, 0)
        same_city = one.seat_city is not None and one.seat_city == one.own_city
        verdict = charter.may_carry_proxy(statutes, meeting.organ.key, proxies_held=held, same_city=same_city)
        if verdict.breached:
            found[one.seat] = dict(verdict.as_dict())
        else:
            carried[one.person] = held + 1
    return found


def _delegations(
    meeting: Meeting, rules: charter.OrganRules, there: list[Sitting], kept_out: KeptOut, who: charter.Presence
) -> Electorate:
    """The first seat of each city that is there and may vote speaks for it, with the votes of all that may."""
    weighing = _Weighing.of(meeting, rules)
    cities: dict[str, list[Sitting]] = {}
    for one in there:
        cities.setdefault(one.city or f"-{one.seat}", []).append(one)
    able = {city: [one for one in seats if one.seat not in kept_out] or seats for city, seats in cities.items()}
    casting = weighing.votes(able)
    electors = tuple(_elector(seats[0], casting[city], kept_out.get(seats[0].seat)) for city, seats in able.items())
    slugs = tuple(seats[0].city for seats in able.values())
    counted = replace(who, present_votes=sum(weighing.votes(cities).values()), votes=weighing.all_votes)
    return Electorate(Vote.Unit.DELEGATION, electors, slugs, counted)


@dataclass(frozen=True)
class _Weighing:
    """What the cities of an organ cast as one. Seats without a city, or unknown to the charter, count as they weigh."""

    rules: charter.OrganRules
    members: list[charter.Member]
    day: date
    specs: tuple[charter.SeatSpec, ...]
    weights: Mapping[int, Number]

    @classmethod
    def of(cls, meeting: Meeting, rules: charter.OrganRules) -> Self:
        members = members_as_facts(meeting.network)
        return cls(rules, members, meeting.day, charter.compose(rules, members, meeting.day), weights_of(meeting))

    def votes(self, cities: Mapping[str, list[Sitting]]) -> dict[str, Number]:
        """City -> votes, with these of its seats."""
        numbers = {city: [one.number for one in seats] for city, seats in cities.items()}
        known = charter.delegation_votes(self.rules, self.members, self.day, numbers)
        composed = {(spec.city, spec.number) for spec in self.specs}
        return {
            city: known.get(city, 0)
            + sum(self.weights.get(one.seat, 1) for one in seats if (city, one.number) not in composed)
            for city, seats in cities.items()
        }

    @property
    def all_votes(self) -> Number:
        """The votes of all cities and seats, were everybody there."""
        numbers: dict[str, list[int]] = {}
        for spec in self.specs:
            numbers.setdefault(spec.city, []).append(spec.number)
        by_city = charter.delegation_votes(self.rules, self.members, self.day, numbers)
        return sum(by_city.values()) + sum(spec.votes for spec in self.specs if not spec.city)
