"""What each person can do in the votes under way, as a word that all who can do the same share.

A word names, for every running vote, the person's seats in it and how far each is; where there is none, why. Whoever
votes for one seat alone shares the word with everybody in the same position, because it does not name the seat.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from django.db.models import Q

from quattropole import clock
from quattropole.assembly.queries.stage import running_votes_of
from quattropole.decisions.models import Ballot, Elector, Means, Participation, Vote
from quattropole.meetings.models import Attendance, Meeting
from quattropole.network.queries import mandates_on

ONLY = 0
"""Stands for the seat where a person has only one in the vote."""


class Standing(StrEnum):
    """How far a seat is in a vote."""

    READY = "ready"
    VOTED = "voted"  # openly; what was chosen is said
    TOOK_PART = "part"  # secretly; what was chosen is known to nobody
    EXCLUDED = "excluded"
    LEFT = "left"
    ENDED = "ended"


class Why(StrEnum):
    """Why a person has no ballot in a vote."""

    GUEST = "guest"  # no seat in the organ
    AWAY = "away"  # the seat is not recorded as present
    LATE = "late"  # the seat came after the vote was opened
    REPRESENTED = "represented"  # somebody else sits for the seat, or carries its vote
    DELEGATION = "delegation"  # the city votes as one, through another seat


@dataclass(frozen=True)
class SeatStanding:
    """One seat of a person in a vote. `choice` where it voted openly; `elector` where its row says more."""

    seat: int
    standing: Standing
    choice: str = ""
    on_paper: bool = False
    is_substitute: bool = False
    is_proxy: bool = False
    elector: int = 0

    def word(self) -> str:
        """The seat as a part of a key."""
        role = "p" if self.is_proxy else "s" if self.is_substitute else "o"
        means = "paper" if self.on_paper else ""
        return "/".join([f"{role}{self.seat}", self.standing, self.choice, means, str(self.elector)])

    @staticmethod
    def read(word: str) -> "SeatStanding":
        """The seat that a part of a key names."""
        place, standing, choice, means, elector = word.split("/")
        role = place[0]
        return SeatStanding(
            int(place[1:]), Standing(standing), choice, bool(means), role == "s", role == "p", int(elector)
        )


@dataclass(frozen=True)
class VoteStanding:
    """A person's part in one running vote: seats, or why there is none (with the elector who votes for the seat)."""

    vote: int
    seats: tuple[SeatStanding, ...] = ()
    why: Why | None = None
    elector: int = 0

    def word(self) -> str:
        """The vote as a part of a key."""
        if self.why is not None:
            return f"{self.vote}!{self.why}!{self.elector}"
        return f"{self.vote}:" + ",".join(seat.word() for seat in self.seats)

    @staticmethod
    def read(word: str) -> "VoteStanding":
        """The vote that a part of a key names."""
        if "!" in word:
            vote, why, elector = word.split("!")
            return VoteStanding(int(vote), why=Why(why), elector=int(elector))
        vote, _colon, seats = word.partition(":")
        return VoteStanding(int(vote), tuple(SeatStanding.read(seat) for seat in seats.split(",")))


def read_key(key: str) -> list[VoteStanding]:
    """The votes and seats that a key names, the newest vote first."""
    return [VoteStanding.read(word) for word in key.split(";") if word]


Held = tuple[int, int | None]
"""A seat, and its city."""


class Row(NamedTuple):
    """What of an elector is needed here; there can be thousands."""

    pk: int
    vote: int
    person: int
    seat: int
    is_substitute: bool
    is_proxy: bool
    excluded: object


FEW = 100
"""So many people are looked up one by one; of more, all there are are read: a long list in a query costs more."""


@dataclass
class _Reading:
    """What is read once for all who are asked about."""

    electors: dict[tuple[int, int], list[Row]] = field(default_factory=dict)
    ballots: dict[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    took_part: dict[tuple[int, int], str] = field(default_factory=dict)
    present: set[int] = field(default_factory=set)
    held: dict[int, list[Held]] = field(default_factory=dict)
    others: dict[tuple[int, int], int] = field(default_factory=dict)
    speakers: dict[tuple[int, int], int] = field(default_factory=dict)
    words: dict[SeatStanding, str] = field(default_factory=dict)


def ballot_keys(meeting: Meeting, people: Collection[int]) -> Mapping[int, str]:
    """The key of each person; eight queries, whatever the number of people. Empty where nothing is voted on."""
    votes = running_votes_of(meeting) if meeting.state == Meeting.State.OPEN else []
    if not votes:
        return dict.fromkeys(people, "")
    read = _read(meeting, votes, people)
    return {person: ";".join(_word(read, vote, person) for vote in votes) for person in people}


def _among(path: str, wanted: Collection[int]) -> Q:
    """Only these, as long as they are few."""
    return Q(**{f"{path}__in": wanted}) if len(wanted) <= FEW else Q()


def _read(meeting: Meeting, votes: list[Vote], people: Collection[int]) -> _Reading:
    keys = [vote.pk for vote in votes]
    read = _Reading()
    electors = Elector.objects.filter(_among("person", people), vote__in=keys).order_by("pk")
    for row in electors.values_list("pk", "vote_id", "person_id", "seat_id", "is_substitute", "is_proxy", "excluded"):
        elector = Row(*row)
        read.electors.setdefault((elector.vote, elector.person), []).append(elector)
        read.others[elector.vote, elector.seat] = elector.pk
    _read_ballots(read, votes, {seat for _vote, seat in read.others})
    held = mandates_on(clock.today()).filter(_among("person", people), seat__organ=meeting.organ_id)
    for person, seat, city in held.values_list("person_id", "seat_id", "seat__city"):
        if seat is not None:
            read.held.setdefault(person, []).append((seat, city))
    own = {seat for seats in read.held.values() for seat, _city in seats} | {seat for _vote, seat in read.others}
    there = Attendance.objects.filter(_among("seat", own), meeting=meeting, left_at__isnull=True)
    read.present = set(there.values_list("seat_id", flat=True))
    represented = Elector.objects.filter(_among("seat", own), vote__in=keys)
    read.others.update(((vote, seat), pk) for vote, seat, pk in represented.values_list("vote_id", "seat_id", "pk"))
    as_one = [vote.pk for vote in votes if vote.unit == Vote.Unit.DELEGATION]
    speaking = Elector.objects.filter(vote__in=as_one).values_list("vote_id", "seat__city", "pk") if as_one else ()
    read.speakers = {(vote, city): pk for vote, city, pk in speaking if city}
    return read


def _read_ballots(read: _Reading, votes: list[Vote], seats: set[int]) -> None:
    """What was cast openly, and who took part secretly."""
    by_name = [vote.pk for vote in votes if vote.method == Vote.Method.NAMED]
    cast = Ballot.objects.filter(_among("seat", seats), vote__in=by_name)
    for vote, seat, choice, means in cast.values_list("vote_id", "seat_id", "choice", "means"):
        read.ballots[vote, seat] = (choice, means)
    secret = [vote.pk for vote in votes if vote.method == Vote.Method.SECRET]
    took_part = Participation.objects.filter(_among("seat", seats), vote__in=secret).order_by()
    for vote, seat, means in took_part.values_list("vote_id", "seat_id", "means"):
        read.took_part[vote, seat] = means


def _word(read: _Reading, vote: Vote, person: int) -> str:
    """A person's part in one vote as a part of the key."""
    electors = read.electors.get((vote.pk, person), [])
    if not electors:
        return _why_none(read, vote, person).word()
    alone = len(electors) == 1
    seats = [_seat(read, vote, elector, alone=alone) for elector in electors]
    for seat in seats:
        if seat not in read.words:
            read.words[seat] = seat.word()
    return f"{vote.pk}:" + ",".join(read.words[seat] for seat in seats)


def _why_none(read: _Reading, vote: Vote, person: int) -> VoteStanding:
    held = read.held.get(person, [])
    if not held:
        return VoteStanding(vote.pk, why=Why.GUEST)
    for seat, city in held:
        if (vote.pk, seat) in read.others:
            return VoteStanding(vote.pk, why=Why.REPRESENTED, elector=read.others[vote.pk, seat])
        if city is not None and (vote.pk, city) in read.speakers:
            return VoteStanding(vote.pk, why=Why.DELEGATION, elector=read.speakers[vote.pk, city])
    late = any(seat in read.present for seat, _city in held)
    return VoteStanding(vote.pk, why=Why.LATE if late else Why.AWAY)


def _seat(read: _Reading, vote: Vote, elector: Row, *, alone: bool) -> SeatStanding:
    place = (vote.pk, elector.seat)
    choice, means = read.ballots.get(place, ("", ""))
    standing = _how_far(read, vote, elector)
    if standing is Standing.TOOK_PART:
        means = read.took_part[place]
    return SeatStanding(
        seat=ONLY if alone and not (elector.is_substitute or elector.is_proxy) else elector.seat,
        standing=standing,
        choice=choice,
        on_paper=means == Means.PAPER,
        is_substitute=elector.is_substitute,
        is_proxy=elector.is_proxy,
        elector=elector.pk if standing is Standing.EXCLUDED else 0,
    )


def _how_far(read: _Reading, vote: Vote, elector: Row) -> Standing:
    place = (vote.pk, elector.seat)
    if elector.excluded is not None:
        return Standing.EXCLUDED
    if place in read.ballots:
        return Standing.VOTED
    if place in read.took_part:
        return Standing.TOOK_PART
    if elector.seat not in read.present:
        return Standing.LEFT
    own = {seat for seat, _city in read.held.get(elector.person, [])}
    if not (elector.is_substitute or elector.is_proxy) and elector.seat not in own:
        return Standing.ENDED
    return Standing.READY


def votes_named(standings: Iterable[VoteStanding]) -> dict[int, Vote]:
    """The votes of a key by primary key; one query."""
    keys = [standing.vote for standing in standings]
    votes = Vote.objects.filter(pk__in=keys).select_related("item__meeting__organ", "election__office")
    return {vote.pk: vote for vote in votes}


def electors_named(standings: Iterable[VoteStanding]) -> dict[int, Elector]:
    """The rows of the electors that a key names, by primary key; at most one query."""
    keys = {standing.elector for standing in standings} | {seat.elector for s in standings for seat in s.seats}
    wanted = keys - {0}
    if not wanted:
        return {}
    return {elector.pk: elector for elector in Elector.objects.filter(pk__in=wanted).select_related("seat", "person")}
