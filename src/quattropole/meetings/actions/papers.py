"""Papers in their languages and versions; a file is taken only when it is what it says, and harmless."""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from django.conf import settings
from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access import audit
from quattropole.access.models import Audience
from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.live import Topic, publish
from quattropole.meetings import filetypes
from quattropole.meetings.actions.converting import may_be_converted
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.actions.planning import require_preparing
from quattropole.meetings.checking import check_inside
from quattropole.meetings.models import AgendaItem, Meeting, Paper

NAME_AT_MOST = 120
UNWANTED = re.compile(r"[^\w .()+,&-]+")


@dataclass(frozen=True)
class Incoming:
    """A file that somebody sends: one language of a paper."""

    upload: File[bytes]
    title: str = ""


def add_paper(
    meeting: Meeting,
    item: AgendaItem | None,
    *,
    upload: File[bytes],
    title: str,
    language: str,
    audience: str,
    by: Viewer,
) -> Paper:
    """Add a paper in one language to the meeting or to one of its items; see `add_languages`."""
    files = {language: Incoming(upload, title)}
    return add_languages(meeting, item, files=files, audience=audience, by=by)[0]


def add_languages(
    meeting: Meeting,
    item: AgendaItem | None,
    *,
    files: Mapping[str, Incoming],
    audience: str,
    by: Viewer,
) -> list[Paper]:
    """Add a new paper in these languages to the meeting or to one of its items: all of it, or nothing.

    Raises `NotPossible` for a file that is too large, of no accepted type, not what its name says, or not harmless.
    """
    require_preparing(by, meeting.organ)
    if item is not None and item.meeting_id != meeting.pk:
        raise NotPossible(_("This item is not on the agenda of this meeting."))
    if audience not in Audience.values:
        raise ValueError(f"unknown audience {audience!r}")
    if not files:
        raise NotPossible(_("Give the paper in at least one language."))
    checked = [_checked(meeting, language, incoming) for language, incoming in files.items()]
    with kept_files() as kept, transaction.atomic():
        current = _open_for_papers(meeting)
        number = 1 + (current.papers.aggregate(last=Max("number"))["last"] or 0)
        return [kept(_new(current, file, item, number, 1, audience, "", by)) for file in checked]


def add_version(
    paper: Paper, *, language: str, upload: File[bytes], title: str = "", note: str = "", by: Viewer
) -> Paper:
    """Add a newer version of a paper in a language, or a language that it does not have yet. The older ones stay.

    Audience and item are those of the paper. What was withdrawn comes back with a new version.
    """
    require_preparing(by, paper.meeting.organ)
    checked = _checked(paper.meeting, language, Incoming(upload, title))
    with kept_files() as kept, transaction.atomic():
        current = _open_for_papers(paper.meeting)
        rows = list(current.papers.filter(number=paper.number).order_by("version"))
        if not rows:
            raise NotPossible(_("This paper is no longer there."))
        same = [row for row in rows if row.language == language]
        if same and same[-1].sha256 == checked.digest and same[-1].withdrawn_at is None:
            raise NotPossible(_("This is the same file as the newest version in this language."))
        version = 1 + max((row.version for row in same), default=0)
        if not checked.title and same:
            checked = replace(checked, title=same[-1].title)
        last = rows[-1]
        return kept(_new(current, checked, last.item, last.number, version, last.audience, note.strip()[:500], by))


def _checked(meeting: Meeting, language: str, incoming: Incoming) -> "Checked":
    if language not in meeting.network.languages:
        raise NotPossible(_("The network does not work in this language."))
    name = clean_name(incoming.upload.name or "")
    kind = accepted(incoming.upload, name)
    if incoming.upload.file is None:
        raise NotPossible(_("The file is empty."))
    pages = check_inside(incoming.upload.file, kind.ending, name)
    digest = digest_of(incoming.upload)
    return Checked(incoming.upload, language, incoming.title.strip()[:300], name, kind, pages, digest)


@dataclass(frozen=True)
class Checked:
    """A file that can be taken, with what was found out about it."""

    upload: File[bytes]
    language: str
    title: str
    name: str
    kind: filetypes.FileType
    pages: int | None
    digest: str


def _new(
    meeting: Meeting,
    file: Checked,
    item: AgendaItem | None,
    number: int,
    version: int,
    audience: str,
    note: str,
    by: Viewer,
) -> Paper:
    """Store a file as a version of a paper. The caller holds the meeting and takes the file away if it fails."""
    paper = Paper(
        network=meeting.network,
        meeting=meeting,
        item=item,
        number=number,
        version=version,
        title=file.title or file.name,
        language=file.language,
        audience=audience,
        name=file.name,
        size=file.upload.size or 0,
        media_type=file.kind.media_type,
        sha256=file.digest,
        pages=file.pages,
        change_note=note,
        uploaded_at=clock.now(),
        uploaded_by=by.person,
    )
    paper.file.save(f"{secrets.token_hex(16)}.{file.kind.ending}", file.upload, save=False)
    try:
        with transaction.atomic():
            paper.save()
            audit.record(
                "paper added" if version == 1 else "paper version added",
                paper,
                by=by.person,
                network=by.network,
                meeting=meeting.pk,
                number=number,
                version=version,
                language=file.language,
                name=file.name,
                sha256=file.digest,
                audience=audience,
            )
            publish(meeting.pk, Topic.AGENDA)
    except Exception:
        paper.file.storage.delete(str(paper.file.name))
        raise
    if may_be_converted(paper):
        transaction.on_commit(partial(_enqueue, paper.network_id, paper.pk))
    return paper


@contextmanager
def kept_files() -> Iterator[Callable[[Paper], Paper]]:
    """Files of papers that stay only if everything else that belongs to the act is done too."""
    made: list[Paper] = []

    def keep(paper: Paper) -> Paper:
        made.append(paper)
        return paper

    try:
        yield keep
    except Exception:
        for paper in made:
            paper.file.storage.delete(str(paper.file.name))
        raise


def _open_for_papers(meeting: Meeting) -> Meeting:
    current = locked(meeting)
    if current.state == Meeting.State.CANCELLED:
        raise NotPossible(_("This meeting was cancelled."))
    return current


def withdraw_paper(paper: Paper, *, by: Viewer) -> None:
    """Withdraw a paper in all its languages. It stays in the history and in the books in which it stood."""
    require_preparing(by, paper.meeting.organ)
    with transaction.atomic():
        meeting = _open_for_papers(paper.meeting)
        if meeting.state == Meeting.State.CLOSED:
            raise NotPossible(_("The meeting is closed; its papers stay."))
        standing = meeting.papers.filter(number=paper.number, withdrawn_at__isnull=True)
        if not standing.update(withdrawn_at=clock.now()):
            return
        audit.record(
            "paper withdrawn", paper, by=by.person, network=by.network, meeting=meeting.pk, number=paper.number
        )
        publish(meeting.pk, Topic.AGENDA)


def change_paper_audience(paper: Paper, *, audience: str, by: Viewer) -> None:
    """Let others see a paper: all its versions in all languages. Books that then hold too much are kept back."""
    require_preparing(by, paper.meeting.organ)
    if audience not in Audience.values:
        raise ValueError(f"unknown audience {audience!r}")
    with transaction.atomic():
        meeting = locked(paper.meeting)
        rows = meeting.papers.filter(number=paper.number).exclude(audience=audience)
        before = sorted(set(rows.values_list("audience", flat=True)))
        if not rows.update(audience=audience):
            return
        audit.record(
            "paper audience changed",
            paper,
            by=by.person,
            network=by.network,
            meeting=meeting.pk,
            number=paper.number,
            before=before,
            audience=audience,
        )
        publish(meeting.pk, Topic.AGENDA)


def move_paper(paper: Paper, *, item: AgendaItem | None, by: Viewer) -> None:
    """Put a paper, with all its versions, under another item or under the whole meeting."""
    require_preparing(by, paper.meeting.organ)
    with transaction.atomic():
        meeting = _open_for_papers(paper.meeting)
        if meeting.state == Meeting.State.CLOSED:
            raise NotPossible(_("The meeting is closed; its papers stay."))
        if item is not None and not meeting.items.filter(pk=item.pk).exists():
            raise NotPossible(_("This item is not on the agenda of this meeting."))
        rows = meeting.papers.filter(number=paper.number)
        if not rows.exclude(item=item).exists() and item is not None:
            return
        rows.update(item=item)
        audit.record(
            "paper moved",
            paper,
            by=by.person,
            network=by.network,
            meeting=meeting.pk,
            number=paper.number,
            item=item.pk if item else None,
        )
        publish(meeting.pk, Topic.AGENDA)


def remove_paper(paper: Paper, *, by: Viewer) -> None:
    """Take a version of a paper away, its file included, while the meeting is not convened."""
    require_preparing(by, paper.meeting.organ)
    with transaction.atomic():
        meeting = locked(paper.meeting)
        current = meeting.papers.filter(pk=paper.pk).first()
        if current is None:
            return
        if meeting.state != Meeting.State.PLANNED:
            raise NotPossible(_("The papers have gone out with the convocation; they stay."))
        audit.record("paper removed", current, by=by.person, network=by.network, sha256=current.sha256)
        current.delete()
        publish(meeting.pk, Topic.AGENDA)
        transaction.on_commit(partial(delete_files, current))


def delete_files(paper: Paper) -> None:
    """Delete what a paper that is gone has stored."""
    paper.file.storage.delete(str(paper.file.name))
    if paper.pdf:
        paper.pdf.storage.delete(str(paper.pdf.name))


def _enqueue(network: int, pk: int) -> None:
    from quattropole.meetings.book.tasks import convert_office_file

    convert_office_file.enqueue(network, pk)


def accepted(upload: File[bytes], name: str) -> filetypes.FileType:
    """The file's type; raises `NotPossible` where the file cannot be taken."""
    if not upload.size:
        raise NotPossible(_("The file is empty."))
    if upload.size > settings.UPLOAD_LIMIT:
        raise NotPossible(
            _("The file is larger than allowed: %(size)s, at most %(limit)s.")
            % {"size": filesizeformat(upload.size), "limit": filesizeformat(settings.UPLOAD_LIMIT)}
        )
    kind = filetypes.claimed(name)
    if kind is None:
        raise NotPossible(
            _("This type of file is not accepted. Accepted are: %(types)s.") % {"types": ", ".join(filetypes.TYPES)}
        )
    if upload.file is None or not filetypes.is_what_it_says(upload.file, kind):
        raise NotPossible(_("The file %(name)s is not what its name says; it was not taken.") % {"name": name})
    return kind


def clean_name(name: str) -> str:
    """A file's name without folders, control and other unwanted characters, not longer than is handy."""
    base = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    stem, dot, ending = UNWANTED.sub("_", base).strip(" _").rpartition(".")
    if not dot:
        return ending[:NAME_AT_MOST]
    return f"{stem.strip(' ._')[:NAME_AT_MOST] or 'paper'}.{ending[:10]}"


def digest_of(upload: File[bytes]) -> str:
    """SHA-256 (hex) of the file, which is left at its start."""
    digest = hashlib.sha256()
    for block in upload.chunks():
        digest.update(block)
    upload.seek(0)
    return digest.hexdigest()
