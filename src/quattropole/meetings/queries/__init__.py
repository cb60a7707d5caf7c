"""Reads of meetings: seats and who fills them, answers, presence, quorum, agenda, papers."""

from quattropole.meetings.queries.meetings import (
    agenda_for,
    meetings_for,
    own_places,
    papers_for,
    substitutes_for,
    unanswered_by,
)
from quattropole.meetings.queries.presence import (
    CityRow,
    Place,
    Roll,
    attending,
    place_of,
    presence,
    present,
    quorum_marks,
    quorum_of,
    quorum_with,
    roll_of,
    seats_of,
    standing_proxies,
    weights_of,
)

__all__ = [
    "CityRow",
    "Place",
    "Roll",
    "agenda_for",
    "attending",
    "meetings_for",
    "own_places",
    "papers_for",
    "place_of",
    "presence",
    "present",
    "quorum_marks",
    "quorum_of",
    "quorum_with",
    "roll_of",
    "seats_of",
    "standing_proxies",
    "substitutes_for",
    "unanswered_by",
    "weights_of",
]
