"""Puts the book together: pages in order, each with its foot, links, bookmarks, page labels and one structure tree."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, String

from quattropole.meetings.book.job import Job
from quattropole.meetings.book.planning import COVER, Plan, Slot
from quattropole.meetings.book.reading import Opened
from quattropole.meetings.book.sheets import Sheet, sheet_of
from quattropole.meetings.book.tagging import Tags, first_page

SCHEME = "book:"
Texts = Callable[[str], list[str]]


@dataclass
class Binder:
    """A book in the making. `begins`: called with the name of each file before it is read."""

    job: Job
    plan: Plan
    files: Mapping[str, Opened]
    texts: Texts
    begins: Callable[[str], None]

    def bind(self, set_pages: pikepdf.Pdf, stamps: pikepdf.Pdf) -> pikepdf.Pdf:
        """The book, ready to be written."""
        self.out = pikepdf.new()
        self.tags = Tags(self.out, self.job.columns[0])
        self.blocks = {block.place: block for block in self.job.blocks}
        self.sheets: list[Sheet] = []
        self._append_pages(set_pages)
        self._tag(set_pages)
        self._stamp(stamps)
        self._link()
        self._label()
        self._bookmarks()
        self._describe()
        self.tags.finish()
        return self.out

    def part_name(self, slot: Slot) -> str:
        """The title of the part of the book on a page."""
        block = self.blocks.get(slot.place)
        return block.parts[slot.column].title if block else self.job.title

    def _append_pages(self, set_pages: pikepdf.Pdf) -> None:
        order = _set_order(self.plan)
        for slot in self.plan.slots:
            source = set_pages.pages[order[slot.key] + slot.index] if slot.key else self._file_page(slot)
            self.out.pages.append(source)
        self.pages = list(self.out.pages)

    def _file_page(self, slot: Slot) -> pikepdf.Page:
        if slot.index == 0:
            self.begins(slot.file)
        return self.files[slot.file].pdf.pages[slot.index]

    def _tag(self, set_pages: pikepdf.Pdf) -> None:
        """Sections in the order of the book; the kids of what was set are handed to the section of their page."""
        sections: dict[tuple[str, str], Object] = {}
        files: dict[str, list[int]] = {}
        where: dict[tuple[int, int], tuple[str, str]] = {}
        for position, slot in enumerate(self.plan.slots):
            name = (slot.place, slot.column)
            if name not in sections:
                sections[name] = self.tags.section(self.part_name(slot), self._language(slot))
            if slot.file:
                files.setdefault(slot.file, []).append(position)
            else:
                where[self.pages[position].obj.objgen] = name
        self.sections = sections
        set_positions = [number for number, slot in enumerate(self.plan.slots) if slot.key]
        for top in self.tags.adopt(set_pages, [self.pages[number] for number in set_positions]):
            for kid in list(top.get("/K", [])):
                name = where.get(first_page(kid) or (0, 0), (COVER, self.job.columns[0]))
                self.tags.own(sections[name], [kid])
        for file, positions in files.items():
            self.begins(file)
            self._tag_file(file, positions)

    def _tag_file(self, file: str, positions: list[int]) -> None:
        source, first = self.files[file], self.plan.slots[positions[0]]
        section = self.sections[(first.place, first.column)]
        pages = [self.pages[number] for number in positions]
        if source.is_tagged:
            self.tags.own(section, self.tags.adopt(source.pdf, pages))
            return
        words = self.job.words[first.column]["no_text"]
        for number, (page, text) in enumerate(zip(pages, self.texts(file), strict=True), start=1):
            nothing = words % {"page": number, "title": self.part_name(first)}
            self.tags.page_element(page, section, text, nothing)
            for annotation in page.obj.get("/Annots", []):
                if annotation.get("/Subtype") == Name.Link:
                    self.tags.link(page, section, annotation)

    def _language(self, slot: Slot) -> str:
        block = self.blocks.get(slot.place)
        return block.parts[slot.column].language if block and slot.file else slot.column

    def _stamp(self, stamps: pikepdf.Pdf) -> None:
        """Give every page but the cover its foot; the pages of papers make room for it, so that it covers nothing."""
        forms = iter(stamps.pages)
        for position, slot in enumerate(self.plan.slots):
            page = self.pages[position]
            page.obj.Tabs = Name.S
            if slot.place == COVER:
                continue
            sheet = sheet_of(page)
            form = self.out.copy_foreign(next(forms).as_form_xobject())
            is_paper = bool(slot.file)
            mark = is_paper and not self.files[slot.file].is_tagged
            sheet.stamp(self.out, form, make_room=is_paper, mark=mark)
            if is_paper:
                self._back(page, sheet, slot)

    def _back(self, page: pikepdf.Page, sheet: Sheet, slot: Slot) -> None:
        """The foot of a paper's page leads back to the agenda."""
        words = self.job.words[slot.column]["back"]
        annotation = self.out.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array(sheet.foot()),
                Border=Array([0, 0, 0]),
                F=4,
                Contents=String(words),
                Dest=self._destination("agenda", slot.column),
            )
        )
        page.obj.Annots = Array([*page.obj.get("/Annots", []), annotation])
        self.tags.link(page, self.sections[(slot.place, slot.column)], annotation)

    def _destination(self, place: str, column: str) -> Array:
        position = self.positions.get((place, column), 0)
        return Array([self.pages[position].obj, Name.Fit])

    @property
    def positions(self) -> dict[tuple[str, str], int]:
        """The first page of each part of the book."""
        if not hasattr(self, "_positions"):
            found: dict[tuple[str, str], int] = {}
            for number, slot in enumerate(self.plan.slots):
                found.setdefault((slot.place, slot.column), number)
            self._positions = found
        return self._positions

    def _link(self) -> None:
        """Turn the addresses `book:place` of what was set into links inside the book."""
        for position, slot in enumerate(self.plan.slots):
            if slot.file:
                continue
            for annotation in self.pages[position].obj.get("/Annots", []):
                action = annotation.get("/A")
                address = str(action.get("/URI", "")) if isinstance(action, Dictionary) else ""
                if not address.startswith(SCHEME):
                    continue
                place = address.removeprefix(SCHEME)
                if (place, slot.column) not in self.positions:
                    continue
                del annotation["/A"]
                annotation.Dest = self._destination(place, slot.column)
                target = self.plan.slots[self.positions[(place, slot.column)]]
                annotation.Contents = String(f"{self.part_name(target)}, {self._page_words(target)}")

    def _page_words(self, slot: Slot) -> str:
        return self.job.words[slot.column]["page_of"] % {"page": slot.number, "pages": self.plan.pages}

    def _label(self) -> None:
        """Page labels: the numbers that stand at the foot; where two languages face each other, with the language."""
        numbers = Array()
        for position, slot in enumerate(self.plan.slots):
            label = Dictionary(S=Name.D, St=slot.number)
            if self.job.is_facing and slot.place != COVER:
                label.P = String(f"{slot.column.upper()} ")
            if self.job.is_facing or position == 0:
                numbers.append(position)
                numbers.append(label)
        self.out.Root.PageLabels = Dictionary(Nums=numbers)

    def _bookmarks(self) -> None:
        with self.out.open_outline() as outline:
            outline.root.append(OutlineItem(self.job.words[self.job.columns[0]]["cover"], 0))
            last: OutlineItem | None = None
            for block in self.job.blocks:
                position = self.positions[(block.place, self.job.columns[0])]
                item = OutlineItem(block.bookmark, position)
                if block.level and last is not None:
                    last.children.append(item)
                    last.is_closed = False
                else:
                    outline.root.append(item)
                    last = item

    def _describe(self) -> None:
        job, root = self.job, self.out.Root
        root.Lang = String(job.columns[0])
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        root.PageMode = Name.UseOutlines
        root.PageLayout = Name.TwoPageRight if job.is_facing else Name.OneColumn
        with self.out.open_metadata(set_pikepdf_as_editor=False) as data:
            data["dc:title"] = job.title
            data["dc:creator"] = [job.author]
            data["dc:language"] = list(job.columns)
            data["pdf:Producer"] = "QuattroPole"
        self.out.docinfo["/Title"] = job.title
        self.out.docinfo["/Author"] = job.author


def _set_order(plan: Plan) -> dict[str, int]:
    """Where each section begins in the document of what was set, whose sections are in the plan's order."""
    lengths: dict[str, int] = {}
    for slot in plan.slots:
        if slot.key:
            lengths[slot.key] = max(lengths.get(slot.key, 0), slot.index + 1)
    starts, position = {}, 0
    for section in plan.sections:
        starts[section["key"]] = position
        position += lengths[section["key"]]
    return starts
