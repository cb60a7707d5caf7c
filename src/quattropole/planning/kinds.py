"""The steps of preparing a meeting and the lines of its checklist: data, with what is assumed of them.

No statute names these periods; only the convocation and the last day for items follow from the charter.
"""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quattropole.meetings.models import Meeting
from quattropole.planning.models import HabitStep

Anchor = HabitStep.Anchor
Mode = Meeting.Mode
ROOM: Final = (Mode.ON_SITE, Mode.HYBRID)
SCREEN: Final = (Mode.HYBRID, Mode.VIRTUAL)
EVERYWHERE: Final = (Mode.ON_SITE, Mode.HYBRID, Mode.VIRTUAL)

SECRETARIAT: Final = "secretariat"
CONVENER: Final = "convener"
"""Whoever convenes the organ under its statutes."""


@dataclass(frozen=True, slots=True)
class StepKind:
    """A step: when it is due, counted in days from an anchor, who sees to it, and in which ways of meeting it is.

    `ends_with_convocation`: what it prepares has gone out with the convocation, so that it is done then.
    """

    key: str
    label: str | Promise
    anchor: HabitStep.Anchor
    days: int
    owner: str = SECRETARIAT
    modes: tuple[Meeting.Mode, ...] = EVERYWHERE
    ends_with_convocation: bool = False


CONVOCATION: Final = "convocation"
ITEM_DEADLINE: Final = "item_deadline"
FROM_THE_CHARTER: Final = frozenset({CONVOCATION, ITEM_DEADLINE})
"""Steps whose day the statutes set."""

KINDS: Final = (
    StepKind("call_for_items", _("Ask for items"), Anchor.CONVOCATION, 28, ends_with_convocation=True),
    StepKind("interpreters", _("Interpreters booked"), Anchor.CONVOCATION, 21),
    StepKind("room", _("Room confirmed"), Anchor.CONVOCATION, 21, modes=ROOM),
    StepKind("items", _("Items handed in"), Anchor.CONVOCATION, 14, ends_with_convocation=True),
    StepKind("texts", _("Texts final"), Anchor.CONVOCATION, 11, ends_with_convocation=True),
    StepKind("translated", _("Translations there"), Anchor.CONVOCATION, 6),
    StepKind("reviewed", _("Translations reviewed"), Anchor.CONVOCATION, 3),
    StepKind("book", _("Meeting book made"), Anchor.CONVOCATION, 1),
    StepKind(CONVOCATION, _("Convocation sent"), Anchor.CONVOCATION, 0, owner=CONVENER),
    StepKind(ITEM_DEADLINE, _("Last day for items"), Anchor.BEFORE, 0),
    StepKind("papers", _("Papers sent"), Anchor.BEFORE, 7),
    StepKind("answers", _("Answers there"), Anchor.BEFORE, 7),
    StepKind("catering", _("Catering ordered"), Anchor.BEFORE, 5, modes=ROOM),
    StepKind("technique", _("Link and sound tested"), Anchor.BEFORE, 2, modes=SCREEN),
    StepKind("place_cards", _("Place cards printed"), Anchor.BEFORE, 1, modes=ROOM),
    StepKind("minutes", _("Minutes drafted"), Anchor.AFTER, 14),
    StepKind("minutes_sent", _("Minutes sent"), Anchor.AFTER, 28),
)
BY_KEY: Final = {kind.key: kind for kind in KINDS}

DELIVERY_DAYS: Final = 3
"""How long a letter is assumed to be under way."""
CONVENE_DAYS: Final = 14
"""How many full days before the meeting an organ is convened for which the statutes set no period (assumed)."""


@dataclass(frozen=True, slots=True)
class CheckKind:
    """A line of the checklist."""

    key: str
    label: str | Promise
    modes: tuple[Meeting.Mode, ...] = EVERYWHERE


CHECKS: Final = (
    CheckKind("keys", _("Room is open an hour before"), ROOM),
    CheckKind("signs", _("Signs show the way from the entrance"), ROOM),
    CheckKind("steps", _("The way is without steps"), ROOM),
    CheckKind("microphones", _("Microphones and loudspeakers tested"), ROOM),
    CheckKind("screen", _("Screen for the hall shows the live page"), ROOM),
    CheckKind("cabins", _("Cabins and receivers for the interpretation"), ROOM),
    CheckKind("link", _("Link opened and tested from outside"), SCREEN),
    CheckKind("camera", _("Camera shows the room, the room hears those from afar"), (Mode.HYBRID,)),
    CheckKind("host", _("Somebody lets people into the online room"), SCREEN),
    CheckKind("helpline", _("Telephone number for those who cannot join"), SCREEN),
    CheckKind("cards", _("Place cards and list for the door printed"), ROOM),
    CheckKind("water", _("Water and coffee on the tables"), ROOM),
    CheckKind("book", _("Meeting book and statutes at hand")),
    CheckKind("wifi", _("Wireless network and its password shown"), ROOM),
    CheckKind("rehearsal", _("A vote was rehearsed")),
)
