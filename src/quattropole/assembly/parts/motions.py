"""Motions on procedure: what is pending, in the order of decision, and what was decided; with the forms for them."""

from quattropole.assembly.models import ProceduralMotion
from quattropole.assembly.parts.screens import Kind, Part, Role, Screen
from quattropole.assembly.parts.showing import show
from quattropole.assembly.queries.people import suggested_names
from quattropole.assembly.queries.procedure import ORDER_OF_DECISION, SOURCE, procedure_of, referral_targets
from quattropole.live import Topic
from quattropole.meetings.models import Meeting


def render(meeting: Meeting, screen: Screen) -> str:
    """The motions on how to go on with the current item."""
    if meeting.state != Meeting.State.OPEN:
        return ""
    procedure = procedure_of(meeting)
    if procedure.item is None or procedure.item.audience not in screen.audiences:
        return ""
    if screen.kind in (Kind.PROJECTOR, Kind.GALLERY):
        return show("motions", meeting, screen, procedure=procedure)
    console = screen.kind is Kind.CONSOLE
    return show(
        "motions",
        meeting,
        screen,
        procedure=procedure,
        moves=True,
        chairs=screen.role is Role.CHAIR,
        writes_down=console,
        joins=not console,
        names=suggested_names(meeting) if console else [],
        kinds=[(kind, kind.label, ORDER_OF_DECISION[kind].effect) for kind in procedure.movable],
        targets=referral_targets(meeting) if ProceduralMotion.Kind.REFER in procedure.movable else [],
        source=SOURCE,
    )


PART = Part(
    name="motions",
    kinds=frozenset(Kind),
    topics=frozenset({Topic.MOTIONS, Topic.FLOOR, Topic.MEETING, Topic.VOTES, Topic.PRESENCE}),
    render=render,
)
