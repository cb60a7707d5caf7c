"""What is looked for inside files that people send: each with a real file."""

import io
import os
import stat
import sys
import zlib
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from pikepdf import Array, Dictionary, Name, String

from quattropole.access.rules import NotPossible
from quattropole.meetings import actions, checking, examining, office
from quattropole.meetings.checking import Examined, examined
from quattropole.meetings.models import Paper
from tests.meetings.conftest import Stage
from tests.pdfs import make_pdf, make_picture, make_scan, written


def changed(change: Any, **options: Any) -> bytes:
    """A good document to which something was done."""
    with pikepdf.open(io.BytesIO(make_pdf())) as pdf:
        change(pdf)
        return written(pdf, **options)


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def named_script(pdf: pikepdf.Pdf) -> None:
    action = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=String("app.alert(1)")))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), action])))


def script_of_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)")))


def launch(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.Launch, F=String("cmd.exe"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])


def hidden_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["tool.exe"] = b"MZ\x90"


def dynamic_form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(b"<xdp/>"))


def film(pdf: pikepdf.Pdf) -> None:
    screen = Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 9, 9]))
    pdf.pages[0].Annots = Array([pdf.make_indirect(screen)])


def bomb(pdf: pikepdf.Pdf) -> None:
    packed = zlib.compress(b"\0" * (examining.STREAM_AT_MOST + 1), 9)
    pdf.pages[0].Contents = pdf.make_stream(packed, Filter=Name.FlateDecode)


def packed_twice(pdf: pikepdf.Pdf) -> None:
    packed = zlib.compress(zlib.compress(b"\0" * 10_000_000))
    pdf.pages[0].Contents = pdf.make_stream(packed, Filter=Array([Name.FlateDecode, Name.FlateDecode]))


def giant_picture(pdf: pikepdf.Pdf) -> None:
    image = pdf.make_stream(b"\xff\xd8", Type=Name.XObject, Subtype=Name.Image, Filter=Name.DCTDecode)
    image.Width = image.Height = 65_000
    pdf.pages[0].add_resource(image, Name.XObject, Name("/Im0"))


def too_many_pages(pdf: pikepdf.Pdf) -> None:
    for _ in range(examining.PAGES_AT_MOST):
        pdf.add_blank_page()


def no_pages(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[:]


def nothing(pdf: pikepdf.Pdf) -> None:
    """Leave it as it is."""


def cut_in_the_middle() -> bytes:
    whole = make_pdf()
    return whole[: len(whole) // 3] + b"\n%%EOF\n"


HARMFUL = {
    "cut off": ("broken", cut_in_the_middle),
    "no pages": ("broken", lambda: changed(no_pages)),
    "a heading only": ("broken", lambda: b"%PDF-1.7\n" + os.urandom(3_000) + b"\n%%EOF"),
    "password to open": ("encrypted", lambda: changed(nothing, encryption=pikepdf.Encryption(owner="a", user="b"))),
    "password to print": ("encrypted", lambda: changed(nothing, encryption=pikepdf.Encryption(owner="a", user=""))),
    "unpacks to far more": ("enormous", lambda: changed(bomb, compress_streams=False)),
    "packed twice": ("enormous", lambda: changed(packed_twice, compress_streams=False)),
    "a picture without end": ("enormous", lambda: changed(giant_picture)),
    "pages without end": ("enormous", lambda: changed(too_many_pages)),
    "script when opened": ("program", lambda: changed(script)),
    "script by name": ("program", lambda: changed(named_script)),
    "script of a page": ("program", lambda: changed(script_of_a_page)),
    "dynamic form": ("program", lambda: changed(dynamic_form)),
    "starts a program": ("launch", lambda: changed(launch)),
    "file inside": ("files", lambda: changed(hidden_file)),
    "film": ("player", lambda: changed(film)),
}


@pytest.mark.parametrize("case", HARMFUL)
def test_harmful_pdf_is_found_out(tmp_path: Path, case: str) -> None:
    found, make = HARMFUL[case]
    (tmp_path / "a.pdf").write_bytes(make())
    assert examined(tmp_path / "a.pdf", "pdf") == Examined(found=found)


@pytest.mark.parametrize("content", [make_pdf(pages=3), make_pdf(pages=3, tagged=False), make_scan(3)])
def test_harmless_pdf_is_taken_and_its_pages_are_counted(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.pdf").write_bytes(content)
    assert examined(tmp_path / "a.pdf", "pdf") == Examined(pages=3)


def test_broken_and_enormous_pictures_are_found_out(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(make_picture()[:-30] + b"IEND\xaeB`\x82")
    assert examined(tmp_path / "a.png", "png").found == "broken"
    head = bytearray(make_picture())
    head[16:24] = (60_000).to_bytes(4, "big") * 2
    head[29:33] = zlib.crc32(bytes(head[12:29])).to_bytes(4, "big")
    (tmp_path / "b.png").write_bytes(bytes(head))
    assert examined(tmp_path / "b.png", "png").found == "enormous"


def test_a_reader_that_does_not_come_back_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "python"
    fake.write_text("#!/bin/sh\nsleep 30\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, "executable", str(fake))
    monkeypatch.setattr(checking, "SECONDS", 0.2)
    assert examined(tmp_path / "a.pdf", "pdf").found == "enormous"


@pytest.mark.parametrize("language", ["de", "fr", "en"])
@pytest.mark.parametrize("case", ["cut off", "password to open", "packed twice", "script when opened"])
def test_refusal_names_the_file_and_keeps_nothing(stage: Stage, settings: Any, case: str, language: str) -> None:
    upload = SimpleUploadedFile("Bericht.pdf", HARMFUL[case][1]())
    with translation.override(language), pytest.raises(NotPossible, match=r"Bericht\.pdf"):
        actions.add_paper(
            stage.meeting, None, upload=upload, title="", language="de", audience="organ", by=stage.secretary
        )
    assert not Paper.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.*"))


def test_of_two_languages_none_is_kept_if_one_is_refused(stage: Stage, settings: Any) -> None:
    files = {
        "de": actions.Incoming(SimpleUploadedFile("a.pdf", make_pdf())),
        "fr": actions.Incoming(SimpleUploadedFile("b.pdf", HARMFUL["file inside"][1]())),
    }
    with pytest.raises(NotPossible, match=r"b\.pdf"):
        actions.add_languages(stage.meeting, None, files=files, audience="organ", by=stage.secretary)
    assert not Paper.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.*"))


CONVERTER = """#!{python}
import pathlib, sys
folder = pathlib.Path(sys.argv[sys.argv.index("--outdir") + 1])
folder.mkdir()
assert pathlib.Path(sys.argv[-1]).read_bytes()[:2] == b"PK"
folder.joinpath("paper.pdf").write_bytes(bytes.fromhex("{made}"))
"""


def converter(folder: Path, made: bytes) -> str:
    """A program that is called like LibreOffice's and makes this file of everything."""
    program = folder / "soffice"
    program.write_text(CONVERTER.format(python=sys.executable, made=made.hex()))
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def office_paper(stage: Stage) -> Paper:
    from tests.meetings.test_papers import open_xml

    upload = SimpleUploadedFile("Bericht.docx", open_xml("word/document.xml"))
    return actions.add_paper(
        stage.meeting, None, upload=upload, title="", language="de", audience="organ", by=stage.secretary
    )


def test_office_file_becomes_a_pdf_that_is_looked_into(stage: Stage, settings: Any, tmp_path: Path) -> None:
    paper = office_paper(stage)
    assert not actions.convert_paper(paper)  # no program is configured
    settings.OFFICE = converter(tmp_path, make_pdf(pages=4))
    assert actions.convert_paper(paper)
    paper.refresh_from_db()
    assert paper.pages == 4
    with paper.pdf.open("rb") as made, pikepdf.open(made) as pdf:
        assert len(pdf.pages) == 4
    with paper.file.open("rb") as given:
        assert given.read(2) == b"PK"  # what was sent is kept as it was


@pytest.mark.parametrize("case", ["script when opened", "cut off"])
def test_what_a_converter_makes_is_refused_like_an_upload(
    stage: Stage, settings: Any, tmp_path: Path, case: str
) -> None:
    paper = office_paper(stage)
    settings.OFFICE = converter(tmp_path, HARMFUL[case][1]())
    assert not actions.convert_paper(paper)
    paper.refresh_from_db()
    assert not paper.pdf


def test_converter_that_hangs_or_is_missing_is_given_up(
    stage: Stage, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = office_paper(stage)
    settings.OFFICE = str(tmp_path / "nothing")
    assert not actions.convert_paper(paper)
    hanging = tmp_path / "hanging"
    hanging.write_text("#!/bin/sh\nsleep 30 & sleep 30\n")
    hanging.chmod(hanging.stat().st_mode | stat.S_IXUSR)
    settings.OFFICE = str(hanging)
    monkeypatch.setattr(office, "SECONDS", 0.2)
    assert not actions.convert_paper(paper)
