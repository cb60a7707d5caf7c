"""What a meeting knows of those who look at it: present, away, represented, carrying votes."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from quattropole.meetings.models import Attendance, Meeting, Proxy, Reply
from quattropole.meetings.queries.presence import is_running, standing_proxies
from quattropole.meetings.statutes import rules_of
from quattropole.network.models import Person, Seat
from quattropole.network.queries import mandates_on

FEW = 500
"""Up to so many people are asked for one by one; of more, everybody is read."""


class Own(StrEnum):
    """How somebody stands to a meeting."""

    NONE = "none"  # no seat
    AWAY = "away"  # a seat, and not there
    HERE = "here"  # there, in person
    TAKEN = "taken"  # a substitute is there for the seat
    GIVEN = "given"  # the vote was given to somebody who is not there
    CARRIED = "carried"  # somebody is there and carries the vote


@dataclass(frozen=True)
class Standing:
    """How somebody stands to a meeting.

    `seat`: for which seat, where it is not the own one; `mode`: how the person attends; `through`: who is there for the
    seat, or carries its vote; `carries`: the seats whose votes the person carries. All are primary keys.
    """

    own: Own
    seat: int = 0
    mode: str = ""
    through: int = 0
    carries: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """The standing in one word, the same for all who stand so."""
        return "|".join([self.own, str(self.seat), self.mode, str(self.through), ",".join(map(str, self.carries))])

    @classmethod
    def read(cls, key: str) -> "Standing":
        """The standing that a key says."""
        own, seat, mode, through, carries = key.split("|")
        return cls(Own(own), int(seat), mode, int(through), tuple(int(pk) for pk in carries.split(",") if pk))


NOBODY = Standing(Own.NONE)


@dataclass(frozen=True)
class OwnView:
    """A standing as a page shows it: whom and which seats it names, and what can be done.

    `proxies_allowed`: whether the statutes let somebody have the vote carried by somebody else.
    """

    standing: Standing
    seat: Seat | None
    through: Person | None
    carries: tuple[Seat, ...]
    running: bool
    proxies_allowed: bool


def own_view(meeting: Meeting, standing: Standing) -> OwnView:
    """The standing with its seats and people. At most two queries."""
    named = {standing.seat, *standing.carries} - {0}
    seats = {seat.pk: seat for seat in Seat.objects.filter(pk__in=named).select_related("city")} if named else {}
    organ = rules_of(meeting.organ, meeting.day)
    return OwnView(
        standing=standing,
        seat=seats.get(standing.seat),
        through=Person.objects.filter(pk=standing.through).first() if standing.through else None,
        carries=tuple(seats[pk] for pk in standing.carries if pk in seats),
        running=is_running(meeting),
        proxies_allowed=organ is not None and organ.proxies.allowed,
    )


@dataclass(frozen=True)
class _Known:
    """What the database says of a meeting, by primary keys."""

    held: dict[int, int]  # person -> the own seat
    named: dict[int, int]  # person -> the seat for which the person was named
    on_seat: dict[int, tuple[int, str, bool]]  # seat -> who is there for it, how, and whether by proxy
    in_person: dict[int, tuple[int, str]]  # person -> the seat, how
    given: dict[int, int]  # seat -> who carries its vote
    carried: dict[int, list[int]]  # person -> the seats whose votes the person carries


def standings(meeting: Meeting, people: Collection[int]) -> dict[int, Standing]:
    """How each of the people (primary keys) stands to the meeting. Four queries."""
    known = _read(meeting, people)
    return {person: _standing(known, person) for person in people}


def _standing(known: _Known, person: int) -> Standing:
    carries = tuple(known.carried.get(person, ()))
    own = known.held.get(person)
    if person in known.in_person:
        seat, mode = known.in_person[person]
        return Standing(Own.HERE, 0 if seat == own else seat, mode, carries=carries)
    seat = own or known.named.get(person, 0)
    if not seat:
        return NOBODY
    other = 0 if seat == own else seat
    if seat in known.on_seat:
        through, mode, by_proxy = known.on_seat[seat]
        return Standing(Own.CARRIED if by_proxy else Own.TAKEN, other, mode, through)
    if seat in known.given:
        return Standing(Own.GIVEN, other, through=known.given[seat])
    return Standing(Own.AWAY, other, carries=carries)


def _read(meeting: Meeting, people: Collection[int]) -> _Known:
    few = list(people) if len(people) <= FEW else None

    def of(rows: QuerySet[Any], field: str) -> QuerySet[Any]:
        return rows if few is None else rows.filter(**{f"{field}__in": few})

    mandates = of(mandates_on(meeting.day).filter(seat__organ=meeting.organ_id), "person")
    held: dict[int, int] = dict(mandates.order_by("-seat__number").values_list("person", "seat"))
    replies = of(Reply.objects.filter(meeting=meeting, substitute__isnull=False), "substitute")
    named: dict[int, int] = dict(replies.values_list("substitute", "seat"))
    there = Attendance.objects.filter(meeting=meeting, left_at__isnull=True)
    on_seat, in_person = {}, {}
    for seat, person, mode, by_proxy in there.values_list("seat", "person", "mode", "is_proxy"):
        on_seat[seat] = (person, mode, by_proxy)
        if not by_proxy:
            in_person[person] = (seat, mode)
    given, carried = {}, dict[int, list[int]]()
    proxies: QuerySet[Proxy] = standing_proxies(meeting).order_by("seat__city__position", "seat__number", "seat__key")
    for seat, carrier in proxies.values_list("seat", "carrier"):
        given[seat] = carrier
        carried.setdefault(carrier, []).append(seat)
    return _Known(held, named, on_seat, in_person, given, carried)
