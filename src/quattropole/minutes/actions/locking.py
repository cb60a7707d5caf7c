"""One act on minutes at a time."""

from django.utils.translation import gettext as _

from quattropole.access.rules import NotPossible
from quattropole.minutes.models import Minutes
from quattropole.minutes.queries.content import whole

FROZEN = (Minutes.State.APPROVED, Minutes.State.SEALED)


def locked(minutes: Minutes) -> Minutes:
    """The minutes as they stand now with all their sections, held until the transaction ends."""
    Minutes.objects.select_for_update(of=("self",)).get(pk=minutes.pk)
    return whole(Minutes.objects.all()).get(pk=minutes.pk)


def require_open(minutes: Minutes) -> None:
    """Raise `NotPossible` once the minutes are approved."""
    if minutes.state in FROZEN:
        raise NotPossible(_("These minutes are approved; they cannot be changed. Correct them by a corrigendum."))


def require_state(minutes: Minutes, state: str) -> None:
    """Raise `NotPossible` unless the minutes are in this state."""
    if minutes.state != state:
        raise NotPossible(_("The minutes are: %(state)s.") % {"state": minutes.get_state_display()})


def only_writers() -> str:
    """Why somebody else may not write the minutes."""
    return _("Only the secretariat and whoever takes the minutes write them.")
