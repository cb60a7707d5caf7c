"""What has to be filed with the public register after a resolution, and what the register entered."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, acting, require
from quattropole.access.viewer import Viewer
from quattropole.charter import Effect, Statutes
from quattropole.decisions.models import Resolution
from quattropole.followup.models import Duty
from quattropole.followup.rules import may_keep_duties
from quattropole.network.models import Office, Organ
from quattropole.texts.localized import Localized

TARGET = timedelta(days=14)
"""Until when to file. The law says without delay; the number of days is the platform's own, and assumed."""


def follow_resolution(resolution: Resolution, by: Viewer) -> Duty | None:
    """Make the duty that follows from a resolution, in its transaction; None where the law asks for nothing.

    An election is filed where it changes who represents the association (BGB § 67), a change of the statutes always
    (BGB § 71). Which rule it is, and what it does, says the law of the network.
    """
    statutes = by.network.charter.on(resolution.adopted_on)
    kind = kind_of(resolution, statutes)
    if kind is None:
        return None
    key = "board_registration" if kind == Duty.Kind.BOARD else "registration"
    rule = statutes.law.rules.get(key)
    if rule is None or rule.effect is Effect.NONE:
        return None
    begins = resolution.election.term_begins if resolution.election else resolution.adopted_on
    duty, is_new = Duty.objects.get_or_create(
        resolution=resolution,
        kind=kind,
        defaults={
            "network": by.network,
            "rule": key,
            "cite": rule.source.cite[:200],
            "url": rule.source.url or "",
            "summaries": Localized(**dict(rule.summary or {})),
            "effect_on_entry": rule.effect is Effect.NO_EFFECT_YET,
            "due": max(begins, resolution.adopted_on) + TARGET,
            "created_at": clock.now(),
        },
    )
    if is_new:
        record("duty to the register noted", duty, by=by.person, network=by.network, cite=duty.cite)
    return duty


def kind_of(resolution: Resolution, statutes: Statutes) -> Duty.Kind | None:
    """What about a resolution is filed with the public register; None for nothing."""
    matter = statutes.matters.get(resolution.matter)
    if resolution.election is not None:
        return Duty.Kind.BOARD if _represents(resolution.election.office, statutes) else None
    return Duty.Kind.STATUTES if matter is not None and matter.needs_registration else None


def _represents(office: Office, statutes: Statutes) -> bool:
    """Whether who holds the office may speak for the association, and so stands in the register."""
    representation = statutes.representation
    if representation.board_majority or not representation.offices:
        return office.organ.kind == Organ.Kind.BOARD
    return office.key in representation.offices


def record_filing(duty: Duty, on: date, *, by: Viewer, reference: str = "", note: str = "") -> Duty:
    """It was filed with the register on a day."""
    with transaction.atomic():
        locked = _locked(duty, by)
        if locked.state not in (Duty.State.TO_FILE, Duty.State.FILED):
            raise NotPossible(_("This duty is settled already."))
        _check_day(on, locked.resolution.adopted_on)
        locked.state, locked.filed_on = Duty.State.FILED, on
        return _keep(locked, "duty filed with the register", by, reference, note, on=on)


def record_entry(duty: Duty, on: date, *, by: Viewer, reference: str = "", note: str = "") -> Duty:
    """The register entered it on a day: from then on a change of the statutes has effect."""
    with transaction.atomic():
        locked = _locked(duty, by)
        if locked.state not in (Duty.State.TO_FILE, Duty.State.FILED):
            raise NotPossible(_("This duty is settled already."))
        _check_day(on, locked.filed_on or locked.resolution.adopted_on)
        locked.state, locked.registered_on = Duty.State.REGISTERED, on
        return _keep(locked, "entry in the register recorded", by, reference, note, on=on)


def drop_duty(duty: Duty, *, by: Viewer, note: str) -> Duty:
    """It turned out that nothing has to be filed; `note` says why. Not where an effect waits for the entry."""
    with transaction.atomic():
        locked = _locked(duty, by)
        if not locked.is_open:
            raise NotPossible(_("This duty is settled already."))
        if locked.effect_on_entry:
            raise NotPossible(_("A change of the statutes takes effect only on registration; this cannot be left out."))
        if not note.strip():
            raise NotPossible(_("Say why nothing has to be filed."))
        locked.state = Duty.State.DROPPED
        return _keep(locked, "duty to the register dropped", by, "", note)


def _locked(duty: Duty, by: Viewer) -> Duty:
    acting(by)
    require(may_keep_duties(by) and duty.network_id == by.network.pk, _("Only the secretariat may do this."))
    return Duty.objects.select_for_update(of=("self",)).select_related("resolution").get(pk=duty.pk)


def _check_day(on: date, earliest: date) -> None:
    if on > clock.today():
        raise NotPossible(_("This day is still to come."))
    if on < earliest:
        raise NotPossible(_("This day is before what it follows from."))


def _keep(duty: Duty, act: str, by: Viewer, reference: str, note: str, on: date | None = None) -> Duty:
    duty.reference = reference.strip()[:100] or duty.reference
    duty.note = note.strip() or duty.note
    duty.changed_by = by.person
    duty.save()
    record(act, duty, by=by.person, network=by.network, on=on, reference=duty.reference, note=duty.note)
    return duty
