"""Ordered letters are made: set, kept, and their mails queued, some at a time.

The slow part, setting, happens outside of any transaction; then one short transaction keeps what was made of a batch.
Whoever is killed in between leaves nothing half done: what has no letter is made by the next. Of two who make the same
batch at once, one keeps it. A letter that cannot be set holds up no other.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from typst import TypstError

from quattropole import clock
from quattropole.access.models import Enclosure, OutgoingMail
from quattropole.access.outbox import queue_mails
from quattropole.meetings.letters import Letters
from quattropole.meetings.mail import Mails
from quattropole.meetings.models import Dispatch, Invitation, Mailing, Reply

logger = logging.getLogger("quattropole.meetings.making")

BATCH = 50
TRIES = 3
"""How often a letter that cannot be made is tried before somebody has to look at it."""


@dataclass
class Draft:
    """What was made for one dispatch."""

    dispatch: Dispatch
    letter: bytes = b""
    error: str = ""
    mail: OutgoingMail | None = None
    files: list[Enclosure] = field(default_factory=list)


def waiting() -> QuerySet[Dispatch]:
    """The dispatches whose letters are to be made."""
    return Dispatch.objects.filter(set_at__isnull=True, attempts__lt=TRIES)


def make_waiting() -> int:
    """Make every letter of the network in scope that is still to be made; how many were made."""
    mailings = Mailing.objects.filter(pk__in=waiting().values("mailing")).select_related("network", "meeting")
    return sum(Maker(mailing).make() for mailing in mailings.order_by("pk"))


class Maker:
    """Makes the letters of one mailing."""

    def __init__(self, mailing: Mailing) -> None:
        self._mailing = mailing
        self._letters: dict[str, Letters] = {}
        self._mails: dict[str, Mails] = {}

    def make(self, batches: int | None = None) -> int:
        """Make what is left, or so many batches of it; how many letters were made."""
        made, done = 0, 0
        with timezone.override(ZoneInfo(self._mailing.network.time_zone)):
            while batches is None or done < batches:
                batch = list(waiting().filter(mailing=self._mailing).select_related("person").order_by("pk")[:BATCH])
                if not batch:
                    break
                made += _keep(self._drafts(batch))
                done += 1
        return made

    def _drafts(self, batch: Sequence[Dispatch]) -> list[Draft]:
        replies = self._replies(batch)
        return [self._draft(dispatch, replies) for dispatch in batch]

    def _draft(self, dispatch: Dispatch, replies: dict[str, Reply]) -> Draft:
        language = dispatch.language
        try:
            if language not in self._letters:
                self._letters[language] = Letters(self._mailing, language)
                self._mails[language] = Mails(self._mailing, language)
            letter = self._letters[language].set(dispatch)
        except TypstError as problem:
            logger.warning("Letter of dispatch %s: %s", dispatch.pk, problem)
            return Draft(dispatch, error=str(problem)[:500])
        draft = Draft(dispatch, letter)
        if dispatch.means == Dispatch.Means.MAIL:
            reply = next((replies[seat] for seat in dispatch.seats if seat in replies), None)
            draft.mail, draft.files = self._mails[language].compose(dispatch, letter, reply)
        return draft

    def _replies(self, batch: Sequence[Dispatch]) -> dict[str, Reply]:
        seats = [seat for dispatch in batch for seat in dispatch.seats]
        replies = Reply.objects.filter(meeting=self._mailing.meeting_id, seat__key__in=seats)
        return {reply.seat.key: reply for reply in replies.select_related("seat", "substitute")}


def _keep(drafts: Sequence[Draft]) -> int:
    """Keep what was made, where nobody else has in the meantime; how many letters."""
    with transaction.atomic():
        keys = [draft.dispatch.pk for draft in drafts]
        free = set(
            Dispatch.objects.select_for_update()
            .filter(pk__in=keys, set_at__isnull=True)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        mine = [draft for draft in drafts if draft.dispatch.pk in free]
        queue_mails([draft.mail for draft in mine if draft.mail is not None])
        Enclosure.objects.bulk_create([file for draft in mine for file in _files(draft)], batch_size=100)
        for draft in mine:
            _save(draft)
    return sum(1 for draft in mine if draft.letter)


def _files(draft: Draft) -> list[Enclosure]:
    for file in draft.files:
        file.mail = file.mail  # the key that the mail was given when it was saved
    return draft.files


def _save(draft: Draft) -> None:
    dispatch = draft.dispatch
    changed: dict[str, Any]
    if draft.error:
        changed = {"attempts": dispatch.attempts + 1, "error": draft.error}
    else:
        changed = {
            "letter": draft.letter,
            "sha256": sha256(draft.letter).hexdigest(),
            "set_at": clock.now(),
            "mail": draft.mail,
            "error": "",
        }
        if draft.mail is not None and dispatch.convocation_id is not None:
            invitations = Invitation.objects.filter(convocation=dispatch.convocation_id, person=dispatch.person_id)
            invitations.update(mail=draft.mail)
    Dispatch.objects.filter(pk=dispatch.pk).update(**changed)
