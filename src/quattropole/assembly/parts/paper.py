"""Ballots on paper, for whoever cannot vote on a screen: entered by the secretariat or the chair."""

from django.utils.safestring import mark_safe

from quattropole.access.viewer import Viewer
from quattropole.assembly.parts.screens import OWN, Kind, Part, Role, Screen
from quattropole.assembly.parts.showing import show
from quattropole.assembly.queries.stage import running_votes_of
from quattropole.decisions.models import Vote
from quattropole.decisions.queries import vote_views
from quattropole.live import Topic
from quattropole.meetings.models import Meeting

SEATS_LISTED = 120
"""In a larger body the page of the vote has the list; here it would be sent anew too often."""


def render(meeting: Meeting, screen: Screen) -> str:
    """A form for each open vote in which ballots are cast; nothing for those who enter none."""
    if screen.role is Role.NONE or meeting.state != Meeting.State.OPEN:
        return ""
    votes = [
        vote
        for vote in running_votes_of(meeting)
        if vote.state == Vote.State.OPEN and vote.method != Vote.Method.HANDS and vote.item.audience in screen.audiences
    ]
    if not votes:
        return ""
    views = vote_views(Viewer(meeting.network), votes, may_run=True)
    return show(
        "paper",
        meeting,
        screen,
        views=[(views[vote.pk], len(views[vote.pk].electors) <= SEATS_LISTED) for vote in votes],
        several=len(votes) > 1,
        own=mark_safe(OWN),  # noqa: S308 - a constant
    )


PART = Part(
    name="paper",
    kinds=frozenset({Kind.CONSOLE}),
    topics=frozenset({Topic.VOTES, Topic.MEETING}),
    render=render,
)
