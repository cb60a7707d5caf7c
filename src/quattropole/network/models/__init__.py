"""Networks, cities, people, organs, seats, offices, mandates: who exists, and who holds what from when to when."""

from quattropole.network.models.base import Belonging, Network
from quattropole.network.models.cities import Alliance, AllianceMembership, City, Country, HistoryEvent, Membership
from quattropole.network.models.organs import (
    FieldHeading,
    FieldOfAction,
    Mandate,
    Office,
    Organ,
    Person,
    Seat,
    Substitute,
)
from quattropole.network.models.records import DemoClock, FolderRecord

__all__ = [
    "Alliance",
    "AllianceMembership",
    "Belonging",
    "City",
    "Country",
    "DemoClock",
    "FieldHeading",
    "FieldOfAction",
    "FolderRecord",
    "HistoryEvent",
    "Mandate",
    "Membership",
    "Network",
    "Office",
    "Organ",
    "Person",
    "Seat",
    "Substitute",
]
