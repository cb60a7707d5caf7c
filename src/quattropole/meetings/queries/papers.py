"""Papers as people know them: one thing in its languages and versions; and the books made of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F
from django.utils.translation import get_language

from quattropole.access.viewer import Viewer
from quattropole.meetings import rules
from quattropole.meetings.book.sources import holds_too_much, layout_name
from quattropole.meetings.models import Meeting, MeetingBook, Paper
from quattropole.texts.localized import reading_order

BOOKS = 30


@dataclass(frozen=True)
class PaperView:
    """A paper as a list shows it once: `current` holds the newest version of each language, the reader's first.

    `missing` names the authentic languages that it lacks; `history` has every version, the newest first.
    """

    number: int
    current: Sequence[Paper]
    missing: Sequence[str] = ()
    history: Sequence[Paper] = ()

    @property
    def shown(self) -> Paper:
        """The version for the reader: in the own language, or in the one most likely read. Withdrawn: the last one."""
        return self.current[0] if self.current else self.history[0]

    @property
    def others(self) -> Sequence[Paper]:
        """The versions in other languages."""
        return self.current[1:]

    @property
    def is_withdrawn(self) -> bool:
        """Whether no language of it counts any more."""
        return not self.current

    @property
    def item_id(self) -> int | None:
        """The item under which it stands; None: the whole meeting."""
        return self.shown.item_id

    @property
    def version(self) -> int:
        """The highest version of any language: 1 for a paper that never changed."""
        return max(paper.version for paper in self.history)


def paper_views(
    papers: Iterable[Paper], authentic: Sequence[str], language: str | None = None, *, withdrawn: bool = False
) -> list[PaperView]:
    """The rows as papers, in order of item and number; those withdrawn are left out, or alone are given."""
    order = reading_order(language or get_language() or "de")
    rank = {code: place for place, code in enumerate(order)}
    rows: dict[int, list[Paper]] = {}
    for paper in papers:
        rows.setdefault(paper.number, []).append(paper)
    views = []
    for number, versions in rows.items():
        history = sorted(versions, key=lambda row: (row.uploaded_at, row.version, row.pk), reverse=True)
        newest: dict[str, Paper] = {}
        for row in sorted(versions, key=lambda row: row.version):
            newest[row.language] = row
        current = [row for row in newest.values() if row.withdrawn_at is None]
        current.sort(key=lambda row: rank.get(row.language, len(rank)))
        present = {row.language for row in current}
        missing = [code for code in authentic if code not in present]
        view = PaperView(number, current, missing if current else (), history)
        if view.is_withdrawn == withdrawn:
            views.append(view)
    return sorted(views, key=lambda view: (view.shown.item.position if view.shown.item else 0, view.number))


def papers_for(viewer: Viewer, meeting: Meeting, language: str | None = None) -> list[PaperView]:
    """The papers that the viewer may see, by item and number; those withdrawn are left out."""
    return paper_views(rows_for(viewer, meeting), viewer.network.authentic_languages, language)


def rows_for(viewer: Viewer, meeting: Meeting) -> list[Paper]:
    """All versions of the meeting's papers that the viewer may see."""
    return list(
        rules.visible_papers(viewer)
        .filter(meeting=meeting)
        .select_related("item", "uploaded_by")
        .order_by(F("item__position").asc(nulls_first=True), "number", "language", "version")
    )


@dataclass(frozen=True)
class BookRow:
    """A meeting book as a list shows it; `older` are its versions before."""

    book: MeetingBook
    is_kept_back: bool
    older: list[MeetingBook] = field(default_factory=list)

    @property
    def layout(self) -> str:
        """The layout in words."""
        return layout_name(self.book.layout)

    @property
    def is_waiting(self) -> bool:
        """Whether it is being made."""
        return self.book.state == MeetingBook.State.QUEUED

    @property
    def is_made(self) -> bool:
        """Whether it can be fetched."""
        return self.book.state == MeetingBook.State.MADE and not self.is_kept_back


def books_for(viewer: Viewer, meeting: Meeting, *, prepares: bool) -> list[BookRow]:
    """The newest version of each book that is for the viewer; those waiting, failed or kept back for those who prepare.

    Up to thirty versions are looked at; what each holds is compared with what its readers may see today.
    """
    found = rules.visible_books(viewer).filter(meeting=meeting).order_by("layout", "audience", "-version")[:BOOKS]
    rows: dict[tuple[str, str], BookRow] = {}
    for book in found:
        key = (book.layout, book.audience)
        is_made = book.state == MeetingBook.State.MADE
        if key in rows:
            if is_made and len(rows[key].older) < 5 and not holds_too_much(book):
                rows[key].older.append(book)
            continue
        kept_back = is_made and holds_too_much(book)
        if prepares or (is_made and not kept_back):
            rows[key] = BookRow(book, kept_back)
    return list(rows.values())
