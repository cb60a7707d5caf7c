"""Who may vote: frozen when a vote is opened, with the weight of each ballot and whoever is kept out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any, Self

from quattropole import charter
from quattropole.decisions.models import Elector, Recusal, Vote
from quattropole.meetings.models import AgendaItem, Attendance, Meeting
from quattropole.meetings.queries import presence, present, weights_of
from quattropole.meetings.statutes import rules_of
from quattropole.network.queries import members_as_facts

Number = int | Fraction
KeptOut = Mapping[int, dict[str, Any]]
"""Seat -> the verdict that keeps it from voting."""


@dataclass(frozen=True)
class Electorate:
    """Who may vote under an item now. `electors` have no vote yet; `presence` is counted in what they cast."""

    unit: str
    electors: tuple[Elector, ...]
    presence: charter.Presence

    @property
    def weights(self) -> tuple[Number, ...]:
        """The votes of each elector who is not kept out."""
        return tuple(Fraction(elector.votes) for elector in self.electors if elector.excluded is None)

    @property
    def large_cities(self) -> list[str]:
        """The cities so large, and of so few different weights, that a secret ballot may say it is theirs."""
        cities: dict[str, list[Number]] = {}
        for elector in self.electors:
            if elector.excluded is None and elector.seat.city is not None:
                cities.setdefault(elector.seat.city.slug, []).append(Fraction(elector.votes))
        return sorted(city for city, weights in cities.items() if is_large(weights))

    @property
    def small_cities(self) -> list[str]:
        """The names of the cities that are there and not large."""
        large = set(self.large_cities)
        cities = {elector.seat.city for elector in self.electors if elector.seat.city is not None}
        return sorted(str(city) for city in cities if city.slug not in large)


def is_large(weights: list[Number]) -> bool:
    """Whether seats with these weights are so many that what they chose together shows nobody's choice."""
    return len(weights) >= charter.SMALLEST_SECRET_GROUP and not charter.weights_identify(weights)


def gather(item: AgendaItem, meeting: Meeting) -> Electorate:
    """Whoever is present now: each seat for itself, or one seat for its city where the charter has it so.

    A seat that is recused from the item is there, but kept out; so is one whose proxy the charter does not allow.
    """
    there = present(meeting)
    who = presence(meeting)
    kept_out = {**_recused(item, there), **_without_proxy(meeting, there)}
    rules = rules_of(meeting.organ, meeting.day)
    if rules is not None and rules.ballots.unit is charter.BallotUnit.DELEGATION:
        return _delegations(meeting, rules, there, kept_out, who)
    weights = weights_of(meeting)
    electors = (_elector(one, weights.get(one.seat_id, 1), kept_out.get(one.seat_id)) for one in there)
    return Electorate(Vote.Unit.SEAT, tuple(electors), who)


def freeze(vote: Vote, electorate: Electorate) -> list[Elector]:
    """Write down who may vote in a vote that is being opened."""
    for elector in electorate.electors:
        elector.network, elector.vote = vote.network, vote
    return Elector.objects.bulk_create(electorate.electors, batch_size=500)


def _elector(there: Attendance, votes: Number, excluded: dict[str, Any] | None) -> Elector:
    return Elector(
        seat=there.seat,
        person=there.person,
        is_substitute=there.is_substitute,
        is_proxy=there.is_proxy,
        votes=str(votes),
        excluded=excluded,
    )


def _recused(item: AgendaItem, there: Iterable[Attendance]) -> KeptOut:
    recused = {
        (recusal.seat_id, recusal.person_id): recusal.verdict
        for recusal in Recusal.objects.filter(item=item, lifted_at__isnull=True)
    }
    found = ((one.seat_id, recused.get((one.seat_id, one.person_id))) for one in there)
    return {seat: verdict for seat, verdict in found if verdict is not None}


def _without_proxy(meeting: Meeting, there: Iterable[Attendance]) -> KeptOut:
    """Seats represented by a proxy that the charter does not allow, or by one proxy too many (BGB § 38)."""
    statutes = meeting.network.charter.on(meeting.day)
    carried: dict[int, int] = {}
    found: dict[int, dict[str, Any]] = {}
    for one in there:
        if not one.is_proxy or meeting.organ.key not in statutes.organs:
            continue
        held = carried.get(one.person_id, 0)
        same_city = one.seat.city_id is not None and one.seat.city_id == one.person.city_id
        verdict = charter.may_carry_proxy(statutes, meeting.organ.key, proxies_held=held, same_city=same_city)
        if verdict.breached:
            found[one.seat_id] = dict(verdict.as_dict())
        else:
            carried[one.person_id] = held + 1
    return found


def _delegations(
    meeting: Meeting, rules: charter.OrganRules, there: list[Attendance], kept_out: KeptOut, who: charter.Presence
) -> Electorate:
    """The first seat of each city that is there and may vote speaks for it, with the votes of all that may."""
    weighing = _Weighing.of(meeting, rules)
    cities: dict[str, list[Attendance]] = {}
    for one in there:
        cities.setdefault(one.seat.city.slug if one.seat.city else f"-{one.seat_id}", []).append(one)
    able = {city: [one for one in seats if one.seat_id not in kept_out] or seats for city, seats in cities.items()}
    casting = weighing.votes(able)
    electors = tuple(_elector(seats[0], casting[city], kept_out.get(seats[0].seat_id)) for city, seats in able.items())
    counted = replace(who, present_votes=sum(weighing.votes(cities).values()), votes=weighing.all_votes)
    return Electorate(Vote.Unit.DELEGATION, electors, counted)


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

    def votes(self, cities: Mapping[str, list[Attendance]]) -> dict[str, Number]:
        """City -> votes, with these of its seats."""
        numbers = {city: [one.seat.number for one in seats] for city, seats in cities.items()}
        known = charter.delegation_votes(self.rules, self.members, self.day, numbers)
        composed = {(spec.city, spec.number) for spec in self.specs}
        return {
            city: known.get(city, 0)
            + sum(self.weights.get(one.seat_id, 1) for one in seats if (city, one.seat.number) not in composed)
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
