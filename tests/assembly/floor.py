"""What tests of the debate share: an assembly with an item on the floor, and time that passes."""

from collections.abc import Sequence
from datetime import timedelta

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.assembly.actions import floor as acts
from quattropole.assembly.actions import speakers
from quattropole.assembly.models import Speech
from quattropole.assembly.queries.speakers import speakers_of
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Network
from tests.decisions import hall as halls
from tests.decisions.hall import Hall


def debating(network: Network, *, councillors: int = 2, absent: Sequence[int] = ()) -> tuple[Hall, AgendaItem]:
    """An assembly in session whose item is on the floor: a city's seats end with its mayor's; the chair's is 2."""
    hall, item = halls.assembly(network, councillors=councillors, absent=absent)
    acts.call_item(item, by=hall.chair)
    return hall, item


def asks(hall: Hall, item: AgendaItem, *places: int, language: str = "") -> list[Speech]:
    """The people on these seats ask to speak, a second after one another."""
    asked = []
    for place in places:
        asked.append(speakers.ask_to_speak(item, language=language, by=hall.viewer(place)))
        passing(1)
    return asked


def passing(seconds: int) -> None:
    """Time passes."""
    clock.set_ahead(clock.ahead() + timedelta(seconds=seconds))


def speaking(hall: Hall, speech: Speech, seconds: int) -> Speech:
    """The speech is held for as long."""
    speakers.give_floor(speech, by=hall.chair)
    passing(seconds)
    return speakers.end_speech(speech, by=hall.chair)


def places(hall: Hall) -> list[int]:
    """Who waits, by the place of the seat, in the order of the list."""
    order = {seat.pk: place for place, (seat, _person) in enumerate(hall.seated)}
    return [order[line.speech.seat_id or 0] for line in speakers_of(hall.meeting).waiting]


def acts_logged() -> list[str]:
    """What the log says was done, in order."""
    return list(AuditEntry.objects.order_by("number").values_list("act", flat=True))
