"""What tests of the live pages share: a part as a screen shows it, as HTML and as the words on it."""

import re
from html import unescape

from django.utils import translation

from quattropole.assembly.parts import Kind, Part, PersonalPart, Role, Screen
from quattropole.meetings.models import Meeting
from tests.decisions.hall import Hall


def shown(
    part: Part | PersonalPart,
    hall: Hall,
    kind: Kind = Kind.MEMBER,
    *,
    role: Role = Role.NONE,
    language: str = "de",
    place: int | None = None,
) -> str:
    """The HTML of a part; of a personal one as whoever sits on the seat at `place` sees it."""
    meeting = Meeting.objects.get(pk=hall.meeting.pk)
    screen = Screen(kind, language, role)
    with translation.override(language):
        if isinstance(part, Part):
            return part.render(meeting, screen)
        key = ""
        if place is not None:
            person = hall.seated[place][1].pk
            key = part.keys(meeting, [person])[person]
        return part.render(meeting, screen, key)


def words(html: str) -> str:
    """The words of HTML, one space between them."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
