"""How many have voted: apart from the stage, because it changes with every ballot and nothing else does."""

from quattropole.assembly.parts.screens import Kind, Part, Role, Screen
from quattropole.assembly.parts.showing import show
from quattropole.assembly.queries.progress import VoteProgress, progress_of
from quattropole.assembly.queries.stage import running_votes_of
from quattropole.live import Topic
from quattropole.look.drawings import Seat
from quattropole.meetings.bars import bar
from quattropole.meetings.models import Meeting


def render(meeting: Meeting, screen: Screen) -> str:
    """For each vote under way: how many seats may vote, how many have; for the chair which ones are missing."""
    chairs = screen.kind is Kind.CONSOLE and screen.role is not Role.NONE
    votes = [vote for vote in running_votes_of(meeting) if vote.item.audience in screen.audiences]
    lines = [progress_of(vote, by_seat=chairs) for vote in votes]
    drawn = [(line, bar(line.cast, line.seats, 0), seats_drawn(line)) for line in lines]
    return show("progress", meeting, screen, lines=drawn, several=len(lines) > 1)


def seats_drawn(line: VoteProgress) -> list[Seat]:
    """The seats as dots in the colours of their cities: full once they have voted."""
    drawn = []
    for seat in line.listed:
        state = "" if seat.has_voted else "is-vacant" if seat.elector.excluded is not None else "is-substitute"
        city = seat.elector.seat.city
        drawn.append(Seat(str(seat.elector.seat.titles), city.colour if city else 0, state))
    return drawn


PART = Part(
    name="progress",
    kinds=frozenset(Kind),
    topics=frozenset({Topic.VOTES, Topic.PROGRESS, Topic.MEETING}),
    render=render,
)
