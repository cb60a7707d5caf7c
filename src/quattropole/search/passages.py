"""Texts in passages: what is stored of a body, and its folded words line by line beside it."""

import re
from collections.abc import Iterable, Iterator

from quattropole.texts.folding import words_of

PASSAGE = 480
"""How many letters a passage has at most; an excerpt is taken from one."""
LETTERS, WORDS = 400_000, 40_000
"""How much of one record is searched: PostgreSQL keeps no more than a megabyte of words for it."""
LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
SIGNS = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+]|\d+[.)])[ \t]+|[*_`|]+", re.MULTILINE)

Said = tuple[str, str]
"""A language and a text in it."""


def plain(markdown: str) -> str:
    """The words of a Markdown text without its signs."""
    return SIGNS.sub(" ", LINK.sub(r"\1", markdown))


def split(text: str) -> Iterator[str]:
    """The passages of a text: its paragraphs, long ones cut between words."""
    for paragraph in re.split(r"\n\s*\n|\f", text):
        words = " ".join(paragraph.split())
        while len(words) > PASSAGE:
            cut = words.rfind(" ", PASSAGE // 2, PASSAGE)
            cut = cut if cut > 0 else PASSAGE
            yield words[:cut]
            words = words[cut:].lstrip()
        if words:
            yield words


def stored(bodies: Iterable[Said]) -> tuple[str, str]:
    """The lines of a body as they are stored, and their folded words."""
    lines: list[str] = []
    folded: list[str] = []
    letters = words = 0
    for language, text in bodies:
        for passage in split(text.replace("\0", "")):
            found = words_of(passage)
            letters += sum(map(len, found))
            words += len(found)
            if letters > LETTERS or words > WORDS:
                return "\n".join(lines), "\n".join(folded)
            lines.append(f"{language}\t{passage}")
            folded.append(" ".join(found))
    return "\n".join(lines), "\n".join(folded)


def line_of(body: str, number: int) -> Said:
    """The language and the text of one passage of a stored body."""
    language, _tab, text = body.split("\n")[number].partition("\t")
    return language, text
