"""The meeting book, read by another library than the one that makes it."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pypdf.generic import DictionaryObject, IndirectObject

from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.meetings import actions, rules
from quattropole.meetings.book import making
from quattropole.meetings.book.changes import changes_between
from quattropole.meetings.models import AgendaItem, MeetingBook, Paper
from tests.factories import make_item, make_viewer, sign_in, words
from tests.meetings.conftest import Stage
from tests.pdfs import make_pdf, make_picture, make_scan


def sent(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def add(stage: Stage, item: AgendaItem | None, audience: str = "organ", **files: tuple[str, bytes]) -> Paper:
    """A paper in these languages: its file's name and content."""
    incoming = {
        language: actions.Incoming(sent(name, content), name.rsplit(".", 1)[0])
        for language, (name, content) in files.items()
    }
    return actions.add_languages(stage.meeting, item, files=incoming, audience=audience, by=stage.secretary)[0]


def bound(stage: Stage, layout: str, audience: str = "organ") -> MeetingBook:
    """The next version of the book, made at once."""
    book = actions.make_book(stage.meeting, layout=layout, audience=audience, by=stage.secretary)
    book = MeetingBook.objects.select_related("meeting__organ", "meeting__network", "network").get(pk=book.pk)
    actions.bind_book(book)
    book.refresh_from_db()
    return book


def made(stage: Stage, layout: str, audience: str = "organ") -> PdfReader:
    """The next version of the book as another library reads it."""
    book = bound(stage, layout, audience)
    assert book.state == MeetingBook.State.MADE, book.error
    with book.file.open("rb") as file:
        reader = PdfReader(io.BytesIO(file.read()), strict=True)
    assert len(reader.pages) == book.pages
    return reader


def bookmarks(reader: PdfReader, outline: Any = None, level: int = 0) -> Iterator[tuple[int, str, int]]:
    """Level, title and page number (from 0) of every bookmark."""
    for entry in reader.outline if outline is None else outline:
        if isinstance(entry, list):
            yield from bookmarks(reader, entry, level + 1)
        else:
            yield level, str(entry.title), reader.get_destination_page_number(entry)  # type: ignore[misc]  # never None here


def place_of(reader: PdfReader, words: str) -> int:
    """The page to which the bookmark with these words leads."""
    return next(page for _, title, page in bookmarks(reader) if words in title)


def text(reader: PdfReader, page: int) -> str:
    return " ".join(reader.pages[page].extract_text().split())


def leading(reader: PdfReader, page: int) -> list[int]:
    """The pages to which the links of a page lead, those outside the book left out."""
    found = []
    for annotation in reader.pages[page].get("/Annots", []):
        target = annotation.get_object().get("/Dest")
        if target is not None:
            found.append(reader.get_page_number(target[0].get_object()))  # type: ignore[arg-type]  # a page
    return found


def elements(node: Any) -> Iterator[DictionaryObject]:
    """Every structure element below, in reading order."""
    node = node.get_object() if isinstance(node, IndirectObject) else node
    for kid in node.get("/K", []) if isinstance(node.get("/K"), list) else [node.get("/K")]:
        kid = kid.get_object() if isinstance(kid, IndirectObject) else kid
        if isinstance(kid, DictionaryObject) and "/S" in kid:
            yield kid
            yield from elements(kid)


def check_tags(reader: PdfReader) -> list[DictionaryObject]:
    """The structure elements; every mark on a page is known to the parent tree, and no key stands for two things."""
    root = reader.trailer["/Root"]["/StructTreeRoot"]  # type: ignore[index]  # a dictionary
    numbers = root["/ParentTree"]["/Nums"]
    keys = [int(key) for key in numbers[::2]]
    assert keys == sorted(set(keys))
    assert max(keys) < root["/ParentTreeNextKey"]
    known = dict(zip(keys, numbers[1::2], strict=True))
    for page in reader.pages:
        if "/StructParents" in page:
            owners = [kid.get_object() for kid in known[int(page["/StructParents"])].get_object()]
            assert all(owner.get("/Pg") is None or owner["/Pg"] == page for owner in owners)
        for annotation in page.get("/Annots", []):
            link = annotation.get_object()
            assert known[int(link["/StructParent"])].get_object()["/S"] == "/Link"
    return list(elements(root))


def test_book_holds_every_page_in_order_with_its_number(stage: Stage) -> None:
    item = stage.meeting.items.get()
    add(stage, None, de=("Überblick.pdf", make_pdf("Überblick", pages=2)))
    add(stage, item, de=("Bericht.pdf", make_pdf("Bericht", pages=3)))
    add(stage, item, de=("Plan.pdf", make_pdf("Plan", pages=12, tagged=False)))
    reader = made(stage, "de")
    found = list(bookmarks(reader))
    assert [level for level, _, _ in found] == [0, 0, 0, 1, 0, 1, 1]
    total = 2 + 1 + 2 + 1 + 3 + 12
    assert len(reader.pages) == total
    for title, pages in (("Überblick", 2), ("Bericht", 3), ("Plan", 12)):
        first = place_of(reader, title)
        for number in range(pages):
            assert f"{title} {number + 1}" in text(reader, first + number)
    assert all(f"{number + 1} of {total}" in text(reader, number) for number in range(1, total)) or all(
        f"{number + 1} von {total}" in text(reader, number) for number in range(1, total)
    )
    assert reader.page_labels == [str(number + 1) for number in range(total)]


def test_links_lead_from_the_agenda_to_the_papers_and_back(stage: Stage) -> None:
    item = stage.meeting.items.get()
    add(stage, item, de=("Bericht.pdf", make_pdf("Bericht", pages=2)))
    add(stage, item, de=("Plan.pdf", make_scan(1)))
    reader = made(stage, "de")
    agenda = 1
    assert leading(reader, agenda) == [
        place_of(reader, "Kampagne"),
        *(place_of(reader, n) for n in ("Bericht", "Plan")),
    ]
    for page in range(place_of(reader, "Bericht"), len(reader.pages)):
        assert agenda in leading(reader, page)


def test_book_is_tagged_with_the_papers_own_tags_and_a_text_for_the_others(stage: Stage) -> None:
    item = stage.meeting.items.get()
    add(stage, item, de=("Bericht.pdf", make_pdf("Bericht", pages=2)))
    add(stage, item, de=("Zahlen.pdf", make_pdf("Zahlen", pages=2)))
    add(stage, item, de=("Ohne.pdf", make_pdf("Ohne", tagged=False, words="Über die Moselbrücke.")))
    add(stage, item, de=("Bild.pdf", make_scan(1)))
    reader = made(stage, "de")
    found = check_tags(reader)
    kinds = [element["/S"] for element in found]
    assert kinds.count("/Table") == 4
    assert kinds[:2] == ["/Document", "/Sect"]
    titles = [element["/T"] for element in found if element["/S"] == "/Sect"]
    assert titles[-4:] == ["Bericht", "Zahlen", "Ohne", "Bild"]
    assert any("Moselbrücke" in element.get("/ActualText", "") for element in found)
    assert any("Bild" in element.get("/Alt", "") for element in found if element["/S"] == "/Figure")
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is not None  # type: ignore[index]  # a dictionary
    assert root["/Lang"] == "de"  # type: ignore[index]  # a dictionary
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]  # a dictionary
    assert reader.metadata is not None
    assert "Sitzung" in str(reader.metadata.title) or "book" in str(reader.metadata.title)


def test_two_languages_face_each_other_page_for_page(stage: Stage) -> None:
    item = stage.meeting.items.get()
    add(
        stage,
        item,
        de=("Bericht.pdf", make_pdf("Bericht", pages=2)),
        fr=("Rapport.pdf", make_pdf("Rapport", pages=4, language="fr")),
    )
    add(stage, item, fr=("Plan.pdf", make_pdf("Plan", pages=2, language="fr")))
    reader = made(stage, "de+fr")
    root = reader.trailer["/Root"]
    assert root["/PageLayout"] == "/TwoPageRight"  # type: ignore[index]  # a dictionary
    labels = reader.page_labels
    assert labels[0] == "1"
    for page in range(1, len(reader.pages), 2):
        assert labels[page] == f"DE {(page + 3) // 2}"
        assert labels[page + 1] == f"FR {(page + 3) // 2}"
    first = place_of(reader, "Bericht / Rapport")
    for number in range(4):
        left, right = text(reader, first + 2 * number), text(reader, first + 2 * number + 1)
        assert f"Rapport {number + 1}" in right
        assert (f"Bericht {number + 1}" in left) == (number < 2)
    plan = place_of(reader, "Plan")
    assert "Französisch" in text(reader, plan)  # the left page names the language that there is, and the one missing
    assert "Deutsch" in text(reader, plan)
    assert "Plan 1" in text(reader, plan + 1)
    assert leading(reader, 2)[-1] == plan + 1  # the French agenda leads to the French page
    assert leading(reader, 1)[-1] == plan
    sections = [element for element in check_tags(reader) if element["/S"] == "/Sect"]
    assert {element["/Lang"] for element in sections} == {"de", "fr"}


def test_foot_covers_nothing_whatever_the_page(stage: Stage) -> None:
    """The content gives way: its lowest line stands above the foot, on pages large, small and turned."""
    item = stage.meeting.items.get()
    sizes = {"A0": ("841mm", "1189mm"), "A3": ("420mm", "297mm"), "A6": ("105mm", "148mm")}
    for name, size in sizes.items():
        add(stage, item, de=(f"{name}.pdf", make_pdf(name, size=size)))
    for turned in (90, 180, 270):
        add(stage, item, de=(f"T{turned}.pdf", make_pdf(f"T{turned}", rotate=turned)))
    reader = made(stage, "de")
    for name, size in sizes.items():
        page = reader.pages[place_of(reader, name)]
        width, height = (float(side.removesuffix("mm")) * 72 / 25.4 for side in size)
        assert abs(float(page.mediabox.width) - width) < 1
        assert abs(float(page.mediabox.height) - height) < 1
    for turned in (90, 180, 270):
        page = reader.pages[place_of(reader, f"T{turned}")]
        assert page.rotation == turned
        own = [annotation.get_object()["/Rect"] for annotation in page["/Annots"]]  # type: ignore[union-attr]  # a list
        foot, link = [float(side) for side in own[-1]], [float(side) for side in own[0]]
        apart = foot[2] <= link[0] or link[2] <= foot[0] or foot[3] <= link[1] or link[3] <= foot[1]
        assert apart


def test_broken_paper_is_named_and_the_rest_is_made(stage: Stage) -> None:
    item = stage.meeting.items.get()
    broken = add(stage, item, de=("Kaputt.pdf", make_pdf("Kaputt")))
    gone = add(stage, item, de=("Weg.pdf", make_pdf("Weg")))
    add(stage, item, de=("Bericht.pdf", make_pdf("Bericht", pages=2)))
    Path(broken.file.path).write_bytes(b"%PDF-1.7\nthe disk was full\n%%EOF")
    Path(gone.file.path).unlink()
    reader = made(stage, "de")
    for paper in (broken, gone):
        page = text(reader, place_of(reader, paper.title))
        assert paper.name in page
        assert paper.sha256[:20] in page.replace(" ", "")
    assert "Bericht 2" in text(reader, place_of(reader, "Bericht") + 1)


def test_file_on_which_the_binder_falls_over_is_left_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The binder says which file it reads; the one at which it ended is named in the book, and the rest is made."""
    item = stage.meeting.items.get()
    add(stage, item, de=("Bericht.pdf", make_pdf("Bericht")))
    add(stage, item, de=("Absturz.pdf", make_pdf("Absturz")))
    runs = []
    whole = making.Run.result

    def falling(self: making.Run) -> dict[str, Any] | None:
        runs.append(self)
        if len(runs) > 1:
            return whole(self)
        self.at = "2.pdf"
        return None

    monkeypatch.setattr(making.Run, "result", falling)
    reader = made(stage, "de")
    assert "Absturz.pdf" in text(reader, place_of(reader, "Absturz"))
    assert "Bericht 1" in text(reader, place_of(reader, "Bericht"))


def test_pictures_texts_and_office_files_have_their_place(stage: Stage) -> None:
    from tests.meetings.test_papers import open_xml

    item = stage.meeting.items.get()
    add(stage, item, de=("Bild.png", make_picture(size=(60, 40))))
    add(stage, item, de=("Notiz.md", "# Überschrift\n\nEin *Wort*.".encode()))
    add(stage, item, de=("Zeilen.txt", b"eins\n  zwei #nicht fett*\n"))
    office = add(stage, item, de=("Bericht.docx", open_xml("word/document.xml")))
    reader = made(stage, "de")
    assert reader.pages[place_of(reader, "Bild")].images
    assert "Überschrift" in text(reader, place_of(reader, "Notiz"))
    assert "zwei #nicht fett*" in text(reader, place_of(reader, "Zeilen"))
    page = reader.pages[place_of(reader, "Bericht")]
    assert office.sha256[:20] in page.extract_text().replace("\n", "")
    addresses = [entry.get_object().get("/A", {}).get("/URI", "") for entry in page["/Annots"]]  # type: ignore[union-attr]
    assert any(address.endswith(reverse("meetings:paper", args=[office.pk])) for address in addresses)


def test_new_version_says_what_is_different(stage: Stage) -> None:
    item = stage.meeting.items.get()
    other = make_item(stage.meeting, kind="information", titles=words("Verschiedenes", "Divers"))
    kept = add(stage, item, de=("Bleibt.pdf", make_pdf("Bleibt")))
    changed = add(stage, item, de=("Bericht.pdf", make_pdf("Bericht")))
    withdrawn = add(stage, item, de=("Plan.pdf", make_pdf("Plan")))
    made(stage, "de")
    actions.add_version(
        changed, language="de", upload=sent("b.pdf", make_pdf("Neu")), note="Zahlen von Oktober", by=stage.secretary
    )
    actions.withdraw_paper(withdrawn, by=stage.secretary)
    add(stage, None, de=("Zusatz.pdf", make_pdf("Zusatz")))
    actions.move_item(other, to=1, by=stage.secretary)
    reader = made(stage, "de")
    news = text(reader, 1)
    for said in ("Bericht", "Zahlen von Oktober", "Plan", "Zusatz"):
        assert said in news
    assert kept.title not in news
    titles = [title for _, title, _ in bookmarks(reader)]
    assert any("Bericht [" in title for title in titles)
    assert not any("Plan" in title for title in titles)
    assert "Neu 1" in text(reader, place_of(reader, "Bericht"))
    made(stage, "de")  # nothing changed since
    assert MeetingBook.objects.filter(layout="de").count() == 3


def test_item_moves_only_where_its_place_among_the_others_does() -> None:
    def entry(key: int, position: int) -> dict[str, Any]:
        return {"kind": "item", "item": key, "position": position, "titles": {}, "texts": ""}

    before = [entry(key, place) for place, key in enumerate((1, 2, 3, 4), start=1)]
    after = [entry(key, place) for place, key in enumerate((9, 4, 1, 2), start=1)]
    changes = changes_between(before, after, since=1)
    assert (changes.new_items, changes.moved_items) == ({9}, {4: 4})
    assert [gone["item"] for gone in changes.gone_items] == [3]


def test_public_book_holds_public_things_only(stage: Stage, client: Client) -> None:
    stage.meeting.audience = "public"
    stage.meeting.save()
    item = stage.meeting.items.get()
    shown = make_item(stage.meeting, kind="information", audience="public", titles=words("Offenes", "Public"))
    add(stage, item, "public", de=("Verwaist.pdf", make_pdf("Verwaist")))
    add(stage, shown, "public", de=("Offen.pdf", make_pdf("Offen")))
    add(stage, shown, "organ", de=("Intern.pdf", make_pdf("Intern")))
    add(stage, shown, "secretariat", de=("Geheim.pdf", make_pdf("Geheim")))
    public, inner = made(stage, "de", "public"), made(stage, "de", "organ")
    everything = " ".join(text(public, page) for page in range(len(public.pages)))
    assert "Offen 1" in everything
    for hidden in ("Intern", "Geheim", "Kampagne", "Verwaist"):
        assert hidden not in everything
    inside = " ".join(text(inner, page) for page in range(len(inner.pages)))
    assert "Intern 1" in inside
    assert "Geheim" not in inside


def status_of(book: MeetingBook, stage: Stage, who: str) -> int:
    people = {
        "councillor": stage.house.councillors[0],
        "mayor": stage.house.mayors[2],
        "secretary": stage.house.secretary,
    }
    reader = Client()
    if who in people:
        sign_in(reader, people[who])
    response = reader.get(reverse("meetings:book", args=[book.pk]))
    b"".join(response)
    viewer = make_viewer(people.get(who), network=stage.meeting.network)
    assert rules.may_see_book(viewer, book) == (response.status_code == 200)
    return response.status_code


def test_book_reaches_those_for_whom_it_is(stage: Stage) -> None:
    add(stage, None, "public", de=("Offen.pdf", make_pdf("Offen")))
    inner, public = bound(stage, "de", "organ"), bound(stage, "de", "public")
    for who, allowed in (("visitor", 404), ("mayor", 404), ("councillor", 200), ("secretary", 200)):
        assert status_of(inner, stage, who) == allowed
        assert status_of(public, stage, who) == 200
    actions.make_book(stage.meeting, layout="fr", audience="organ", by=stage.secretary)
    waiting = MeetingBook.objects.get(layout="fr")
    sign_in(Client(), stage.house.secretary)
    assert Client().get(reverse("meetings:book", args=[waiting.pk])).status_code == 404


def test_book_is_kept_back_when_a_paper_in_it_is_for_fewer(stage: Stage) -> None:
    paper = add(stage, None, "public", de=("Offen.pdf", make_pdf("Offen")))
    book = bound(stage, "de", "public")
    assert status_of(book, stage, "visitor") == 200
    actions.change_paper_audience(paper, audience="organ", by=stage.secretary)
    for who in ("visitor", "councillor", "secretary"):
        assert status_of(book, stage, who) == 404
    actions.change_paper_audience(paper, audience="public", by=stage.secretary)
    assert status_of(book, stage, "visitor") == 200


def test_book_is_asked_for_by_those_who_prepare_and_once_at_a_time(stage: Stage) -> None:
    with pytest.raises(NotAllowed):
        actions.make_book(stage.meeting, layout="de", audience="organ", by=stage.councillor())
    for layout in ("it", "de+it", "de+de", ""):
        with pytest.raises(NotPossible):
            actions.make_book(stage.meeting, layout=layout, audience="organ", by=stage.secretary)
    for audience in ("secretariat", "network", "nobody"):
        with pytest.raises(NotPossible):
            actions.make_book(stage.meeting, layout="de", audience=audience, by=stage.secretary)
    first = actions.make_book(stage.meeting, layout="de", audience="organ", by=stage.secretary)
    again = actions.make_book(stage.meeting, layout="de", audience="organ", by=stage.secretary)
    assert first == again  # a worker that was killed left it waiting; it is set going again
    actions.bind_book(first)
    first.refresh_from_db()
    digest = first.sha256
    actions.bind_book(first)
    first.refresh_from_db()
    assert first.sha256 == digest
    assert actions.make_book(stage.meeting, layout="de", audience="organ", by=stage.secretary).version == 2


def test_book_that_cannot_be_made_says_so(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making.Run, "result", lambda self: None)
    book = bound(stage, "de")
    assert book.state == MeetingBook.State.FAILED
    assert not book.file


def test_page_of_papers_shows_how_far_the_book_is_and_looks_again(stage: Stage, client: Client) -> None:
    sign_in(client, stage.house.secretary)
    address = reverse("meetings:papers", args=[stage.meeting.pk])
    assert "Refresh" not in client.get(address)
    form = {"layout": "de", "audience": "organ"}
    assert client.post(reverse("meetings:make_book", args=[stage.meeting.pk]), form).status_code == 302
    waiting = client.get(address)
    assert waiting["Refresh"]
    assert "<progress" in waiting.content.decode()
    book = MeetingBook.objects.get()
    actions.bind_book(book)
    page = client.get(address)
    assert "Refresh" not in page
    assert reverse("meetings:book", args=[book.pk]) in page.content.decode()
    member = Client()
    sign_in(member, stage.house.councillors[0])
    page = member.get(address).content.decode()
    assert reverse("meetings:book", args=[book.pk]) in page
    assert reverse("meetings:make_book", args=[stage.meeting.pk]) not in page
    assert member.post(reverse("meetings:make_book", args=[stage.meeting.pk]), form).status_code == 403
