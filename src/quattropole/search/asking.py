"""What somebody typed: words, phrases in quotes, and what must not be there. Nothing that is typed is an error."""

import re
from dataclasses import dataclass

from quattropole.texts.folding import words_of

LETTERS, TERMS = 300, 12
"""How much of what is typed is read."""
BEGINNING = 3
"""From how many letters on a word stands for all that begin with it."""
PART = re.compile(r'(-?)"([^"]*)"?|(\S+)')
QUOTES = str.maketrans(dict.fromkeys("„“”«»‟", '"'))


@dataclass(frozen=True)
class Term:
    """A word, or the words of a phrase, folded."""

    words: tuple[str, ...]

    @property
    def is_beginning(self) -> bool:
        """Whether it stands for all words that begin with it."""
        return len(self.words) == 1 and len(self.words[0]) >= BEGINNING and not self.is_quoted

    is_quoted: bool = False


@dataclass(frozen=True)
class Asked:
    """All of `wanted` have to be there, none of `unwanted`."""

    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)


def read(typed: str) -> Asked:
    """The terms of what was typed; signs say nothing, but for quotes around a phrase and a minus before a term."""
    wanted: dict[Term, None] = {}
    unwanted: dict[Term, None] = {}
    for minus, phrase, rest in PART.findall(typed.translate(QUOTES)[:LETTERS]):
        if rest:
            into = unwanted if rest.startswith("-") else wanted
            into.update(dict.fromkeys(Term((word,)) for word in words_of(rest)))
        elif words := tuple(words_of(phrase)):
            (unwanted if minus else wanted)[Term(words, is_quoted=True)] = None
    return Asked(tuple(wanted)[:TERMS], tuple(unwanted)[:TERMS])
