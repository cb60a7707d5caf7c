"""Where the meeting is: its state, its current item, whether it is interrupted."""

from quattropole.assembly.parts.screens import Kind, Part, Screen
from quattropole.assembly.parts.showing import show
from quattropole.assembly.queries.agenda import agenda_of
from quattropole.assembly.queries.floor import floor_of
from quattropole.live import Topic
from quattropole.meetings.models import Meeting


def render(meeting: Meeting, screen: Screen) -> str:
    """The line under the title of the page."""
    agenda = agenda_of(meeting, screen.audiences)
    return show("head", meeting, screen, floor=floor_of(meeting), current=agenda.current)


PART = Part(
    name="head",
    kinds=frozenset(Kind),
    topics=frozenset({Topic.MEETING, Topic.FLOOR, Topic.AGENDA}),
    render=render,
)
