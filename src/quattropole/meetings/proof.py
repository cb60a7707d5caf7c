"""Proof of dispatch: who was sent what, when and how, as a table to keep (CSV) and as a document (PDF)."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO

from django.utils import timezone
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.look.typesetting import typeset
from quattropole.meetings.models import Dispatch, Meeting
from quattropole.meetings.queries.dispatches import FATES, dispatches_of, fate_of
from quattropole.texts.names import day_text, language_name, moment_text

FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """One dispatch in the words of the reader."""

    what: str
    name: str
    seats: str
    language: str
    means: str
    to: str
    ordered_at: datetime
    fate: str
    when: datetime | None
    by: str
    note: str
    sha256: str


def lines_of(dispatches: Iterable[Dispatch]) -> Iterator[Line]:
    """The dispatches (from `dispatches_of`) in the words of the active language."""
    for dispatch in dispatches:
        mail = dispatch.mail
        fate = fate_of(dispatch)
        yield Line(
            what=f"{dispatch.get_kind_display()} {dispatch.version}",
            name=dispatch.addressee["name"],
            seats=", ".join(dispatch.addressee["seats"]),
            language=language_name(dispatch.language),
            means=str(dispatch.get_means_display()),
            to=mail.to if mail else "",
            ordered_at=dispatch.ordered_at,
            fate=str(FATES[fate].label),
            when=_when(dispatch, fate),
            by=str(dispatch.posted_by) if dispatch.posted_by else "",
            note=dispatch.error or (mail.error if mail else ""),
            sha256=dispatch.sha256,
        )


def _when(dispatch: Dispatch, fate: str) -> datetime | None:
    """When the dispatch came to where it is."""
    if fate == "posted":
        return dispatch.posted_at
    if dispatch.mail is not None and fate in {"returned", "replaced"}:
        return dispatch.mail.bounced_at or dispatch.mail.sent_at
    return dispatch.mail.sent_at if dispatch.mail is not None else dispatch.set_at


def _head() -> list[str]:
    return [
        _("Letter"),
        _("Name"),
        _("Seat"),
        _("Language"),
        _("How"),
        _("E-mail"),
        _("Ordered"),
        _("State"),
        _("When"),
        _("Posted by"),
        _("Note"),
        _("Letter (SHA-256)"),
    ]


def proof_csv(viewer: Viewer, meeting: Meeting) -> str:
    """The proof as comma-separated values, moments as ISO 8601 in the network's time. No cell is read as a formula."""
    written = StringIO()
    table = csv.writer(written)
    table.writerow(_head())
    for line in lines_of(dispatches_of(viewer, meeting).order_by("version", "pk")):
        cells = [line.what, line.name, line.seats, line.language, line.means, line.to, _iso(line.ordered_at)]
        cells += [line.fate, _iso(line.when), line.by, line.note, line.sha256]
        table.writerow([_harmless(cell) for cell in cells])
    return written.getvalue()


def _iso(moment: datetime | None) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def proof_pdf(viewer: Viewer, meeting: Meeting, language: str) -> bytes:
    """The proof as a tagged PDF in one language."""
    today = clock.today()
    rows = [
        [
            line.what,
            line.name,
            line.seats,
            f"{line.means}{f': {line.to}' if line.to else ''}",
            moment_text(line.ordered_at),
            " ".join(part for part in (line.fate, moment_text(line.when) if line.when else "", line.by) if part),
            line.sha256,
        ]
        for line in lines_of(dispatches_of(viewer, meeting).order_by("version", "pk"))
    ]
    data = {
        "language": language,
        "title": _("Proof of dispatch: %(meeting)s, %(day)s") % {"meeting": meeting, "day": day_text(meeting.day)},
        "author": str(meeting.network),
        "kicker": f"{meeting.organ.names} · {_('as of %(moment)s') % {'moment': moment_text(clock.now())}}",
        "date": [today.year, today.month, today.day],
        "head": [_("Letter"), _("Name"), _("Seat"), _("How"), _("Ordered"), _("State")],
        "seal": _("Letter (SHA-256)"),
        "rows": rows,
    }
    return typeset("meetings", "proof.typ", data)
