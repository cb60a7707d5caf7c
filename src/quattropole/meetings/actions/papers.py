"""Papers: a file in one language, accepted only when it is what it says."""

import hashlib
import re
import secrets
import unicodedata

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
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.actions.planning import require_preparing
from quattropole.meetings.models import AgendaItem, Meeting, Paper

NAME_AT_MOST = 120
UNWANTED = re.compile(r"[^\w .()+,&-]+")


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
    """Add a file to the meeting or to one of its items.

    Raises `NotPossible` for a file that is too large, of no accepted type, or not what its name says.
    """
    require_preparing(by, meeting.organ)
    if language not in meeting.network.languages:
        raise NotPossible(_("The network does not work in this language."))
    if item is not None and item.meeting_id != meeting.pk:
        raise NotPossible(_("This item is not on the agenda of this meeting."))
    if audience not in Audience.values:
        raise ValueError(f"unknown audience {audience!r}")
    name = clean_name(upload.name or "")
    kind = accepted(upload, name)
    with transaction.atomic():
        current = locked(meeting)
        if current.state == Meeting.State.CANCELLED:
            raise NotPossible(_("This meeting was cancelled."))
        digest = digest_of(upload)
        paper = Paper(
            network=current.network,
            meeting=current,
            item=item,
            number=1 + (current.papers.aggregate(last=Max("number"))["last"] or 0),
            title=title.strip()[:300] or name,
            language=language,
            audience=audience,
            name=name,
            size=upload.size or 0,
            media_type=kind.media_type,
            sha256=digest,
            uploaded_at=clock.now(),
            uploaded_by=by.person,
        )
        paper.file.save(f"{secrets.token_hex(16)}.{kind.ending}", upload, save=False)
        storage, stored = paper.file.storage, str(paper.file.name)
        try:
            with transaction.atomic():
                paper.save()
                audit.record(
                    "paper added",
                    paper,
                    by=by.person,
                    network=by.network,
                    meeting=current.pk,
                    name=name,
                    sha256=digest,
                    audience=audience,
                )
                publish(current.pk, Topic.AGENDA)
        except Exception:
            storage.delete(stored)
            raise
    return paper


def remove_paper(paper: Paper, *, by: Viewer) -> None:
    """Take a paper away, its file included, while the meeting is not convened."""
    require_preparing(by, paper.meeting.organ)
    with transaction.atomic():
        meeting = locked(paper.meeting)
        current = meeting.papers.filter(pk=paper.pk).first()
        if current is None:
            return
        if meeting.state != Meeting.State.PLANNED:
            raise NotPossible(_("The papers have gone out with the convocation; they stay."))
        audit.record("paper removed", current, by=by.person, network=by.network, sha256=current.sha256)
        storage, stored = current.file.storage, str(current.file.name)
        current.delete()
        publish(meeting.pk, Topic.AGENDA)
        transaction.on_commit(lambda: storage.delete(stored))


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
