"""The kinds of mail: what a mail is about, and whether a person can have it later, together, or not at all.

A formal mail, such as a convocation, goes out at once to everybody it is for: rights and periods hang on it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quattropole.access.models import MailPreference

Pace = MailPreference.Pace


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mail; `pace` is how it goes out to somebody who has chosen nothing."""

    key: str
    label: str | Promise
    formal: bool = False
    pace: Pace = Pace.AT_ONCE


CONVOCATION, VOTE, REMINDER, TASK, DUTY = "convocation", "vote", "reminder", "task", "duty"
MINUTES, TRANSLATION, PREPARATION, DIGEST = "minutes", "translation", "preparation", "digest"

_kinds: dict[str, Kind] = {}


def add_kind(kind: Kind) -> None:
    """Called by a room when it is made ready; a second time changes nothing."""
    _kinds[kind.key] = kind


def kind_of(key: str) -> Kind:
    """The kind of a mail; one that nobody declared counts as formal, so that nothing is held back by mistake."""
    return _kinds.get(key) or Kind(key, key or _("Other mail"), formal=True)


def kinds() -> list[Kind]:
    """Every kind, the formal ones first."""
    return sorted(_kinds.values(), key=lambda kind: not kind.formal)


def choosable() -> list[Kind]:
    """The kinds for which a person chooses the pace."""
    return [kind for kind in kinds() if not kind.formal and kind.key != DIGEST]


for _kind in (
    Kind(CONVOCATION, _("Convocations, and what changes about a meeting afterwards"), formal=True),
    Kind(VOTE, _("Votes that are opened for you"), formal=True),
    Kind(REMINDER, _("Reminders to answer")),
    Kind(TASK, _("Tasks")),
    Kind(DUTY, _("Duties to the public register")),
    Kind(MINUTES, _("Minutes to read and to approve")),
    Kind(PREPARATION, _("Steps in preparing a meeting")),
    Kind(TRANSLATION, _("Translations that are due"), pace=Pace.DAILY),
    Kind(DIGEST, _("Digest")),
):
    add_kind(_kind)
