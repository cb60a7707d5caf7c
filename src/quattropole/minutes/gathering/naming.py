"""How facts name people, seats and moments."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from quattropole.access.models import Audience
from quattropole.network.models import Person, Seat

Facts = dict[str, Any]
"""Plain JSON."""

ORDER = (Audience.PUBLIC, Audience.NETWORK, Audience.ORGAN, Audience.SECRETARIAT)


def narrowest(audiences: Iterable[str]) -> str:
    """The audience for which all of these are."""
    return max(audiences, key=lambda audience: ORDER.index(Audience(audience)), default=Audience.PUBLIC.value)


def person_words(person: Person | None) -> Any:
    """A person's name; of somebody whom no source names the label, per language. Empty for nobody."""
    if person is None:
        return ""
    return f"{person.given_name} {person.family_name}".strip() or dict(person.label)


def seat_words(seat: Seat | None) -> dict[str, str]:
    """What the seat is called, per language."""
    return dict(seat.titles) if seat is not None else {}


def moment(at: datetime | None) -> str | None:
    """A moment as ISO text with its offset."""
    return at.isoformat() if at is not None else None
