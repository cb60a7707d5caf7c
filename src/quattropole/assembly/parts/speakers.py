"""Who speaks, who waits, how much time is used; at the console with what the chair and the secretariat do about it."""

from quattropole.assembly.models import Floor
from quattropole.assembly.parts.screens import Kind, Part, Role, Screen
from quattropole.assembly.parts.showing import show
from quattropole.assembly.queries.floor import open_vote_in
from quattropole.assembly.queries.people import suggested_names
from quattropole.assembly.queries.speakers import speakers_of
from quattropole.live import Topic
from quattropole.meetings.models import Meeting

SHOWN = 5
"""So many of those who wait are named outside the console."""
NEXT_IN_THE_HALL = 3


def render(meeting: Meeting, screen: Screen) -> str:
    """The list of speakers of the current item."""
    if meeting.state != Meeting.State.OPEN:
        return ""
    listed = speakers_of(meeting)
    if listed.item is None or listed.item.audience not in screen.audiences:
        return ""
    is_voting = open_vote_in(meeting, listed.item) is not None
    if screen.kind is Kind.CONSOLE:
        chairs = screen.role is Role.CHAIR
        return show(
            "speakers_console",
            meeting,
            screen,
            listed=listed,
            chairs=chairs,
            calls=chairs and not is_voting and listed.floor.paused_at is None,
            names=suggested_names(meeting),
            spoken=meeting.network.languages,
            alternations=Floor.Alternation.choices,
        )
    shown = NEXT_IN_THE_HALL if screen.kind is Kind.PROJECTOR else SHOWN
    return show(
        "speakers",
        meeting,
        screen,
        listed=listed,
        is_voting=is_voting,
        following=listed.following[:shown],
        more=max(len(listed.following) - shown, 0),
    )


PART = Part(
    name="speakers",
    kinds=frozenset(Kind),
    topics=frozenset({Topic.SPEAKERS, Topic.FLOOR, Topic.MEETING, Topic.PRESENCE, Topic.VOTES}),
    render=render,
)
