"""What is shown of a match: the passage that says most, with the words that were looked for marked."""

import re
from collections import Counter

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from quattropole.search.asking import Asked
from quattropole.search.models import SearchEntry
from quattropole.search.passages import line_of
from quattropole.texts.folding import WORD, words_of
from quattropole.texts.localized import Shown

PLACES = 40
"""How many places of a term are looked at."""
AROUND = 130
"""How many letters are shown before and after the first word that is marked."""


def excerpt(entry: SearchEntry, asked: Asked, language: str) -> tuple[SafeString, str]:
    """The passage with most of the terms, marked, and its language; passages in the reader's language first."""
    if not entry.body:
        return SafeString(""), language
    said_in, text = line_of(entry.body, _best_line(entry, asked, language))
    return marked(_shortened(text, asked), asked), said_in


def marked(text: str, asked: Asked) -> SafeString:
    """The text as safe HTML with its matching words in `<mark>`."""
    made: list[str] = []
    end = 0
    for found in WORD.finditer(text):
        if _matches(found.group(), asked):
            made += [conditional_escape(text[end : found.start()]), format_html("<mark>{}</mark>", found.group())]
            end = found.end()
    made.append(conditional_escape(text[end:]))
    return mark_safe("".join(made))  # noqa: S308  # every part was escaped above


def marked_title(title: Shown, asked: Asked) -> SafeString:
    """A title in its language, marked."""
    words = marked(title.text, asked)
    return format_html('<span lang="{}">{}</span>', title.language, words) if title.is_fallback else words


def _matches(word: str, asked: Asked) -> bool:
    folded = words_of(word)
    return any(
        any(part.startswith(term.words[0]) if term.is_beginning else part in term.words for part in folded)
        for term in asked.wanted
    )


def _best_line(entry: SearchEntry, asked: Asked, language: str) -> int:
    lines = entry.body_words
    found: Counter[int] = Counter()
    for term in asked.wanted:
        end = "" if term.is_beginning else r"(?![^ \n])"
        places = re.finditer(rf"(?<![^ \n]){' '.join(term.words)}{end}", lines)
        numbers = {lines.count("\n", 0, place.start()) for place, _number in zip(places, range(PLACES), strict=False)}
        found.update(numbers)
    languages = [line.partition("\t")[0] for line in entry.body.split("\n")]
    if not found:
        return next((number for number, said_in in enumerate(languages) if said_in == language), 0)
    return min(found, key=lambda number: (-found[number], languages[number] != language, number))


def _shortened(text: str, asked: Asked) -> str:
    """The part of a passage around the first word that matches."""
    first = next((found.start() for found in WORD.finditer(text) if _matches(found.group(), asked)), 0)
    start = text.rfind(" ", 0, max(0, first - AROUND)) + 1 if first > AROUND else 0
    end = len(text) if len(text) <= start + 2 * AROUND else text.rfind(" ", start, start + 2 * AROUND)
    end = end if end > start else start + 2 * AROUND
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")
