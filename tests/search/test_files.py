"""The text inside files is found; a file that is broken, encrypted, huge or a trap stops nothing."""

import io
import zipfile
from pathlib import Path

import pikepdf
import pytest
import typst
from django.core.files.base import ContentFile

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.meetings.models import Meeting, Paper
from quattropole.network.models import Network
from quattropole.search import extracting, indexing
from quattropole.search.asking import read
from quattropole.search.extracting import OPEN_DOCUMENT, OPEN_XML
from quattropole.search.models import FileText
from quattropole.search.queries import Filters, search
from quattropole.search.tasks import bring_up_to_date, read_files
from tests import factories
from tests.factories import make_viewer


def pdf(text: str) -> bytes:
    made = typst.compile(text.encode(), format="pdf")
    assert isinstance(made, bytes)
    return made


def archive(**parts: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return made.getvalue()


def text_in(content: bytes, media_type: str, tmp_path: Path) -> extracting.Extract:
    (tmp_path / "file").write_bytes(content)
    return extracting.text_of(ContentFile(content), media_type)


WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{}</w:document>'
ODT = '<office:text xmlns:office="urn:x" xmlns:text="urn:y">{}</office:text>'


def test_text_of_a_pdf_is_read(tmp_path: Path) -> None:
    found = text_in(pdf("Die Moselbrücke.\n#pagebreak()\nZweite Seite."), "application/pdf", tmp_path)
    assert "Moselbrücke" in found.text
    assert "Zweite Seite" in found.text
    assert found.problem == ""


def test_text_of_office_files_is_read(tmp_path: Path) -> None:
    docx = archive(
        word__document_xml=WORD.format("<w:p><w:r><w:t>Ver</w:t></w:r><w:r><w:t>kehr</w:t></w:r></w:p><w:p/>")
    )
    assert text_in(docx, OPEN_XML + "wordprocessingml.document", tmp_path).text.split() == ["Verkehr"]
    odt = archive(content_xml=ODT.format("<text:p>Ein <text:span>Hafen</text:span> am Fluss</text:p>"))
    assert text_in(odt, OPEN_DOCUMENT + "text", tmp_path).text.split() == ["Ein", "Hafen", "am", "Fluss"]
    pptx = archive(
        ppt__slides__slide1_xml='<p:sld xmlns:p="http://schemas.openxmlformats.org/p" '
        'xmlns:a="http://schemas.openxmlformats.org/a"><a:p><a:r><a:t>Folie</a:t></a:r></a:p></p:sld>'
    )
    assert text_in(pptx, OPEN_XML + "presentationml.presentation", tmp_path).text.split() == ["Folie"]
    xlsx = archive(
        xl__sharedStrings_xml='<sst xmlns="http://schemas.openxmlformats.org/s"><si><t>Kosten</t></si></sst>'
    )
    assert text_in(xlsx, OPEN_XML + "spreadsheetml.sheet", tmp_path).text.split() == ["Kosten"]


def test_plain_text_is_read_and_pictures_are_not(tmp_path: Path) -> None:
    assert text_in("\ufeffGrüße".encode(), "text/plain", tmp_path).text == "Grüße"
    assert text_in(b"\x89PNG", "image/png", tmp_path) == extracting.Extract("")


def encrypted() -> bytes:
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("Geheim"))) as document:
        document.save(made, encryption=pikepdf.Encryption(owner="a", user="b"))
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7 broken", "application/pdf"),
        (b"", "application/pdf"),
        (b"MZ program", "application/pdf"),
        (b"no archive", OPEN_XML + "wordprocessingml.document"),
        (archive(word__document_xml="<not closed"), OPEN_XML + "wordprocessingml.document"),
        (
            archive(content_xml='<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'),
            OPEN_DOCUMENT + "text",
        ),
        (archive(content_xml=f"<x>{' ' * 70_000_000}</x>"), OPEN_DOCUMENT + "text"),
        (encrypted(), "application/pdf"),
    ],
    ids=["broken", "empty", "program", "no archive", "no XML", "entities", "bomb", "encrypted"],
)
def test_bad_file_gives_no_text_and_says_why(content: bytes, media_type: str, tmp_path: Path) -> None:
    found = text_in(content, media_type, tmp_path)
    assert found.text == ""
    assert found.problem


def test_much_text_is_cut(tmp_path: Path) -> None:
    assert len(text_in(b"Wort " * 200_000, "text/plain", tmp_path).text) == extracting.LETTERS


@pytest.fixture
def meeting(network: Network) -> Meeting:
    house = factories.make_house(network, councillors=1)
    return factories.make_meeting(house.assembly, audience=Audience.PUBLIC)


def add_paper(meeting: Meeting, content: bytes, **fields: object) -> Paper:
    given = {
        "title": "Vorlage", "language": "de", "number": 1, "name": "vorlage.pdf", "media_type": "application/pdf",
        "audience": Audience.PUBLIC, "size": len(content), "uploaded_at": clock.now(),
        "sha256": f"{hash(content) & (1 << 64) - 1:064x}",
    }  # fmt: skip
    paper = Paper(network_id=meeting.network_id, meeting=meeting, **(given | fields))
    paper.file.save("vorlage.pdf", ContentFile(content), save=True)
    return paper


def titles(meeting: Meeting, typed: str) -> list[str]:
    indexing.READER.catch_up(rounds=20)
    found = search(make_viewer(network=meeting.network), read(typed), Filters(kind="paper"))
    return [str(result.named.shown("de")) for result in found.page.object_list]


def test_paper_is_found_by_its_title_at_once_and_by_its_text_once_read(meeting: Meeting) -> None:
    add_paper(meeting, pdf("Über die Seilbahn von Trier."))
    assert titles(meeting, "vorlage") == ["Vorlage"]
    assert titles(meeting, "seilbahn") == []
    assert read_files.call() == 1
    assert titles(meeting, "seilbahn") == ["Vorlage"]
    assert read_files.call() == 0


def test_newest_version_counts_until_it_is_withdrawn(meeting: Meeting) -> None:
    add_paper(meeting, b"Erste Fassung", media_type="text/plain")
    new = add_paper(meeting, b"Neue Fassung", media_type="text/plain", version=2, title="Vorlage, neu")
    read_files.call()
    assert (titles(meeting, "erste"), titles(meeting, "fassung")) == ([], ["Vorlage, neu"])
    new.withdrawn_at = clock.now()
    new.save()
    assert titles(meeting, "neue") == []


def test_paper_for_the_organ_is_not_found_by_visitors(meeting: Meeting) -> None:
    add_paper(meeting, b"Vertraulich", media_type="text/plain", audience=Audience.ORGAN)
    read_files.call()
    assert titles(meeting, "vertraulich") == []


def test_file_that_is_gone_or_broken_is_read_once(meeting: Meeting) -> None:
    paper = add_paper(meeting, b"%PDF-broken")
    paper.file.storage.delete(paper.file.name)
    assert bring_up_to_date.call()
    assert read_files.call() in (0, 1)
    assert "not there" in FileText.objects.get().problem
    assert read_files.call() == 0
