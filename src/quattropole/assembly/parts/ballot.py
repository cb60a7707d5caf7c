"""The reader's own ballot in each vote under way; or what became of it; or why there is none."""

from collections.abc import Mapping
from dataclasses import dataclass

from quattropole.access.viewer import Viewer
from quattropole.assembly.parts.screens import Kind, PersonalPart, Screen
from quattropole.assembly.parts.showing import show
from quattropole.assembly.queries.ballots import (
    ONLY,
    SeatStanding,
    Standing,
    VoteStanding,
    ballot_keys,
    electors_named,
    read_key,
    votes_named,
)
from quattropole.decisions.models import Elector, Vote
from quattropole.decisions.queries import VoteView, vote_views
from quattropole.decisions.queries.choices import called
from quattropole.live import Topic
from quattropole.meetings.models import Meeting
from quattropole.network.models import Seat


@dataclass(frozen=True)
class OwnSeat:
    """One seat for which the reader votes. `title` where it has to be told from others."""

    standing: SeatStanding
    title: Seat | None
    elector: Elector | None
    chosen: str

    @property
    def number(self) -> int | str:
        """The seat for the form; empty where there is only one."""
        return self.standing.seat if self.standing.seat != ONLY else ""


@dataclass(frozen=True)
class Question:
    """One vote that is asked of the reader."""

    view: VoteView
    standing: VoteStanding
    seats: tuple[OwnSeat, ...]
    elector: Elector | None

    @property
    def is_asked(self) -> bool:
        """Whether a ballot can be cast now."""
        takes = self.view.is_open and self.view.vote.method != Vote.Method.HANDS
        return takes and any(own.standing.standing is Standing.READY for own in self.seats)

    @property
    def is_several(self) -> bool:
        """Whether one ballot names several candidates."""
        return self.view.vote.places > 1


def render(meeting: Meeting, screen: Screen, key: str) -> str:
    """The question, with buttons large enough for a thumb."""
    standings = read_key(key)
    votes = votes_named(standings)
    views = vote_views(Viewer(meeting.network), list(votes.values()), may_run=False)
    electors = electors_named(standings)
    seats = _titles(standings)
    questions = [
        Question(
            views[standing.vote],
            standing,
            tuple(_own(views[standing.vote], seat, seats, electors) for seat in standing.seats),
            electors.get(standing.elector),
        )
        for standing in standings
        if standing.vote in views
    ]
    return show("ballot", meeting, screen, questions=questions)


def _titles(standings: list[VoteStanding]) -> Mapping[int, Seat]:
    keys = {seat.seat for standing in standings for seat in standing.seats} - {ONLY}
    return {seat.pk: seat for seat in Seat.objects.filter(pk__in=keys).select_related("city")} if keys else {}


def _own(view: VoteView, seat: SeatStanding, seats: Mapping[int, Seat], electors: Mapping[int, Elector]) -> OwnSeat:
    return OwnSeat(seat, seats.get(seat.seat), electors.get(seat.elector), called(view.names, seat.choice))


PART = PersonalPart(
    name="ballot",
    kinds=frozenset({Kind.MEMBER}),
    topics=frozenset({Topic.VOTES, Topic.PROGRESS, Topic.PRESENCE, Topic.MEETING, Topic.RIGHTS}),
    keys=ballot_keys,
    render=render,
    said_by_key=frozenset({Topic.PROGRESS}),
)
