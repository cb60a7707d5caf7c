"""What earlier sentences suggest: the same ones first, then similar ones, only of what the reader may see."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db.models import Q, QuerySet

from quattropole.access.rules import audience_filter
from quattropole.access.viewer import Viewer
from quattropole.texts.comparing import tokens
from quattropole.translation.memory.marks import compared, digest_of, marks_of
from quattropole.translation.models import Band, Sentence

EXACT = 100
SAME_BUT_FOR_CASE = 99
AT_LEAST = 60
SHOWN = 3
LOOKED_AT = 24
BANDS_AT_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An earlier sentence, what it was in the other language, and how like it is, in per cent."""

    source: str
    target: str
    score: int
    origin: str
    is_authentic: bool

    @property
    def is_exact(self) -> bool:
        """Whether it is the same sentence."""
        return self.score == EXACT


def visible_sentences(viewer: Viewer) -> QuerySet[Sentence]:
    """The sentences of the memory that are for the viewer: as narrow as the records from which they were taken."""
    return Sentence.objects.filter(_for(viewer))


def _for(viewer: Viewer, prefix: str = "") -> Q:
    ours = audience_filter(viewer, f"{prefix}organ", prefix)
    return ours | audience_filter(viewer, f"{prefix}other_organ", prefix)


def suggestions(viewer: Viewer, source: str, target: str, sentences: Sequence[str]) -> list[list[Suggestion]]:
    """For each sentence of the language `source` what it was in `target`, the best first. Three queries at most."""
    wanted = {sentence: digest_of(source, sentence) for sentence in sentences if sentence.strip()}
    if not wanted:
        return [[] for _sentence in sentences]
    pair = Q(source_language=source, target_language=target)
    exact: dict[str, list[Sentence]] = {}
    for found in visible_sentences(viewer).filter(pair, digest__in=set(wanted.values())).order_by("-pk")[:1000]:
        exact.setdefault(found.digest, []).append(found)
    similar = _similar(viewer, source, target, wanted)
    return [
        _ranked(sentence, [*exact.get(wanted[sentence], []), *similar.get(sentence, [])]) if sentence in wanted else []
        for sentence in sentences
    ]


def _similar(viewer: Viewer, source: str, target: str, wanted: Iterable[str]) -> dict[str, list[Sentence]]:
    """Sentences that share marks with each wanted one, those that share most."""
    marks = {sentence: marks_of(source, sentence) for sentence in wanted}
    every = {mark for some in marks.values() for mark in some}
    bands = Band.objects.filter(
        _for(viewer, "sentence__"),
        mark__in=every,
        sentence__source_language=source,
        sentence__target_language=target,
    )
    by_mark: dict[int, list[int]] = {}
    for mark, sentence in bands.values_list("mark", "sentence_id")[:BANDS_AT_MOST]:
        by_mark.setdefault(mark, []).append(sentence)
    chosen = {
        sentence: [
            pk for pk, _shared in Counter(pk for mark in some for pk in by_mark.get(mark, ())).most_common(LOOKED_AT)
        ]
        for sentence, some in marks.items()
    }
    rows = visible_sentences(viewer).in_bulk({pk for pks in chosen.values() for pk in pks})
    return {sentence: [rows[pk] for pk in pks if pk in rows] for sentence, pks in chosen.items()}


def _ranked(sentence: str, found: Iterable[Sentence]) -> list[Suggestion]:
    best: dict[str, Suggestion] = {}
    for earlier in found:
        score = likeness(sentence, earlier.source)
        known = best.get(earlier.target)
        if score >= AT_LEAST and (known is None or known.score < score):
            best[earlier.target] = Suggestion(
                earlier.source, earlier.target, score, earlier.origin, earlier.is_authentic
            )
    return sorted(best.values(), key=lambda one: (-one.score, not one.is_authentic))[:SHOWN]


def likeness(one: str, other: str) -> int:
    """How like two sentences are, in per cent: 100 only if they are the same, sign by sign."""
    if one == other:
        return EXACT
    if compared(one) == compared(other):
        return SAME_BUT_FOR_CASE
    ratio = SequenceMatcher(None, tokens(one.casefold()), tokens(other.casefold()), autojunk=False).ratio()
    return min(SAME_BUT_FOR_CASE - 1, int(ratio * 100))
