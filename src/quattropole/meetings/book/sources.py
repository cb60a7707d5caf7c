"""What a book holds: the items and papers that all of its readers may see, and the texts that other rooms give it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from quattropole.access.audit import seal
from quattropole.access.models import Audience
from quattropole.meetings.models import AgendaItem, Meeting, MeetingBook, Paper
from quattropole.texts.localized import Localized, reading_order
from quattropole.texts.names import language_name

REACH: Mapping[str, tuple[str, ...]] = {
    Audience.PUBLIC: (Audience.PUBLIC,),
    Audience.ORGAN: (Audience.PUBLIC, Audience.NETWORK, Audience.ORGAN),
}
"""The audiences of books, and of what each may hold: all of its readers may see all of it."""


@dataclass(frozen=True)
class BookText:
    """A text that stands under an item: what it is, and its words in every language that is written."""

    heading: str | Promise
    titles: Localized
    bodies: Localized


TextSource = Callable[[Sequence[AgendaItem], Collection[str]], Mapping[int, Sequence[BookText]]]
texts_for_book: list[TextSource] = []
"""Rooms above add to it: given items and audiences, the texts of each item (by its key) that are for all of these."""


@dataclass(frozen=True)
class BookPaper:
    """A paper in the newest version of each of its languages."""

    number: int
    versions: dict[str, Paper]

    @property
    def any(self) -> Paper:
        """Any version, for what all of them share."""
        return next(iter(self.versions.values()))

    @property
    def titles(self) -> Localized:
        """The titles, each in the language of its version."""
        return Localized({language: paper.title for language, paper in self.versions.items()})

    def best(self, language: str) -> Paper:
        """The version for a reader of the language: that in it, else in the language most likely read."""
        order = [*reading_order(language), *self.versions]
        return next(self.versions[code] for code in order if code in self.versions)


@dataclass
class BookItem:
    """An item with what stands under it; `item` is None for the papers of the whole meeting."""

    item: AgendaItem | None
    papers: list[BookPaper] = field(default_factory=list)
    texts: Sequence[BookText] = ()

    @property
    def place(self) -> str:
        """The name of its place in the book."""
        return f"item-{self.item.pk}" if self.item else "meeting"

    @property
    def has_pages(self) -> bool:
        """Whether it has pages of its own: something stands under it."""
        return bool(self.papers or self.texts or (self.item and any(self.item.notes.values())))


def layouts_of(meeting: Meeting) -> list[str]:
    """The layouts in which a book can be made: every language, and two authentic ones that face each other."""
    network = meeting.network
    authentic = list(network.authentic_languages)
    pairs = [f"{first}+{second}" for place, first in enumerate(authentic) for second in authentic[place + 1 :]]
    return [*dict.fromkeys([*authentic, *network.languages]), *pairs]


def layout_name(layout: str) -> str:
    """The layout of a book in words: a language, or two that face each other."""
    languages = [language_name(code) for code in layout.split("+")]
    if len(languages) == 1:
        return languages[0]
    return _("%(first)s and %(second)s, facing each other") % {"first": languages[0], "second": languages[1]}


def newest(papers: Collection[Paper]) -> list[BookPaper]:
    """The papers by number, each in the newest version of its languages; what was withdrawn is left out."""
    found: dict[int, dict[str, Paper]] = {}
    for paper in sorted(papers, key=lambda paper: (paper.number, paper.language, paper.version)):
        found.setdefault(paper.number, {})[paper.language] = paper
    current = {
        number: {language: paper for language, paper in versions.items() if paper.withdrawn_at is None}
        for number, versions in found.items()
    }
    return [BookPaper(number, versions) for number, versions in current.items() if versions]


def items_of(meeting: Meeting, audience: str) -> list[BookItem]:
    """What a book for the audience holds, in the order of the agenda; papers of the whole meeting come first."""
    reach = REACH[audience]
    items = list(meeting.items.filter(audience__in=reach).order_by("position"))
    papers = newest(list(meeting.papers.filter(audience__in=reach)))
    texts: dict[int, list[BookText]] = {}
    for source in texts_for_book:
        for key, found in source(items, reach).items():
            texts.setdefault(key, []).extend(found)
    whole = BookItem(None, [paper for paper in papers if paper.any.item_id is None])
    rest = [
        BookItem(item, [paper for paper in papers if paper.any.item_id == item.pk], texts.get(item.pk, []))
        for item in items
    ]
    return [whole, *rest] if whole.papers else rest


def contents_of(items: Sequence[BookItem]) -> list[dict[str, object]]:
    """The items and papers as they are kept with a book, for the next version to compare itself with."""
    kept: list[dict[str, object]] = []
    for entry in items:
        if entry.item is not None:
            kept.append(
                {
                    "kind": "item",
                    "item": entry.item.pk,
                    "position": entry.item.position,
                    "titles": dict(entry.item.titles),
                    "texts": seal([[dict(text.titles), dict(text.bodies)] for text in entry.texts]),
                }
            )
        kept += [
            {
                "kind": "paper",
                "number": paper.number,
                "item": entry.item.pk if entry.item else None,
                "titles": dict(paper.titles),
                "versions": {language: version.version for language, version in paper.versions.items()},
                "keys": [version.pk for version in paper.versions.values()],
            }
            for paper in entry.papers
        ]
    return kept


def holds_too_much(book: MeetingBook) -> bool:
    """Whether something in the book is no longer for all of its readers: the book is then kept from them.

    A paper that was withdrawn stays in the books in which it stood; one that was removed altogether does not.
    """
    reach = REACH.get(book.audience, ())
    items = {entry["item"] for entry in book.contents if entry["kind"] == "item"}
    papers = {key for entry in book.contents if entry["kind"] == "paper" for key in entry["keys"]}
    seen_items = set(AgendaItem.objects.filter(pk__in=items, audience__in=reach).values_list("pk", flat=True))
    kept_items = set(AgendaItem.objects.filter(pk__in=items).values_list("pk", flat=True))
    seen_papers = set(Paper.objects.filter(pk__in=papers, audience__in=reach).values_list("pk", flat=True))
    return bool(kept_items - seen_items) or bool(papers - seen_papers)
