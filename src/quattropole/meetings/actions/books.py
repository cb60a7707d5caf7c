"""The meeting book: asked for by those who prepare the meeting, made in the background, each version kept."""

import hashlib
import secrets
import tempfile
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access import audit
from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.meetings.actions.converting import convert_paper
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.actions.planning import require_preparing
from quattropole.meetings.book.changes import Changes, changes_between
from quattropole.meetings.book.making import Made, NotMade, bind
from quattropole.meetings.book.sources import REACH, BookItem, contents_of, items_of, layouts_of
from quattropole.meetings.models import Meeting, MeetingBook, Paper


def make_book(meeting: Meeting, *, layout: str, audience: str, by: Viewer) -> MeetingBook:
    """Ask for the next version of a book. One that waits is given instead of another, and set going again."""
    require_preparing(by, meeting.organ)
    if layout not in layouts_of(meeting):
        raise NotPossible(_("A book cannot be made in this layout."))
    if audience not in REACH:
        raise NotPossible(_("A book is for the members of the organ or for everyone."))
    with transaction.atomic():
        current = locked(meeting)
        if current.state == Meeting.State.CANCELLED:
            raise NotPossible(_("This meeting was cancelled."))
        books = MeetingBook.objects.filter(meeting=current, layout=layout, audience=audience)
        book = books.filter(state=MeetingBook.State.QUEUED).first()
        if book is None:
            book = MeetingBook.objects.create(
                network=current.network,
                meeting=current,
                layout=layout,
                audience=audience,
                version=1 + (books.aggregate(last=Max("version"))["last"] or 0),
                asked_at=clock.now(),
                asked_by=by.person,
            )
            audit.record(
                "meeting book ordered",
                book,
                by=by.person,
                network=by.network,
                meeting=current.pk,
                layout=layout,
                audience=audience,
                version=book.version,
            )
        transaction.on_commit(partial(_enqueue, book.network_id, book.pk))
    return book


def bind_book(book: MeetingBook) -> None:
    """Make a book that waits. Done again after a stop, it makes the same book anew; a book that is made stays."""
    if book.state != MeetingBook.State.QUEUED:
        return
    with (
        timezone.override(ZoneInfo(book.network.time_zone)),
        tempfile.TemporaryDirectory(prefix="quattropole-") as work,
    ):
        items = items_of(book.meeting, book.audience)
        for paper in _versions(items):
            convert_paper(paper)
        contents = contents_of(items)
        changes = _changes(book, contents)
        total = len(_versions(items))
        waiting = MeetingBook.objects.filter(pk=book.pk, state=MeetingBook.State.QUEUED)
        waiting.update(total=total, done=0, contents=contents)
        try:
            made = bind(book, items, changes, Path(work), lambda done: _count(book.pk, min(done, total)))
        except NotMade as reason:
            waiting.update(state=MeetingBook.State.FAILED, error=str(reason)[-500:])
            return
        _keep(book, made, contents, items)


def _versions(items: list[BookItem]) -> list[Paper]:
    return [version for entry in items for paper in entry.papers for version in paper.versions.values()]


def _count(pk: int, done: int) -> None:
    MeetingBook.objects.filter(pk=pk, state=MeetingBook.State.QUEUED).update(done=done)


def _changes(book: MeetingBook, contents: list[dict[str, object]]) -> Changes:
    before = (
        MeetingBook.objects.filter(
            meeting=book.meeting,
            layout=book.layout,
            audience=book.audience,
            state=MeetingBook.State.MADE,
            version__lt=book.version,
        )
        .order_by("-version")
        .first()
    )
    return changes_between(before.contents, contents, before.version) if before else Changes()


def _keep(book: MeetingBook, made: Made, contents: list[dict[str, object]], items: list[BookItem]) -> None:
    """Store the file and say that it is there. Of two workers that made the same book, one keeps it."""
    with made.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        file.seek(0)
        book.file.save(f"{secrets.token_hex(16)}.pdf", File(file), save=False)
    fields = {
        "state": MeetingBook.State.MADE,
        "made_at": clock.now(),
        "file": str(book.file.name),
        "size": made.path.stat().st_size,
        "pages": made.pages,
        "sha256": digest,
        "contents": contents,
        "done": len(_versions(items)),
        "error": _not_in_it(made),
    }
    if not MeetingBook.objects.filter(pk=book.pk, state=MeetingBook.State.QUEUED).update(**fields):
        book.file.storage.delete(str(book.file.name))


def _not_in_it(made: Made) -> str:
    return ", ".join(made.broken)[:500]


def _enqueue(network: int, pk: int) -> None:
    from quattropole.meetings.book.tasks import bind_meeting_book

    bind_meeting_book.enqueue(network, pk)
