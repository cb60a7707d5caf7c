"""Papers: only what is what it says, for those for whom it is."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.meetings import actions, filetypes, queries, rules
from quattropole.meetings.actions.papers import clean_name
from quattropole.meetings.models import Meeting, Paper
from tests import factories
from tests.factories import make_viewer, sign_in
from tests.meetings.conftest import Stage
from tests.pdfs import make_pdf, make_picture

PDF = make_pdf()
PNG, JPG = make_picture("PNG"), make_picture("JPEG")
ICS = b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff"


def archive(**parts: bytes) -> bytes:
    """A ZIP archive with these parts (`__` in a name stands for `/`)."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return packed.getvalue()


def open_xml(main: str, **more: bytes) -> bytes:
    """A document of the kind that has this main part."""
    return archive(**{"[Content_Types].xml": b"<Types/>", main: b"<x/>", **more})


def open_document(kind: str) -> bytes:
    """A document of the OpenDocument kind."""
    media_type = filetypes.TYPES[kind].media_type.encode()
    return archive(**{"mimetype": media_type, "content.xml": b"<x/>"})


GOOD = {
    "a.pdf": PDF,
    "a.png": PNG,
    "a.jpg": JPG,
    "a.JPEG": JPG,
    "a.ics": ICS,
    "a.txt": "Über die Brücke\n".encode(),
    "a.md": b"# Title\n",
    "a.docx": open_xml("word/document.xml"),
    "a.xlsx": open_xml("xl/workbook.xml"),
    "a.pptx": open_xml("ppt/presentation.xml"),
    "a.odt": open_document("odt"),
    "a.ods": open_document("ods"),
    "a.odp": open_document("odp"),
}
BAD = {
    "exe renamed to pdf": ("a.pdf", EXE),
    "page of HTML as pdf": ("a.pdf", b"<!doctype html><script>alert(1)</script>"),
    "pdf cut off": ("a.pdf", PDF[:20]),
    "exe": ("a.exe", EXE),
    "page of HTML": ("a.html", b"<html></html>"),
    "drawing with script": ("a.svg", b"<svg/>"),
    "no ending": ("paper", PDF),
    "empty": ("a.pdf", b""),
    "page of HTML as text": ("a.txt", b" <!DOCTYPE html><script>x</script>"),
    "binary as text": ("a.txt", b"abc\x00def"),
    "text in another coding": ("a.txt", "Brücke".encode("latin-1")),
    "text cut off in a letter": ("a.md", "Brü".encode()[:-1]),
    "text as calendar": ("a.ics", b"hello"),
    "png as jpg": ("a.jpg", PNG),
    "any archive as docx": ("a.docx", archive(**{"evil.exe": EXE})),
    "table as docx": ("a.docx", open_xml("xl/workbook.xml")),
    "docx with macros": ("a.docx", open_xml("word/document.xml", **{"word/vbaProject.bin": b"x"})),
    "docx as odt": ("a.odt", open_xml("word/document.xml")),
    "ods as odt": ("a.odt", open_document("ods")),
    "odt as docx": ("a.docx", open_document("odt")),
    "broken archive": ("a.docx", b"PK\x03\x04 nothing follows"),
    "archive that unpacks to far more": (
        "a.docx",
        open_xml("word/document.xml", **{"word/media/image.bin": b"\0" * 60_000_000}),
    ),
}


def add(stage: Stage, name: str, content: bytes, **fields: Any) -> Paper:
    """Add a paper as the secretariat, unless the fields say otherwise."""
    given = {"title": "Bericht", "language": "de", "audience": "organ", "by": stage.secretary}
    upload = SimpleUploadedFile(name, content, content_type="application/pdf")
    return actions.add_paper(stage.meeting, None, upload=upload, **(given | fields))


def add_version(stage: Stage, paper: Paper, name: str, content: bytes, **fields: Any) -> Paper:
    """Add a version as the secretariat, unless the fields say otherwise."""
    given = {"language": "de", "by": stage.secretary} | fields
    return actions.add_version(paper, upload=SimpleUploadedFile(name, content), **given)


@pytest.mark.parametrize("name", GOOD)
def test_paper_of_an_accepted_type_is_taken(stage: Stage, name: str) -> None:
    paper = add(stage, name, GOOD[name])
    with paper.file.open("rb") as stored:
        assert stored.read() == GOOD[name]
    assert paper.size == len(GOOD[name])
    assert paper.media_type == filetypes.TYPES[name.rsplit(".")[-1].lower().replace("jpeg", "jpg")].media_type
    assert name.split(".")[0] not in Path(paper.file.name).stem.split("_")


@pytest.mark.parametrize("case", BAD)
def test_upload_that_is_not_what_it_says_is_refused_and_leaves_nothing(stage: Stage, case: str) -> None:
    with pytest.raises(NotPossible) as refusal:
        add(stage, *BAD[case])
    assert str(refusal.value)
    assert not Paper.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.*"))


def test_upload_larger_than_allowed_is_refused(stage: Stage, settings: Any) -> None:
    settings.UPLOAD_LIMIT = len(PDF)
    add(stage, "a.pdf", PDF)
    settings.UPLOAD_LIMIT = len(PDF) - 1
    with pytest.raises(NotPossible):
        add(stage, "a.pdf", PDF)
    assert Paper.objects.count() == 1


def test_paper_in_a_language_the_network_does_not_have_is_refused(stage: Stage) -> None:
    with pytest.raises(NotPossible):
        add(stage, "a.pdf", PDF, language="it")


def test_paper_is_added_only_by_those_who_prepare(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        add(stage, "a.pdf", PDF, by=stage.councillor())
    paper = add(stage, "a.pdf", PDF)
    with pytest.raises(NotAllowed):
        actions.remove_paper(paper, by=stage.councillor())


def test_paper_of_an_item_of_another_meeting_is_refused(stage: Stage) -> None:
    other = factories.make_item(factories.make_meeting(stage.house.assembly))
    upload = SimpleUploadedFile("a.pdf", PDF)
    with pytest.raises(NotPossible):
        actions.add_paper(
            stage.meeting, other, upload=upload, title="", language="de", audience="organ", by=stage.secretary
        )


def test_removed_item_takes_its_papers_and_their_files_along(
    stage: Stage, django_capture_on_commit_callbacks: Any
) -> None:
    item = stage.meeting.items.get()
    paper = actions.add_paper(
        stage.meeting,
        item,
        upload=SimpleUploadedFile("a.pdf", PDF),
        title="",
        language="de",
        audience="organ",
        by=stage.secretary,
    )
    stored = Path(settings.MEDIA_ROOT) / str(paper.file.name)
    assert stored.exists()
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_item(item, by=stage.secretary)
    assert not Paper.objects.exists()
    assert not stored.exists()
    assert AuditEntry.objects.get(act="agenda item removed").details["papers"] == [paper.sha256]


@pytest.mark.django_db(transaction=True)
def test_removed_paper_takes_its_file_along_until_the_convocation(stage: Stage) -> None:
    paper = add(stage, "a.pdf", PDF)
    path = Path(paper.file.path)
    actions.remove_paper(paper, by=stage.secretary)
    assert not path.exists()
    kept = add(stage, "b.pdf", PDF)
    stage.convened()
    with pytest.raises(NotPossible):
        actions.remove_paper(kept, by=stage.secretary)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\Bericht 2026.pdf", "Bericht 2026.pdf"),
        ('a"\r\nSet-Cookie: x.pdf', "a_Set-Cookie_ x.pdf"),
        ("Übersicht (neu).docx", "Übersicht (neu).docx"),
        (".pdf", "paper.pdf"),
        ("x" * 300 + ".pdf", "x" * 120 + ".pdf"),
    ],
)
def test_names_are_made_harmless(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_papers_in_the_reader_s_language_come_first(stage: Stage) -> None:
    paper = add(stage, "a.pdf", PDF, title="Bericht", language="de")
    add_version(stage, paper, "b.pdf", make_pdf("Rapport"), title="Rapport", language="fr")
    for language, order in (("fr", ["fr", "de"]), ("de", ["de", "fr"])):
        views = queries.papers_for(stage.councillor(), stage.meeting, language)
        assert [[row.language for row in view.current] for view in views] == [order]


def test_download_is_an_attachment_that_no_browser_interprets(stage: Stage, client: Client) -> None:
    paper = add(stage, "Übersicht.pdf", PDF)
    sign_in(client, stage.house.councillors[0])
    response = client.get(reverse("meetings:paper", args=[paper.pk]))
    assert response.status_code == 200
    assert b"".join(response.streaming_content) == PDF  # type: ignore[attr-defined]  # a streamed file
    assert response["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%9Cbersicht.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


@pytest.mark.parametrize("audience", ["public", "network", "organ", "secretariat"])
def test_paper_reaches_its_audience_and_nobody_else(stage: Stage, client: Client, audience: str) -> None:
    paper = add(stage, "a.pdf", PDF, audience=audience)
    readers = {
        "public": {"visitor", "mayor", "councillor", "secretary"},
        "network": {"mayor", "councillor", "secretary"},
        "organ": {"councillor", "secretary"},
        "secretariat": {"secretary"},
    }[audience]
    house = stage.house
    people = {"mayor": house.mayors[2], "councillor": house.councillors[0], "secretary": house.secretary}
    for name, person in {"visitor": None, **people}.items():
        reader = Client()
        if person is not None:
            sign_in(reader, person)
        response = reader.get(reverse("meetings:paper", args=[paper.pk]))
        b"".join(response)  # a stream closes its file at its end
        assert response.status_code == (200 if name in readers else 404), (name, audience)
        viewer = make_viewer(person, network=stage.meeting.network)
        assert rules.may_see_paper(viewer, paper) == (name in readers)
        assert rules.visible_papers(viewer).filter(pk=paper.pk).exists() == (name in readers)


def test_upload_over_the_page_keeps_the_page_and_says_why(stage: Stage, client: Client) -> None:
    sign_in(client, stage.house.secretary)
    address = reverse("meetings:add_paper", args=[stage.meeting.pk])
    form = {"title_de": "Bericht", "audience": "organ"}
    refused = client.post(address, {**form, "file_de": SimpleUploadedFile("a.pdf", EXE)})
    assert refused.status_code == 409
    assert "Bericht" in refused.content.decode()
    taken = client.post(address, {**form, "file_de": SimpleUploadedFile("a.pdf", PDF)})
    assert taken.status_code == 302
    assert Meeting.objects.get(pk=stage.meeting.pk).papers.count() == 1


def test_paper_is_shown_once_with_its_languages_and_versions(stage: Stage) -> None:
    paper = add(stage, "a.pdf", PDF, title="Bericht")
    views = queries.papers_for(stage.councillor(), stage.meeting, "fr")
    assert [(view.number, view.missing, view.version) for view in views] == [(1, ["fr"], 1)]
    newer = add_version(stage, paper, "b.pdf", make_pdf("Neu"), note="Zahlen von Oktober")
    add_version(stage, paper, "c.pdf", make_pdf("Rapport"), language="fr", title="Rapport")
    assert (newer.number, newer.version, newer.title, newer.change_note) == (1, 2, "Bericht", "Zahlen von Oktober")
    (view,) = queries.papers_for(stage.councillor(), stage.meeting, "fr")
    assert [(row.language, row.version) for row in view.current] == [("fr", 1), ("de", 2)]
    assert not view.missing
    assert len(view.history) == 3


def test_version_after_convening_leaves_the_older_one_where_it_is(stage: Stage) -> None:
    paper = add(stage, "a.pdf", PDF)
    stage.convened()
    add_version(stage, paper, "b.pdf", make_pdf("Neu"))
    assert stage.meeting.papers.count() == 2
    with paper.file.open("rb") as kept:
        assert kept.read() == PDF
    with pytest.raises(NotPossible):
        actions.remove_paper(paper, by=stage.secretary)


def test_the_same_file_is_no_new_version(stage: Stage) -> None:
    paper = add(stage, "a.pdf", PDF)
    with pytest.raises(NotPossible):
        add_version(stage, paper, "b.pdf", PDF)
    assert stage.meeting.papers.count() == 1


def test_withdrawn_paper_stays_in_the_history_and_comes_back_with_a_new_version(stage: Stage) -> None:
    paper = add(stage, "a.pdf", PDF)
    add_version(stage, paper, "b.pdf", make_pdf("Rapport"), language="fr")
    actions.withdraw_paper(paper, by=stage.secretary)
    assert not queries.papers_for(stage.councillor(), stage.meeting)
    assert stage.meeting.papers.filter(withdrawn_at__isnull=True).count() == 0
    add_version(stage, paper, "c.pdf", make_pdf("Neu"))
    (view,) = queries.papers_for(stage.councillor(), stage.meeting)
    assert [(row.language, row.version) for row in view.current] == [("de", 2)]


def test_audience_and_item_are_those_of_the_paper_in_every_version(stage: Stage) -> None:
    paper = add(stage, "a.pdf", PDF)
    add_version(stage, paper, "b.pdf", make_pdf("Rapport"), language="fr")
    actions.change_paper_audience(paper, audience="public", by=stage.secretary)
    actions.move_paper(paper, item=stage.meeting.items.get(), by=stage.secretary)
    assert set(stage.meeting.papers.values_list("audience", "item")) == {("public", stage.meeting.items.get().pk)}
    assert add_version(stage, paper, "c.pdf", make_pdf("Neu")).audience == "public"
    actions.move_paper(paper, item=None, by=stage.secretary)
    assert set(stage.meeting.papers.values_list("item", flat=True)) == {None}
    other = factories.make_item(factories.make_meeting(stage.house.assembly))
    with pytest.raises(NotPossible):
        actions.move_paper(paper, item=other, by=stage.secretary)


def test_papers_are_changed_only_by_those_who_prepare(stage: Stage) -> None:
    paper, by = add(stage, "a.pdf", PDF), stage.councillor()
    for act in (
        lambda: actions.withdraw_paper(paper, by=by),
        lambda: actions.change_paper_audience(paper, audience="public", by=by),
        lambda: actions.move_paper(paper, item=None, by=by),
        lambda: add_version(stage, paper, "b.pdf", make_pdf("Neu"), by=by),
    ):
        with pytest.raises(NotAllowed):
            act()
    member = Client()
    sign_in(member, stage.house.councillors[0])
    for name in ("add_version", "withdraw_paper", "paper_audience", "move_paper"):
        assert member.post(reverse(f"meetings:{name}", args=[stage.meeting.pk, paper.number])).status_code == 403


def test_papers_of_a_closed_meeting_stay(stage: Stage) -> None:
    paper = add(stage, "a.pdf", PDF)
    Meeting.objects.filter(pk=stage.meeting.pk).update(state="closed")
    for act in (
        lambda: actions.withdraw_paper(paper, by=stage.secretary),
        lambda: actions.move_paper(paper, item=None, by=stage.secretary),
    ):
        with pytest.raises(NotPossible):
            act()


def test_pages_of_papers_show_what_the_reader_may_see(stage: Stage) -> None:
    add(stage, "a.pdf", PDF, title="Offen")
    hidden = add(stage, "b.pdf", make_pdf("Geheim"), title="Geheim", audience="secretariat")
    member, secretary = Client(), Client()
    sign_in(member, stage.house.councillors[0])
    sign_in(secretary, stage.house.secretary)
    address = reverse("meetings:papers", args=[stage.meeting.pk])
    page = member.get(address).content.decode()
    assert "Offen" in page
    assert "Geheim" not in page
    assert "Geheim" in secretary.get(address).content.decode()
    history = reverse("meetings:paper_history", args=[stage.meeting.pk, hidden.number])
    assert member.get(history).status_code == 404
    assert secretary.get(history).status_code == 200
    assert Client().get(address).status_code in {302, 403}


def test_both_languages_are_sent_with_one_form_and_changed_over_the_pages(stage: Stage, client: Client) -> None:
    sign_in(client, stage.house.secretary)
    form = {
        "title_de": "Bericht",
        "title_fr": "Rapport",
        "file_de": SimpleUploadedFile("a.pdf", PDF),
        "file_fr": SimpleUploadedFile("b.pdf", make_pdf("Rapport")),
        "audience": "organ",
        "item": stage.meeting.items.get().pk,
    }
    assert client.post(reverse("meetings:add_paper", args=[stage.meeting.pk]), form).status_code == 302
    assert sorted(stage.meeting.papers.values_list("number", "language", "title")) == [
        (1, "de", "Bericht"),
        (1, "fr", "Rapport"),
    ]
    version = {"language": "de", "file": SimpleUploadedFile("c.pdf", make_pdf("Neu")), "title": "", "note": "Neu"}
    for name, data in (
        ("add_version", version),
        ("paper_audience", {"audience": "public"}),
        ("move_paper", {"item": ""}),
        ("withdraw_paper", {}),
    ):
        assert client.post(reverse(f"meetings:{name}", args=[stage.meeting.pk, 1]), data).status_code == 302, name
    assert set(stage.meeting.papers.values_list("audience", "item")) == {("public", None)}
    assert stage.meeting.papers.filter(withdrawn_at__isnull=False).count() == 3
    empty = client.post(reverse("meetings:add_paper", args=[stage.meeting.pk]), {"audience": "organ"})
    assert empty.status_code == 200
    assert not stage.meeting.papers.filter(number=2).exists()
