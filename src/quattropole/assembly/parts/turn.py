"""The reader's own place in the debate: ask for the floor, wait, speak, take a request or a motion back."""

from quattropole.assembly.models import ProceduralMotion
from quattropole.assembly.parts.screens import Kind, PersonalPart, Screen
from quattropole.assembly.parts.showing import show
from quattropole.assembly.queries.floor import PUT_OFF, debate_of, floor_of
from quattropole.assembly.queries.turns import read_turn, turn_keys
from quattropole.live import Topic
from quattropole.meetings.models import Meeting


def render(meeting: Meeting, screen: Screen, key: str) -> str:
    """What one can do now to speak; nothing for whoever is not present."""
    turn = read_turn(key)
    floor = floor_of(meeting)
    if meeting.state != Meeting.State.OPEN or not turn.is_here or floor.item is None:
        return ""
    debate = debate_of(floor.item)
    if floor.item.audience not in screen.audiences or debate.state in PUT_OFF:
        return ""
    return show(
        "turn",
        meeting,
        screen,
        turn=turn,
        item=floor.item,
        debate=debate,
        spoken=meeting.network.languages,
        motions=list(
            ProceduralMotion.objects.filter(pk__in=turn.motions, state=ProceduralMotion.State.MOVED)
            .select_related("target")
            .order_by("pk")
        ),
    )


PART = PersonalPart(
    name="turn",
    kinds=frozenset({Kind.MEMBER}),
    topics=frozenset({Topic.SPEAKERS, Topic.FLOOR, Topic.MEETING, Topic.PRESENCE, Topic.MOTIONS}),
    keys=turn_keys,
    render=render,
)
