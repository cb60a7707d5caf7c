"""What is worth a second look in a translation: figures, dates, paragraphs, Markdown, terms, what was forgotten.

Warnings, never refusals: a translator may be right to say it otherwise.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from quattropole.texts.folding import fold, words_of
from quattropole.texts.names import reader_locale
from quattropole.texts.segments import runs, segments
from quattropole.translation.glossary import Glossary

FIGURE = re.compile(r"\d{1,3}(?:[ \u00a0\u202f’'.]\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)*")
GROUPED = re.compile(r"(?<=\d)[ \u00a0\u202f’'.,](?=\d{3}(?!\d))")
ARTICLES = re.compile(r"(?:§§?|\bart(?:\.|icles?|ikels?|ikel)?)\s*(\d+[a-z]?)", re.IGNORECASE)
EMPHASIS = {"*": "**", "_": "**", "`": "`", "~": "~~"}
SAME_FROM = 4
"""From so many words on a translation that is its source was probably forgotten."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something to look at, in the reader's language."""

    key: str
    text: str


def warnings_for(glossary: Glossary, source: str, target: str, text: str, translation: str) -> list[Doubt]:
    """What to look at in the translation of one segment."""
    if not translation.strip():
        return []
    return [
        *_figures(source, target, text, translation),
        *_articles(text, translation),
        *_markdown(text, translation),
        *_terms(glossary, source, target, text, translation),
        *_same(text, translation),
    ]


def _figures(source: str, target: str, text: str, translation: str) -> Iterator[Doubt]:
    missing = figures_of(text) - figures_of(translation)
    added = figures_of(translation) - figures_of(text)
    if missing:
        yield Doubt("figures", _("Figures missing: %(figures)s") % {"figures": _listed(missing)})
    if added:
        yield Doubt("figures", _("Figures added: %(figures)s") % {"figures": _listed(added)})
    months, other = months_in(source, text), months_in(target, translation)
    if months != other and months and not missing:
        yield Doubt("dates", _("Another month than in the source"))


def figures_of(text: str) -> Counter[str]:
    """The figures of a text, each written plainly: 50.000, 50 000 and 50,000 are the same."""
    return Counter(_plain(figure) for figure in FIGURE.findall(text))


def _plain(figure: str) -> str:
    return GROUPED.sub("", figure).replace(",", ".")


def months_in(language: str, text: str) -> Counter[int]:
    """The months that a text names beside a figure."""
    names = _months(language)
    words = words_of(text)
    found: Counter[int] = Counter()
    for place, word in enumerate(words):
        beside = [*words[max(0, place - 1) : place], *words[place + 1 : place + 2]]
        if word in names and any(other[0].isdigit() for other in beside):
            found[names[word]] += 1
    return found


@lru_cache(maxsize=16)
def _months(language: str) -> dict[str, int]:
    named = reader_locale(language).months["format"]["wide"]
    return {fold(name): number for number, name in named.items()}


def _articles(text: str, translation: str) -> Iterator[Doubt]:
    ours, theirs = Counter(ARTICLES.findall(text)), Counter(ARTICLES.findall(translation))
    if ours != theirs:
        yield Doubt(
            "paragraphs",
            _("Paragraphs or articles differ: %(figures)s") % {"figures": _listed((ours - theirs) + (theirs - ours))},
        )


def _markdown(text: str, translation: str) -> Iterator[Doubt]:
    if _codes(text) != _codes(translation):
        yield Doubt("markdown", _("Emphasis, links or code differ from the source"))
    if [part.mark for part in segments(text).parts if part.mark] != [
        part.mark for part in segments(translation).parts if part.mark
    ]:
        yield Doubt("markdown", _("Headings or lists differ from the source"))


def _codes(text: str) -> Counter[str]:
    """The codes of a text, alike whichever of two signs for the same was written."""
    return Counter(EMPHASIS.get(run.text[:1], run.text) for run in runs(text) if run.is_code and run.text != "|")


def _terms(glossary: Glossary, source: str, target: str, text: str, translation: str) -> Iterator[Doubt]:
    for hit in glossary.missed(source, target, text, translation):
        yield Doubt("terms", _("%(term)s: the glossary says “%(form)s”") % {"term": hit.source, "form": hit.target})
    for form, instead in glossary.not_to_use(target, translation):
        yield Doubt("terms", _("Not “%(form)s”, but “%(instead)s”") % {"form": form, "instead": instead})


def _same(text: str, translation: str) -> Iterator[Doubt]:
    if text.strip() == translation.strip() and len(words_of(text)) >= SAME_FROM:
        yield Doubt("untranslated", _("The same as the source: not translated?"))


def _listed(figures: Counter[str]) -> str:
    return ", ".join(sorted(figures))
