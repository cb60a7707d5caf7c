"""What changed between two wordings, word by word and exactly: pure text, no markup."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

TOKEN = re.compile(r"\d{1,3}(?:[ \u00a0\u202f’'.,]\d{3})+(?!\w)|\d+(?:[.,]\d+)+(?!\w)|\s+|[^\s\w]|\w+")
"""A figure with its separators is one word: 50.000, 50 000, 0,50."""
WORD = re.compile(r"\w+")
WORK_AT_MOST = 4_000_000
"""Tokens before times tokens after, beyond which a passage counts as written anew: comparing it would take too long."""

Opcode = tuple[str, int, int, int, int]


class Kind(StrEnum):
    """What became of some words."""

    SAME = "same"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, went, or came. The pieces of a comparison, in order, make up both wordings."""

    kind: Kind
    text: str


def tokens(text: str) -> list[str]:
    """Words, signs and spaces; joined they are the text again."""
    return TOKEN.findall(text)


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """How `before` becomes `after`: lines are matched first, then words inside the lines that changed."""
    return _pieces(before, after)


@lru_cache(maxsize=512)
def _pieces(before: str, after: str) -> tuple[Piece, ...]:
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found: list[Piece] = []
    for kind, a, b, c, d in opcodes(old, new):
        if kind == "equal":
            found.append(Piece(Kind.SAME, "".join(new[c:d])))
        else:
            found += _words("".join(old[a:b]), "".join(new[c:d]))
    return tuple(found)


def opcodes(old: Sequence[str], new: Sequence[str]) -> list[Opcode]:
    """The steps from one sequence to the other; blanks are matched only beside something that matches."""
    if len(old) * len(new) > WORK_AT_MOST:
        return [("replace", 0, len(old), 0, len(new))]
    return [*SequenceMatcher(_is_blank, old, new, autojunk=False).get_opcodes()]


def _is_blank(text: str) -> bool:
    return not text.strip()


def _words(before: str, after: str) -> Iterator[Piece]:
    """Two changes with nothing but spaces and signs between them read as one."""
    old, new = tokens(before), tokens(after)
    gone, came = "", ""
    for kind, a, b, c, d in opcodes(old, new):
        same = "".join(new[c:d]) if kind == "equal" else ""
        is_bridge = bool(same) and bool(gone or came) and not WORD.search(same) and b < len(old) and d < len(new)
        if kind != "equal" or is_bridge:
            gone, came = gone + "".join(old[a:b]), came + "".join(new[c:d])
            continue
        yield from _changed(gone, came)
        gone, came = "", ""
        yield Piece(Kind.SAME, same)
    yield from _changed(gone, came)


def _changed(gone: str, came: str) -> Iterator[Piece]:
    if gone:
        yield Piece(Kind.REMOVED, gone)
    if came:
        yield Piece(Kind.ADDED, came)


def before_of(found: Iterable[Piece]) -> str:
    """The wording that was compared: what stayed and what went."""
    return "".join(piece.text for piece in found if piece.kind is not Kind.ADDED)


def after_of(found: Iterable[Piece]) -> str:
    """The wording that it became: what stayed and what came."""
    return "".join(piece.text for piece in found if piece.kind is not Kind.REMOVED)


def changed_words(before: str, after: str) -> int:
    """How many words went or came: the size of the difference."""
    changed = (piece.text for piece in pieces(before, after) if piece.kind is not Kind.SAME)
    return sum(1 for text in changed for token in tokens(text) if WORD.search(token))
