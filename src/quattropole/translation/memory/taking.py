"""The memory follows what changed: whoever asks it something brings it up to date first."""

from collections.abc import Iterable

from django_scopes import scopes_disabled

from quattropole import clock
from quattropole.changes.reading import Changed, Reader
from quattropole.translation.memory.marks import digest_of, marks_of
from quattropole.translation.memory.pairs import pairs_of
from quattropole.translation.models import Band, Sentence
from quattropole.translation.sources import SOURCES, Unit

LOCK = 6317
AT_ONCE = 500
ROUNDS = 20


def catch_up() -> None:
    """Take over everything that was committed: names' states and the memory are as new as the records then."""
    with scopes_disabled():
        READER.catch_up(rounds=ROUNDS)


def _take(changed: Changed) -> None:
    for source in SOURCES.values():
        pks: set[int] = set()
        for subject in source.subjects:
            if changed.get(subject):
                pks |= source.keys_of(subject, changed[subject])
        ordered = sorted(pks)
        for first in range(0, len(ordered), AT_ONCE):
            some = ordered[first : first + AT_ONCE]
            remember({f"{source.key}.{pk}" for pk in some}, source.refresh(some))


READER = Reader("for_translation", LOCK, _take)

Said = tuple[str, str, str, str, bool, str, int | None, int | None]


def remember(origins: set[str], units: Iterable[Unit]) -> None:
    """Make the memory of some things what they say now; what is gone is forgotten."""
    known: dict[str, dict[Said, list[int]]] = {}
    for sentence in Sentence.objects.filter(origin__in=origins):
        known.setdefault(sentence.origin, {}).setdefault(_said(sentence), []).append(sentence.pk)
    new: list[Sentence] = []
    for unit in units:
        there = known.get(unit.key, {})
        for sentence in _sentences(unit):
            kept = there.pop(_said(sentence), None)
            if kept is None:
                new.append(sentence)
    outdated = [pk for there in known.values() for pks in there.values() for pk in pks]
    if outdated:
        Sentence.objects.filter(pk__in=outdated).delete()
    keep(new)


def _said(sentence: Sentence) -> Said:
    return (
        sentence.source_language,
        sentence.target_language,
        sentence.source,
        sentence.target,
        sentence.is_authentic,
        sentence.audience,
        sentence.organ_id,
        sentence.other_organ_id,
    )


def _sentences(unit: Unit) -> Iterable[Sentence]:
    for pair in pairs_of(unit):
        yield Sentence(
            network_id=unit.network_id,
            audience=unit.audience,
            origin=unit.key,
            organ=unit.organ,
            other_organ=unit.other_organ,
            source_language=pair.source_language,
            target_language=pair.target_language,
            source=pair.source,
            target=pair.target,
            digest=digest_of(pair.source_language, pair.source),
            is_authentic=pair.is_authentic,
            at=clock.now(),
            by=unit.side(pair.target_language).changed_by,
        )


def keep(sentences: list[Sentence]) -> None:
    """Write new sentences with the marks by which they are found."""
    Sentence.objects.bulk_create(sentences, batch_size=500)
    Band.objects.bulk_create(
        [
            Band(sentence=sentence, mark=mark)
            for sentence in sentences
            for mark in marks_of(sentence.source_language, sentence.source)
        ],
        batch_size=2000,
    )
