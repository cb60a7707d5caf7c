"""Where somebody stands in the debate: has the floor, waits at a place, may ask; what the person has moved.

A key says it in a few signs, so that a page is rendered once for all who stand alike.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from quattropole.assembly.models import ProceduralMotion, Speech
from quattropole.assembly.queries.speakers import SpeakersList, speakers_of
from quattropole.meetings.models import Attendance, Meeting

HERE, SPEAKS, ORDER, WAITS, MOVED = "h", "s", "o", "w", "m"


@dataclass(frozen=True)
class Turn:
    """What a key says. `place`: on the list of speakers; `motions`: what the person moved and can take back."""

    is_here: bool = False
    has_floor: bool = False
    place: int | None = None
    raises_order: bool = False
    motions: tuple[int, ...] = ()


def turn_keys(meeting: Meeting, people: Collection[int]) -> Mapping[int, str]:
    """The key of each person (by primary key); six queries, however many they are."""
    if meeting.state != Meeting.State.OPEN:
        return {}
    here = set(Attendance.objects.filter(meeting=meeting, left_at__isnull=True).values_list("person_id", flat=True))
    listed = speakers_of(meeting)
    standing = _standing(listed)
    for person, motion in _moved(listed):
        standing.setdefault(person, []).append(f"{MOVED}{motion}")
    return {person: " ".join([HERE, *standing.get(person, [])]) for person in people if person in here}


def _standing(listed: SpeakersList) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    if listed.running is not None and listed.running.speech.person_id is not None:
        found.setdefault(listed.running.speech.person_id, []).append(SPEAKS)
    for line in listed.following:
        if line.speech.person_id is not None:
            said = ORDER if line.speech.kind == Speech.Kind.ORDER else f"{WAITS}{line.place}"
            found.setdefault(line.speech.person_id, []).append(said)
    return found


def _moved(listed: SpeakersList) -> list[tuple[int, int]]:
    """Person and motion, for what was moved under the current item and not yet put to the vote."""
    if listed.item is None:
        return []
    motions = ProceduralMotion.objects.filter(item=listed.item, state=ProceduralMotion.State.MOVED)
    return list(motions.order_by("pk").values_list("person_id", "pk"))


def read_turn(key: str) -> Turn:
    """What a key says."""
    signs = key.split()
    places = [int(sign[1:]) for sign in signs if sign.startswith(WAITS)]
    return Turn(
        is_here=HERE in signs,
        has_floor=SPEAKS in signs,
        place=places[0] if places else None,
        raises_order=ORDER in signs,
        motions=tuple(int(sign[1:]) for sign in signs if sign.startswith(MOVED)),
    )
