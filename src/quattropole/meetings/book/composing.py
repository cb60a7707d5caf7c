"""The words of a book: its cover, what is new, the agenda and the heads of items, as sections that Typst sets."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quattropole.access.addresses import address_of
from quattropole.meetings.book.changes import Changes
from quattropole.meetings.book.sources import BookItem, BookPaper
from quattropole.meetings.models import Meeting, MeetingBook, Paper
from quattropole.texts.blocks import blocks
from quattropole.texts.localized import Localized, Shown
from quattropole.texts.names import day_text, language_name, time_text

Section = dict[str, Any]
SHOWN_AS_TEXT = 400_000
"""Of a text file, in bytes; a longer one is named and can be fetched."""


@dataclass(frozen=True)
class Composer:
    """A book's sections in one language, which is active while they are made."""

    book: MeetingBook
    meeting: Meeting
    items: list[BookItem]
    changes: Changes
    language: str

    def within(self, make: Callable[[], Any]) -> Any:
        """What `make` gives while this language is active."""
        with translation.override(self.language):
            return make()

    @property
    def name(self) -> str:
        """The meeting's name."""
        titles = Localized(self.meeting.titles)
        return str(titles.shown(self.language) or Localized(self.meeting.organ.names).shown(self.language))

    @property
    def kicker(self) -> str:
        """What stands over the heading of a page."""
        return f"{self.meeting.organ.names} · {day_text(timezone.localdate(self.meeting.starts_at))}"

    def words(self) -> dict[str, str]:
        """The words of the binder itself."""
        return {
            "cover": _("Cover"),
            "page_of": _("Page %(page)s of %(pages)s"),
            "back": _("Back to the agenda"),
            "no_text": _("Page %(page)s of “%(title)s”: a picture without text that can be read"),
            "broken": _("This file could not be opened when the book was made. The rest of the book is complete."),
            "ends": _("The version in this language has no more pages; the other one goes on."),
        }

    def cover_part(self) -> Section:
        """The cover in this language."""
        meeting = self.meeting
        said = [
            _("Version %(number)s") % {"number": self.book.version},
            day_text(timezone.localdate(self.book.asked_at)),
        ]
        audience = _("For everyone") if self.book.audience == "public" else _("For the members of the organ")
        place = [words for words in (meeting.place, str(meeting.host_city.names) if meeting.host_city else "") if words]
        return {
            "language": self.language,
            "kicker": str(meeting.network.name),
            "title": _("Meeting book"),
            "subtitle": self.name,
            "lines": [
                str(meeting.organ.names),
                _when(meeting),
                *([", ".join(dict.fromkeys(place))] if place else []),
            ],
            "notes": [" · ".join([*said, audience])],
        }

    def agenda(self) -> Section:
        """The agenda, which leads to everything."""
        return {
            "kind": "agenda",
            "kicker": self.kicker,
            "title": _("Agenda"),
            "lead": "" if self.items else _("There is nothing on the agenda yet."),
            "items": [self._agenda_item(entry) for entry in self.items],
        }

    def _agenda_item(self, entry: BookItem) -> Section:
        return {
            "place": entry.place if entry.has_pages else "",
            "page": "",
            "number": f"{entry.item.position}." if entry.item else "",
            "title": self._title(entry),
            "mark": self.item_mark(entry),
            "note": "",
            "papers": [self._paper_line(paper) for paper in entry.papers],
        }

    def _title(self, entry: BookItem) -> Section:
        if entry.item is None:
            return {"text": _("Papers of the whole meeting"), "language": self.language}
        return _said(entry.item.titles.shown(self.language))

    def item_mark(self, entry: BookItem) -> str:
        """What is different about an item, in a word."""
        if entry.item is None or not self.changes.since:
            return ""
        if entry.item.pk in self.changes.new_items:
            return _("new")
        if entry.item.pk in self.changes.moved_items:
            return _("moved")
        return _("changed") if entry.item.pk in self.changes.reworded else ""

    def paper_mark(self, number: int) -> str:
        """What is different about a paper, in a word."""
        if not self.changes.since:
            return ""
        return _("new") if number in self.changes.new else _("changed") if number in self.changes.changed else ""

    def _paper_line(self, paper: BookPaper) -> Section:
        best = paper.best(self.language)
        note = "" if best.language == self.language else _only_in(best.language)
        return {
            "place": place_of(paper),
            "page": "",
            "number": self.paper_label(paper.number),
            "title": {"text": best.title, "language": best.language},
            "mark": self.paper_mark(paper.number),
            "note": note,
        }

    def paper_label(self, number: int) -> str:
        """How people cite a paper."""
        return _("Paper %(number)s") % {"number": number}

    def item(self, entry: BookItem) -> Section:
        """The head of an item, with the texts that are decided."""
        item = entry.item
        texts = [self._text(text.heading, text.titles, text.bodies) for text in entry.texts]
        if item is not None and any(item.notes.values()):
            texts.insert(0, self._text(_("Notes"), Localized(), item.notes))
        title = self._title(entry)
        return {
            "kind": "item",
            "kicker": self.kicker,
            "heading": {**title, "text": f"{item.position}. {title['text']}" if item else title["text"]},
            "mark": self.item_mark(entry),
            "kind-word": str(item.get_kind_display()) if item else "",
            "texts": texts,
            "papers-word": _("Papers"),
            "papers": [self._paper_line(paper) for paper in entry.papers],
        }

    def _text(self, heading: object, titles: Localized, bodies: Localized) -> Section:
        body = bodies.shown(self.language)
        foreign = _("Wording in: %(language)s") % {"language": language_name(body.language)}
        return {
            "heading": str(heading),
            "title": _said(titles.shown(self.language)),
            "language": body.language,
            "foreign": foreign if body.is_fallback and body.text else "",
            "blocks": [asdict(block) for block in blocks(body.text)],
        }

    def head(self, entry: BookItem, paper: BookPaper | None = None) -> str:
        """What stands at the foot of the pages of an item or of its paper."""
        item = _("Item %(number)s") % {"number": entry.item.position} if entry.item else ""
        if paper is None:
            return " · ".join(words for words in (item, self._title(entry)["text"]) if words)
        best = paper.best(self.language)
        return " · ".join(words for words in (item, self.paper_label(paper.number), best.title) if words)

    def missing(self, paper: BookPaper) -> Section:
        """The page that says that a paper does not exist in this language."""
        others = ", ".join(language_name(code) for code in paper.versions)
        text = _("%(paper)s is missing in %(language)s. There is: %(others)s.") % {
            "paper": self.paper_label(paper.number),
            "language": language_name(self.language),
            "others": others,
        }
        return {"kind": "filler", "pages": 1, "text": text}

    def sheet(self, paper: Paper) -> Section:
        """The page that names a file which is not in the book itself."""
        return {
            "kind": "sheet",
            "kicker": self.kicker,
            "heading": {"text": paper.title, "language": paper.language},
            "reason": _("This paper is a file that cannot be shown in the book. It can be fetched from the platform."),
            "facts": [
                [self.paper_label(paper.number), paper.name],
                [_("Language"), language_name(paper.language)],
                [_("Size"), filesizeformat(paper.size)],
            ],
            "address": address_of(self.meeting.network, "meetings:paper", paper.pk),
            "fetch": _("Fetch the file"),
            "sha-word": "SHA-256",
            "sha256": paper.sha256,
        }

    def picture(self, paper: Paper, path: str) -> Section:
        """A page with a picture."""
        title = {"text": paper.title, "language": paper.language}
        return {**self.sheet(paper), "kind": "picture", "heading": title, "path": path, "alt": paper.title}

    def plain(self, paper: Paper, text: str) -> Section:
        """Pages with a text file."""
        said = blocks(text) if paper.media_type == "text/markdown" else blocks(_as_lines(text))
        return {**self.sheet(paper), "kind": "plain", "blocks": [asdict(block) for block in said]}

    def news(self) -> Section:
        """What is new since the version before."""
        changes, papers = self.changes, {paper.number: paper for entry in self.items for paper in entry.papers}
        numbers = sorted(papers)
        groups = [
            (_("New papers"), [self._news_paper(papers[n]) for n in numbers if n in changes.new]),
            (_("Papers that changed"), [self._news_paper(papers[n]) for n in numbers if n in changes.changed]),
            (_("Papers that were withdrawn"), [self._gone_paper(entry) for entry in changes.withdrawn]),
            (_("New items"), self._news_items(changes.new_items)),
            (_("Items that moved"), self._news_items(set(changes.moved_items))),
            (_("Items whose text changed"), self._news_items(changes.reworded - changes.new_items)),
            (_("Items no longer on the agenda"), [_gone(entry, "", self.language) for entry in changes.gone_items]),
        ]
        return {
            "kind": "news",
            "kicker": self.kicker,
            "title": _("What is new since version %(number)s") % {"number": changes.since},
            "groups": [{"title": title, "entries": entries} for title, entries in groups if entries]
            or [{"title": _("Nothing has changed."), "entries": []}],
        }

    def _news_paper(self, paper: BookPaper) -> Section:
        notes = dict.fromkeys(version.change_note for version in paper.versions.values() if version.change_note)
        line = self._paper_line(paper)
        return {**line, "number": str(paper.number), "note": " / ".join(notes)}

    def _gone_paper(self, entry: Any) -> Section:
        return _gone(entry, str(entry["number"]), self.language)

    def _news_items(self, keys: set[int]) -> list[Section]:
        found = []
        for entry in self.items:
            if entry.item is not None and entry.item.pk in keys:
                before = self.changes.moved_items.get(entry.item.pk)
                note = _("before: item %(number)s") % {"number": before} if before else ""
                found.append({**self._agenda_item(entry), "note": note, "papers": []})
        return found


def place_of(paper: BookPaper) -> str:
    """The name of a paper's place in the book."""
    return f"paper-{paper.number}"


def _when(meeting: Meeting) -> str:
    """Day and hour; of a meeting entered from sources the hour is not known."""
    day = day_text(timezone.localdate(meeting.starts_at), style="full")
    return day if meeting.is_record else f"{day}, {time_text(meeting.starts_at)}"


def _said(shown: Shown) -> Section:
    return {"text": shown.text, "language": shown.language}


def _only_in(language: str) -> str:
    return _("only in %(language)s") % {"language": language_name(language)}


def _gone(entry: Any, number: str, language: str) -> Section:
    title = _said(Localized(entry["titles"]).shown(language))
    return {"place": "", "page": "", "number": number, "title": title, "note": ""}


def _as_lines(text: str) -> str:
    """A plain text as Markdown that shows its signs and its lines as they are."""
    longest = max((len(run) for run in text.split() if set(run) == {"`"}), default=0)
    fence = "`" * max(4, longest + 1)
    return f"{fence}\n{text}\n{fence}\n"
