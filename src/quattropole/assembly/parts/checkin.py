"""The reader's own presence: "I am here", "I attend remotely", "I leave"; or who is there for the reader's seat."""

from collections.abc import Collection, Mapping

from quattropole.assembly.parts.screens import Kind, PersonalPart, Screen
from quattropole.assembly.parts.showing import show
from quattropole.live import Topic
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import Standing, own_view, standings


def keys(meeting: Meeting, people: Collection[int]) -> Mapping[int, str]:
    """How each of the people stands to the meeting, in one word."""
    return {person: standing.key for person, standing in standings(meeting, people).items()}


def render(meeting: Meeting, screen: Screen, key: str) -> str:
    """The buttons for what can be said now."""
    return show("checkin", meeting, screen, mine=own_view(meeting, Standing.read(key)))


PART = PersonalPart(
    name="checkin",
    kinds=frozenset({Kind.MEMBER}),
    topics=frozenset({Topic.PRESENCE, Topic.MEETING, Topic.RIGHTS}),
    keys=keys,
    render=render,
)
