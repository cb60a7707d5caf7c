"""Making and revoking the address of one's own calendar."""

import hashlib
import secrets

from django.db import transaction
from django.utils.translation import get_language

from quattropole import clock
from quattropole.access import audit
from quattropole.access.rules import acting
from quattropole.access.viewer import Viewer
from quattropole.api.calendars.models import CalendarAddress
from quattropole.network.models import Person

BYTES = 32


def digest_of(token: str) -> str:
    """What is kept of the secret part of an address."""
    return hashlib.sha256(token.encode()).hexdigest()


def make_address(*, by: Viewer) -> str:
    """Make the viewer's calendar address and return its secret part, which nobody can read again.

    The address from before, if there was one, is dead from this moment on.
    """
    person = acting(by)
    token = secrets.token_urlsafe(BYTES)
    with transaction.atomic():
        _revoke(person)
        made = CalendarAddress.objects.create(
            network=by.network,
            person=person,
            digest=digest_of(token),
            language=get_language() or "de",
            made_at=clock.now(),
        )
        audit.record("calendar address made", made, by=person, network=by.network)
    return token


def revoke_address(*, by: Viewer) -> bool:
    """Make the viewer's calendar address dead; whether there was one."""
    person = acting(by)
    with transaction.atomic():
        revoked = _revoke(person)
        if revoked is not None:
            audit.record("calendar address revoked", revoked, by=person, network=by.network)
    return revoked is not None


def _revoke(person: Person) -> CalendarAddress | None:
    """The address that held until now; whoever presses at the same time waits for the person's row."""
    Person.objects.select_for_update().get(pk=person.pk)
    current = CalendarAddress.objects.filter(person=person, revoked_at__isnull=True).first()
    if current is not None:
        current.revoked_at = clock.now()
        current.save(update_fields=["revoked_at"])
    return current
