"""The agenda with how far it is; at the chair's console each item can be called."""

from quattropole.assembly.parts.screens import Kind, Part, Role, Screen
from quattropole.assembly.parts.showing import show
from quattropole.assembly.queries.agenda import agenda_of
from quattropole.assembly.queries.floor import floor_of, open_vote_in
from quattropole.live import Topic
from quattropole.meetings.models import Meeting


def render(meeting: Meeting, screen: Screen) -> str:
    """The items in order: done, current, to come, put off; how each was decided."""
    calls = screen.role is Role.CHAIR and may_call(meeting)
    agenda = agenda_of(meeting, screen.audiences)
    return show("agenda", meeting, screen, agenda=agenda, calls=calls, floor=floor_of(meeting))


def may_call(meeting: Meeting) -> bool:
    """Whether another item can be called now: not while a vote is open, nor while the meeting is interrupted."""
    running = meeting.state == Meeting.State.OPEN and floor_of(meeting).paused_at is None
    return running and open_vote_in(meeting) is None


PART = Part(
    name="agenda",
    kinds=frozenset(Kind),
    topics=frozenset({Topic.AGENDA, Topic.FLOOR, Topic.VOTES, Topic.MOTIONS, Topic.MEETING}),
    render=render,
)
