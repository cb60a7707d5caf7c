"""Who may see and do what. Every predicate stands next to the queryset filter that agrees with it."""

from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from quattropole.access.models import Addressed, Audience, OutgoingMail
from quattropole.access.viewer import Viewer
from quattropole.charter import Findings
from quattropole.network.models import Organ, Person

Record = TypeVar("Record", bound=Model)


class NotAllowed(Exception):
    """The person has no right to this act. `reason` says, in the reader's language, who may."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotPossible(Exception):
    """The act cannot be done as things stand; the message says why, in the reader's language."""


class Refused(Exception):
    """The charter refuses the act: it would be void. `findings` says what was checked and what was found."""

    def __init__(self, findings: Findings) -> None:
        super().__init__("; ".join(verdict.text("en") for verdict in findings.refusals))
        self.findings = findings


def may_see(viewer: Viewer, record: Addressed, organ_id: int | None) -> bool:
    """Whether the viewer belongs to the record's audience; `organ_id` is the organ it is for."""
    if record.network_id != viewer.network.pk:
        return False
    if record.audience == Audience.PUBLIC or viewer.is_secretariat:
        return True
    if record.audience == Audience.NETWORK:
        return viewer.is_in_network
    if record.audience == Audience.ORGAN:
        return organ_id is not None and organ_id in viewer.organ_ids
    return False


def audience_filter(viewer: Viewer, organ: str, prefix: str = "") -> Q:
    """The filter that agrees with `may_see`; `organ` is the path to the organ, `prefix` that to the record."""
    audience = f"{prefix}audience"
    same_network = Q(**{f"{prefix}network": viewer.network})
    if viewer.is_secretariat:
        return same_network
    seen = Q(**{audience: Audience.PUBLIC})
    if viewer.is_in_network:
        seen |= Q(**{audience: Audience.NETWORK})
    if viewer.organ_ids:
        seen |= Q(**{audience: Audience.ORGAN, f"{organ}_id__in": viewer.organ_ids})
    return same_network & seen


def visible_to(viewer: Viewer, records: QuerySet[Record], organ: str) -> QuerySet[Record]:
    """Only the records that the viewer may see; `organ` is the path to the organ they are for."""
    return records.filter(audience_filter(viewer, organ))


def require(allowed: bool, reason: str) -> None:
    """Raise `NotAllowed` unless `allowed`. Actions call this first."""
    if not allowed:
        raise NotAllowed(reason)


def acting(viewer: Viewer) -> Person:
    """The person who acts; raises `NotAllowed` for a visitor."""
    if viewer.person is None:
        raise NotAllowed(_("Sign in first."))
    return viewer.person


def may_manage_accounts(viewer: Viewer, person: Person) -> bool:
    """The secretariat of the person's network makes and links accounts."""
    return viewer.is_secretariat and person.network_id == viewer.network.pk


def may_read_log(viewer: Viewer) -> bool:
    """The secretariat and the members of the board read the audit log."""
    return viewer.is_secretariat or any(seat.organ.kind == Organ.Kind.BOARD for seat in viewer.seats)


def may_see_mails(viewer: Viewer) -> bool:
    """The secretariat sees what went out by mail, to whom, and what came back."""
    return viewer.is_secretariat


def visible_mails(viewer: Viewer) -> QuerySet[OutgoingMail]:
    """The mails that agree with `may_see_mails`."""
    mails = OutgoingMail.objects.filter(network=viewer.network)
    return mails if may_see_mails(viewer) else mails.none()
