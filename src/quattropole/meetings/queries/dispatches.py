"""Reads of dispatches: what became of each, how far a mailing is, what is to be printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from quattropole.access.models import OutgoingMail
from quattropole.access.viewer import Viewer
from quattropole.meetings.making import TRIES
from quattropole.meetings.models import Dispatch, Mailing, Meeting
from quattropole.meetings.rules import visible_dispatches

Mail = OutgoingMail.State
SET = Q(set_at__isnull=False)
BY_MAIL, BY_POST = Q(means=Dispatch.Means.MAIL), Q(means=Dispatch.Means.POST)


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a dispatch: its name, how the page marks it, and the filter for those of which it is true."""

    label: str | Promise
    mark: str
    holds: Q


FATES: Mapping[str, Fate] = {
    "waiting": Fate(_("letter is being made"), "info", Q(set_at__isnull=True, attempts__lt=TRIES)),
    "failed": Fate(_("letter could not be made"), "danger", Q(set_at__isnull=True, attempts__gte=TRIES)),
    "replaced": Fate(_("came back, sent by post"), "", SET & BY_MAIL & Q(replaced_by__isnull=False)),
    "returned": Fate(
        _("came back"),
        "danger",
        SET & BY_MAIL & Q(mail__state__in=[Mail.FAILED, Mail.BOUNCED], replaced_by__isnull=True),
    ),
    "sent": Fate(
        pgettext_lazy("letter", "sent"), "success", SET & BY_MAIL & Q(mail__state=Mail.SENT, replaced_by=None)
    ),
    "going": Fate(_("on its way"), "info", SET & BY_MAIL & ~Q(mail__state__in=[Mail.SENT, Mail.FAILED, Mail.BOUNCED])),
    "to_post": Fate(_("to be posted"), "warning", SET & BY_POST & Q(posted_at__isnull=True)),
    "posted": Fate(pgettext_lazy("letter", "posted"), "success", SET & BY_POST & Q(posted_at__isnull=False)),
}
"""Each dispatch has exactly one of these."""
OPEN = ("waiting", "failed", "returned", "going", "to_post")
"""Of those that have not reached the person yet."""


def fate_of(dispatch: Dispatch) -> str:
    """The key of what became of a dispatch (with `mail` and `replaced_by` at hand); agrees with `FATES`."""
    if dispatch.set_at is None:
        return "waiting" if dispatch.attempts < TRIES else "failed"
    if dispatch.means == Dispatch.Means.POST:
        return "posted" if dispatch.posted_at else "to_post"
    if hasattr(dispatch, "replaced_by"):
        return "replaced"
    state = dispatch.mail.state if dispatch.mail else Mail.QUEUED
    if state in (Mail.FAILED, Mail.BOUNCED):
        return "returned"
    return "sent" if state == Mail.SENT else "going"


def dispatches_of(viewer: Viewer, meeting: Meeting) -> QuerySet[Dispatch]:
    """The dispatches of a meeting that the viewer may see, newest mailing first, without the letters themselves."""
    return (
        visible_dispatches(viewer)
        .filter(meeting=meeting)
        .select_related("mail", "person", "posted_by", "replaced_by")
        .defer("letter", "replaced_by__letter", "mail__body")
        .order_by("-version", "person__family_name", "person__given_name", "pk")
    )


@dataclass(frozen=True)
class Round:
    """A mailing with how many letters it has, and what became of them: `fates` is key -> how many."""

    mailing: Mailing
    total: int
    fates: Mapping[str, int]

    @property
    def made(self) -> int:
        """How many letters have been made."""
        return self.total - self.fates["waiting"] - self.fates["failed"]

    @property
    def is_going_on(self) -> bool:
        """Whether letters are being made."""
        return self.fates["waiting"] > 0

    @property
    def told(self) -> list[tuple[str, Fate, int]]:
        """What became of them, where it became of any."""
        return [(key, fate, self.fates[key]) for key, fate in FATES.items() if self.fates[key]]


def rounds_of(meeting: Meeting) -> list[Round]:
    """The mailings about a meeting, newest first. Two queries."""
    counts = {key: Count("pk", filter=fate.holds) for key, fate in FATES.items()}
    rows = Dispatch.objects.filter(meeting=meeting).order_by().values("mailing").annotate(total=Count("pk"), **counts)
    found: dict[int, dict[str, Any]] = {row["mailing"]: dict(row) for row in rows}
    mailings = Mailing.objects.filter(pk__in=found).select_related("by").defer("content").order_by("-version")
    return [
        Round(mailing, found[mailing.pk]["total"], {key: found[mailing.pk][key] for key in FATES})
        for mailing in mailings
    ]


def to_post(meeting: Meeting) -> QuerySet[Dispatch]:
    """The letters that are to be printed and posted, oldest first."""
    return Dispatch.objects.filter(FATES["to_post"].holds, meeting=meeting).order_by("version", "pk")


def own_letters(viewer: Viewer, meeting: Meeting) -> list[Dispatch]:
    """The letters that the viewer got about a meeting, newest first."""
    if viewer.person is None:
        return []
    made = Dispatch.objects.filter(SET, meeting=meeting, person=viewer.person, replaces__isnull=True)
    return list(made.defer("letter").order_by("-version"))
