"""What was decided in the meeting so far."""

from quattropole.assembly.parts.screens import Kind, Part, Screen
from quattropole.assembly.parts.showing import show
from quattropole.assembly.queries.agenda import decided_in
from quattropole.live import Topic
from quattropole.meetings.models import Meeting


def render(meeting: Meeting, screen: Screen) -> str:
    """Each decision with its figures, the latest first."""
    return show("results", meeting, screen, decided=decided_in(meeting, screen.audiences))


PART = Part(
    name="results",
    kinds=frozenset({Kind.CONSOLE, Kind.MEMBER, Kind.GALLERY}),
    topics=frozenset({Topic.VOTES, Topic.AGENDA, Topic.MEETING}),
    render=render,
)
