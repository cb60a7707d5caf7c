"""The words of the index that no reader can type: network, kind, organ, field, language, and who may see a record.

They say for whom a record *may* be, so that a search need not look at all others; whether it is, the rules of its room
decide before it is shown (`search.queries`).
"""

from collections.abc import Iterable

from django.db.models import Q

from quattropole.access.models import Audience
from quattropole.access.viewer import Viewer
from quattropole.meetings.models import Meeting
from quattropole.meetings.rules import organs_led_by
from quattropole.network.models import Organ

PUBLIC, NETWORK = ".vpublic", ".vnetwork"
MEETINGS = 300
"""Of how many meetings of other organs, in which the viewer has a part, records are found; the newest."""


def narrowing(letter: str, value: object) -> str:
    """The word that says, for example, of which organ (`o`) a record is."""
    return f".{letter}{value}"


def of_organ(organ: int) -> str:
    """For those who sit in an organ."""
    return f".vo{organ}"


def of_meeting(meeting: int) -> str:
    """For those who have a part in a meeting."""
    return f".vm{meeting}"


def of_leaders(organ: int) -> str:
    """For those who convene or chair an organ by an office."""
    return f".vl{organ}"


def of_person(person: int) -> str:
    """For one person."""
    return f".vp{person}"


def of_seat(seat: int) -> str:
    """For whoever holds a seat."""
    return f".vs{seat}"


def of_office(office: int) -> str:
    """For whoever holds an office."""
    return f".vf{office}"


def of_audience(audience: str, organs: Iterable[int | None]) -> set[str]:
    """For whom a record with an audience is; for the secretariat is everything, and needs no word."""
    if audience == Audience.PUBLIC:
        return {PUBLIC}
    if audience == Audience.NETWORK:
        return {NETWORK}
    if audience == Audience.ORGAN:
        return {of_organ(organ) for organ in organs if organ is not None}
    return set()


def in_meeting(audience: str, meeting: int, organ: int) -> set[str]:
    """For whom a record of a meeting is: its audience, and those who have a part in the meeting."""
    words = of_audience(audience, [organ])
    if audience in (Audience.NETWORK, Audience.ORGAN):
        words |= {of_meeting(meeting), of_leaders(organ)}
    return words


def seen_by(viewer: Viewer) -> list[str] | None:
    """The words of which a record has one that the viewer may see; None for those who see everything."""
    if viewer.is_secretariat:
        return None
    words = [PUBLIC]
    if viewer.is_in_network:
        words.append(NETWORK)
    words += [of_organ(organ) for organ in sorted(viewer.organ_ids)]
    if viewer.person is None:
        return words
    words.append(of_person(viewer.person.pk))
    words += [of_seat(seat.pk) for seat in viewer.seats]
    words += [of_office(office.pk) for office in viewer.offices]
    led = Organ.objects.filter(key__in=organs_led_by(viewer)).values_list("pk", flat=True)
    words += [of_leaders(organ) for organ in led]
    return words + [of_meeting(meeting) for meeting in _meetings_of(viewer)]


def _meetings_of(viewer: Viewer) -> list[int]:
    """Meetings of organs in which the viewer holds no seat (any more), but has or had a part."""
    person = viewer.person
    part = Q(convocations__invitations__person=person) | Q(replies__substitute=person) | Q(attendances__person=person)
    found = Meeting.objects.filter(part).exclude(organ__in=viewer.organ_ids)
    return list(found.order_by("-starts_at", "-pk").values_list("pk", flat=True).distinct()[:MEETINGS])
