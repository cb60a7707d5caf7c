"""The agenda with how far it is; at the chair's console each item can be called."""

from quattropole.assembly.parts.screens import Kind, Part, Role, Screen
from quattropole.assembly.parts.showing import show
from quattropole.assembly.queries.agenda import agenda_of
from quattropole.live import Topic
from quattropole.meetings.models import Meeting


def render(meeting: Meeting, screen: Screen) -> str:
    """The items in order: done, current, to come, put off; how each was decided."""
    calls = screen.role is Role.CHAIR and meeting.state == Meeting.State.OPEN
    return show("agenda", meeting, screen, agenda=agenda_of(meeting, screen.audiences), calls=calls)


PART = Part(
    name="agenda",
    kinds=frozenset(Kind),
    topics=frozenset({Topic.AGENDA, Topic.FLOOR, Topic.VOTES, Topic.MOTIONS, Topic.MEETING}),
    render=render,
)
