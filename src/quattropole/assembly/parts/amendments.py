"""What is moved against the text on the floor: in the order of votes, with the difference in each language."""

from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe

from quattropole.assembly.parts.screens import OWN, Kind, Part, Role, Screen
from quattropole.assembly.parts.showing import languages_of, show
from quattropole.assembly.queries.amendments import OnFloor, on_floor
from quattropole.decisions.queries.rewording import Rewording
from quattropole.live import Topic
from quattropole.meetings.models import Meeting

LENGTHS = (("short", 160), ("medium", 360), ("long", 700))
"""How large a difference is set in the hall: by the characters that change."""
PAGES = {Kind.CONSOLE: "assembly:console", Kind.MEMBER: "assembly:member"}


def render(meeting: Meeting, screen: Screen) -> str:
    """The amendments under the current item; where one can act, the acts."""
    if meeting.state not in {Meeting.State.CONVENED, Meeting.State.OPEN}:
        return ""
    with translation.override(languages_of(meeting, screen)[0]):
        floor = on_floor(meeting, screen.audiences, chairs=screen.role is Role.CHAIR)
    takes_part = screen.kind in PAGES
    if not floor.is_anything and not (takes_part and floor.item is not None):
        return ""
    back = reverse(PAGES[screen.kind], args=[meeting.pk]) if takes_part else ""
    return show(
        "amendments",
        meeting,
        screen,
        floor=floor,
        text=floor.text,
        takes_part=takes_part,
        chairs=screen.role is Role.CHAIR,
        back=back,
        own=mark_safe(OWN),  # noqa: S308  # a constant
        methods=floor.methods,
        length=length_of(floor),
    )


def length_of(floor: OnFloor) -> str:
    """The size class of the longest difference that the hall shows; "none" where it is too long to be read there."""
    view = floor.text.voting if floor.text else None
    longest = max((_size(one) for one in view.reading.languages), default=0) if view else 0
    return next((name for name, most in LENGTHS if longest <= most), "none")


def _size(one: Rewording) -> int:
    """The characters of the lines that change, before and after."""
    before, after = set(one.body.splitlines()), set(one.new_body.splitlines())
    return sum(map(len, before ^ after)) + (len(one.new_title) if one.title != one.new_title else 0)


PART = Part(
    name="amendments",
    kinds=frozenset(Kind),
    topics=frozenset({Topic.MEETING, Topic.FLOOR, Topic.AGENDA, Topic.VOTES, Topic.AMENDMENTS}),
    render=render,
)
