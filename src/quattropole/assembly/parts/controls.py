"""The chair's controls: what to do next stands first, and is the one large button."""

from quattropole import clock
from quattropole.assembly.parts.screens import Kind, Part, Role, Screen
from quattropole.assembly.parts.showing import show
from quattropole.assembly.queries.agenda import agenda_of
from quattropole.assembly.queries.controls import Offer, offer_for, running_with_forms
from quattropole.assembly.queries.floor import floor_of
from quattropole.live import Topic
from quattropole.meetings.models import Meeting


def render(meeting: Meeting, screen: Screen) -> str:
    """Open the meeting; call an item; open, count, close and declare a vote; interrupt and close the meeting."""
    if screen.role is not Role.CHAIR:
        return show("controls_desk", meeting, screen)
    agenda = agenda_of(meeting, screen.audiences)
    running = running_with_forms(meeting) if meeting.state == Meeting.State.OPEN else []
    offer: Offer | None = None
    if agenda.current is not None and not any(one.view.vote.item_id == agenda.current.item.pk for one in running):
        offer = offer_for(meeting, agenda.current.item)
    return show(
        "controls",
        meeting,
        screen,
        floor=floor_of(meeting),
        running=running,
        offer=offer,
        current=agenda.current,
        following=agenda.next_line,
        is_today=meeting.day == clock.today(),
        is_past=meeting.day < clock.today(),
        has_open=any(one.view.is_open for one in running),
    )


PART = Part(
    name="controls",
    kinds=frozenset({Kind.CONSOLE}),
    topics=frozenset(
        {Topic.MEETING, Topic.FLOOR, Topic.AGENDA, Topic.VOTES, Topic.MOTIONS, Topic.AMENDMENTS, Topic.RIGHTS}
    ),
    render=render,
)
