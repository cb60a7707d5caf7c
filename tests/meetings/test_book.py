"""The meeting book, read by another library than the one that makes it."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from quattropole.meetings import actions
from quattropole.meetings.models import AgendaItem, MeetingBook, Paper
from tests.meetings.conftest import Stage
from tests.pdfs import make_pdf, make_scan


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(stage: Stage, item: AgendaItem | None, audience: str = "organ", **files: tuple[str, bytes]) -> Paper:
    """A paper in these languages: its file's name and content."""
    incoming = {
        language: actions.Incoming(sent(name, content), name.rsplit(".", 1)[0])
        for language, (name, content) in files.items()
    }
    return actions.add_languages(stage.meeting, item, files=incoming, audience=audience, by=stage.secretary)[0]


def made(stage: Stage, layout: str, audience: str = "organ") -> tuple[MeetingBook, PdfReader]:
    """The next version of the book, made at once."""
    book = actions.make_book(stage.meeting, layout=layout, audience=audience, by=stage.secretary)
    book = MeetingBook.objects.select_related("meeting__organ", "meeting__network", "network").get(pk=book.pk)
    actions.bind_book(book)
    book.refresh_from_db()
    assert book.state == MeetingBook.State.MADE, book.error
    with book.file.open("rb") as file:
        content = file.read()
    return book, PdfReader(io.BytesIO(content))


def test_book_whole(stage: Stage) -> None:
    item = stage.meeting.items.get()
    add(stage, None, de=("Übersicht.pdf", make_pdf("Übersicht", pages=2)))
    add(
        stage,
        item,
        de=("Bericht.pdf", make_pdf("Bericht", pages=3)),
        fr=("Rapport.pdf", make_pdf("Rapport", pages=5, language="fr")),
    )
    add(stage, item, fr=("Plan.pdf", make_pdf("Plan", pages=2, language="fr", tagged=False, size=("420mm", "297mm"))))
    add(stage, item, de=("Gescannt.pdf", make_scan(2)))
    add(stage, item, de=("Gedreht.pdf", make_pdf("Gedreht", rotate=90)))
    for layout in ("de", "fr", "de+fr"):
        book, reader = made(stage, layout)
        assert len(reader.pages) == book.pages
