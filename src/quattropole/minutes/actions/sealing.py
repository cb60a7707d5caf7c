"""Signed minutes are sealed: set as PDF, kept as they are, entered in the register of minutes of their organ."""

from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import START, microseconds, record, seal
from quattropole.access.models import Audience
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.minutes import rules
from quattropole.minutes.actions.locking import locked, require_state
from quattropole.minutes.documents import Sealing, minutes_pdf
from quattropole.minutes.models import Document, Entry, Minutes, Signature, Version
from quattropole.minutes.queries.content import content_digest, whole
from quattropole.minutes.queries.versions import has_inner_parts
from quattropole.network.models import Organ


def seal_minutes(minutes: Minutes, *, by: Viewer) -> Entry:
    """Seal minutes that both have signed. Documents are set before anything is held; a change meanwhile stops it."""
    require(rules.may_seal(by, minutes), _("The secretariat keeps the register of minutes."))
    before = whole(Minutes.objects.all()).get(pk=minutes.pk)
    require_state(before, Minutes.State.APPROVED)
    _require_signed(before)
    organ = before.meeting.organ
    last = _last(organ)
    sealing = Sealing(number=last.number + 1 if last else 1, previous=last.digest if last else START, at=clock.now())
    made = {version: minutes_pdf(before, version, sealing) for version in versions_of(before)}
    with transaction.atomic():
        Organ.objects.select_for_update().get(pk=organ.pk)
        current = locked(minutes)
        require_state(current, Minutes.State.APPROVED)
        _require_signed(current)
        if (_last(organ), content_digest(current)) != (last, before.digest):
            raise NotPossible(_("Something changed meanwhile. Please try again."))
        for version, content in made.items():
            Document.objects.create(
                network=by.network,
                minutes=current,
                version=version,
                content=content,
                size=len(content),
                sha256=sha256(content).hexdigest(),
            )
        entry = _enter(current, sealing, by)
        current.state = Minutes.State.SEALED
        current.save(update_fields=["state"])
        record(
            "minutes sealed",
            current,
            by=by.person,
            network=by.network,
            organ=organ.key,
            number=entry.number,
            digest=entry.digest,
        )
    return entry


def versions_of(minutes: Minutes) -> list[Version]:
    """The documents that minutes need; of minutes from `whole`."""
    versions = [Version.FULL]
    if has_inner_parts(minutes):
        versions.append(Version.ORGAN)
    if minutes.meeting.audience == Audience.PUBLIC:
        versions.append(Version.PUBLIC)
    return versions


def _require_signed(minutes: Minutes) -> None:
    roles = {signature.role for signature in minutes.signatures.all()}
    if roles != set(Signature.Role.values):
        raise NotPossible(_("The chair of the meeting and whoever took the minutes sign first."))


def _last(organ: Organ) -> Entry | None:
    return Entry.objects.filter(organ=organ).order_by("-number").first()


def _enter(minutes: Minutes, sealing: Sealing, by: Viewer) -> Entry:
    entry = Entry(
        network=by.network,
        organ=minutes.meeting.organ,
        number=sealing.number,
        minutes=minutes,
        corrects=minutes.corrects.entry if minutes.corrects else None,
        content_digest=minutes.digest,
        documents=dict(minutes.documents.order_by("version").values_list("version", "sha256")),
        signatures=signatures_of(minutes),
        entered_at=sealing.at,
        entered_by=by.person,
        previous=sealing.previous,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry


def signatures_of(minutes: Minutes) -> list[list[Any]]:
    """Who signed in which role, when, and what; as the register seals it."""
    return [
        [one.role, one.person_id, microseconds(one.signed_at), one.digest]
        for one in Signature.objects.filter(minutes=minutes).order_by("role")
    ]


def digest_of(entry: Entry) -> str:
    """The digest that an entry must carry: over what it holds and the digest of the entry before it."""
    return seal(
        [
            entry.organ_id,
            entry.number,
            entry.minutes_id,
            entry.corrects.digest if entry.corrects else None,
            entry.content_digest,
            entry.documents,
            entry.signatures,
            microseconds(entry.entered_at),
            entry.previous,
        ]
    )
