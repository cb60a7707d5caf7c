"""What just happened, in one sentence: read out by screen readers, because the parts themselves are not."""

from quattropole.assembly.parts.screens import Kind, Part, Screen
from quattropole.assembly.parts.showing import show
from quattropole.assembly.queries.floor import floor_of
from quattropole.assembly.queries.stage import stage_of
from quattropole.live import Topic
from quattropole.meetings.models import Meeting


def render(meeting: Meeting, screen: Screen) -> str:
    """Where the meeting and its vote stand, without any figure that moves while ballots come in."""
    return show("news", meeting, screen, floor=floor_of(meeting), stage=stage_of(meeting, screen.audiences))


PART = Part(
    name="news",
    kinds=frozenset({Kind.CONSOLE, Kind.MEMBER, Kind.GALLERY}),
    topics=frozenset({Topic.MEETING, Topic.FLOOR, Topic.VOTES}),
    render=render,
)
