"""Re-computes what must hold here: sentences are found by what they say, and taken from what is there."""

from collections.abc import Iterator

from django.db.models import Count
from django_scopes import scope

from quattropole.network.models import Network
from quattropole.translation.memory import catch_up
from quattropole.translation.memory.marks import PAIRS, digest_of
from quattropole.translation.memory.pairs import pairs_of
from quattropole.translation.models import Sentence
from quattropole.translation.sources import SOURCES

CHUNK = 500


def run() -> list[str]:
    """Everything that does not hold, one sentence each; empty if all is well."""
    catch_up()
    problems: list[str] = []
    for network in Network.objects.order_by("slug"):
        with scope(network=network):
            problems += [f"{network.slug}: {problem}" for problem in (*_marked(), *_from_what_is_there())]
    return problems


def _marked() -> Iterator[str]:
    """Sentences that could not be found."""
    for sentence in Sentence.objects.annotate(marked=Count("bands")).iterator(chunk_size=CHUNK):
        if sentence.digest != digest_of(sentence.source_language, sentence.source) or sentence.marked != PAIRS:
            yield f"sentence {sentence.pk} of the memory is not found by what it says"


def _from_what_is_there() -> Iterator[str]:
    """Sentences that their record does not say, or is for fewer people than they."""
    by_source: dict[str, set[int]] = {}
    for origin in Sentence.objects.exclude(origin="").values_list("origin", flat=True).distinct():
        source, _dot, number = origin.rpartition(".")
        by_source.setdefault(source, set()).add(int(number))
    for source, pks in by_source.items():
        units = {unit.key: unit for unit in SOURCES[source].refresh(sorted(pks))} if source in SOURCES else {}
        origins = [f"{source}.{pk}" for pk in sorted(pks)]
        for sentence in Sentence.objects.filter(origin__in=origins).iterator(chunk_size=CHUNK):
            unit = units.get(sentence.origin)
            said = {(one.source, one.target) for one in pairs_of(unit)} if unit else set()
            if unit is None or sentence.audience != unit.audience or (sentence.source, sentence.target) not in said:
                yield f"sentence {sentence.pk} of the memory is not what {sentence.origin} says"
