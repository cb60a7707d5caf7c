"""Where the meeting is: its state, who chairs it, whether it is interrupted."""

from quattropole.assembly.parts.screens import Kind, Part, Screen
from quattropole.assembly.parts.showing import show
from quattropole.assembly.queries.floor import floor_of
from quattropole.live import Topic
from quattropole.meetings.models import Meeting


def render(meeting: Meeting, screen: Screen) -> str:
    """The line under the title of the page."""
    return show("head", meeting, screen, floor=floor_of(meeting))


PART = Part(
    name="head",
    kinds=frozenset(Kind),
    topics=frozenset({Topic.MEETING}),
    render=render,
)
