"""The quorum is lost, or there again: announced at once, with what that means and where it stands.

A part of its own, because it changes only when that happens, and what is announced once is not announced again with
every seat that comes or goes.
"""

from datetime import timedelta

from quattropole import clock
from quattropole.assembly.parts.screens import Kind, Part, Screen
from quattropole.assembly.parts.showing import show
from quattropole.live import Topic
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import quorum_marks

GOOD_NEWS_FOR = timedelta(minutes=10)
"""How long a page goes on saying that the quorum is there again."""


def render(meeting: Meeting, screen: Screen) -> str:
    """The last change of the quorum, as long as it matters."""
    marks = quorum_marks(meeting) if meeting.state == Meeting.State.OPEN else []
    mark = marks[-1] if marks else None
    if mark is None or (mark.met and (len(marks) == 1 or clock.now() - mark.at > GOOD_NEWS_FOR)):
        return ""
    missing = [verdict for verdict in mark.verdicts if verdict["outcome"] == "breached"]
    return show("quorum", meeting, screen, mark=mark, was_there=len(marks) > 1, missing=missing)


PART = Part(
    name="quorum",
    kinds=frozenset(Kind),
    topics=frozenset({Topic.PRESENCE, Topic.MEETING}),
    render=render,
)
"""Everybody hears it."""
