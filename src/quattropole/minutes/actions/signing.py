"""The chair of the meeting and whoever took the minutes sign them, each by an act of their own."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotAllowed, NotPossible, acting
from quattropole.access.viewer import Viewer
from quattropole.minutes import rules
from quattropole.minutes.actions.locking import locked, require_state
from quattropole.minutes.gathering.naming import person_words
from quattropole.minutes.models import Minutes, Signature
from quattropole.minutes.queries.content import content_digest


def sign_minutes(minutes: Minutes, *, digest: str, by: Viewer) -> Signature:
    """Sign the approved minutes as their chair or as who took them. `digest`: what the signer had before the eyes.

    Two people sign: nobody signs in both roles.
    """
    role = rules.role_of(by, minutes)
    if role is None:
        raise NotAllowed(_("The chair of that meeting signs, and whoever took the minutes or the secretariat."))
    with transaction.atomic():
        current = locked(minutes)
        require_state(current, Minutes.State.APPROVED)
        if content_digest(current) != current.digest:
            raise NotPossible(_("The content is not what was approved. Call the operator; nothing was signed."))
        if digest != current.digest:
            raise NotPossible(_("This is not what was approved. Read the minutes again, then sign."))
        if Signature.objects.filter(minutes=current, role=role).exists():
            raise NotPossible(_("The minutes are signed in this role already."))
        if Signature.objects.filter(minutes=current, person=acting(by)).exists():
            raise NotPossible(_("You have signed already; another person signs in the other role."))
        signature = Signature.objects.create(
            network=by.network,
            minutes=current,
            role=role,
            person=acting(by),
            name=person_words(by.person),
            office=_office(by),
            signed_at=clock.now(),
            digest=current.digest,
        )
        record("minutes signed", current, by=by.person, network=by.network, role=role.value, digest=current.digest)
    return signature


def _office(viewer: Viewer) -> dict[str, Any]:
    """What the signer is today, in every language of the interface."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = ", ".join(viewer.titles)
    return said
