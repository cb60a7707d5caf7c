"""Sentences with what they are in another language, from wordings that people have found right beside each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations

from quattropole.texts.models import State
from quattropole.texts.segments import LETTER, align, segments
from quattropole.translation.sources.base import GOOD, Unit

LONGEST = 1500


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, and what it is in another language."""

    source_language: str
    target_language: str
    source: str
    target: str
    is_authentic: bool


def pairs_of(unit: Unit) -> Iterator[Pair]:
    """The pairs of a unit, each in both directions: only of languages that are reviewed or authentic, and complete."""
    good = [language for language in unit.sides if unit.state(language) in GOOD]
    for one, other in permutations(good, 2):
        ours, theirs = unit.side(one), unit.side(other)
        is_authentic = ours.state == theirs.state == State.AUTHENTIC
        beside = align(segments(ours.words.body), segments(theirs.words.body))
        rows = [(ours.words.title, theirs.words.title), *((row.source, row.target) for row in beside)]
        for source, target in dict.fromkeys(_worth(rows)):
            yield Pair(one, other, source, target, is_authentic)


def _worth(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for source, target in rows:
        if max(len(source), len(target)) <= LONGEST and LETTER.search(source) and LETTER.search(target):
            yield source, target
