"""Keeps the index as the records are: what changed is taken over before a search, and all can be made anew."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import connection, transaction
from django_scopes import scopes_disabled

from quattropole.changes.models import Change
from quattropole.changes.reading import Changed, Reader
from quattropole.network.models import Network
from quattropole.search.keys import narrowing
from quattropole.search.models import SearchEntry
from quattropole.search.passages import stored
from quattropole.search.positions import key_of
from quattropole.search.sources import SOURCES, Draft, Source, outdated_by
from quattropole.texts.folding import words_of
from quattropole.texts.localized import Localized

Thing = TypeVar("Thing")
BATCH = 500
BEFORE_A_SEARCH = 400
"""How many changes a search takes over before it answers; more are left to the worker."""


def entry_of(source: Source, draft: Draft) -> SearchEntry:
    """The entry of a record."""
    titles = Localized({language: words for language, words in draft.titles.items() if words})
    bodies = [(language, text) for language, text in draft.bodies if text]
    body, body_words = stored(bodies)
    languages = draft.languages or {*titles, *(language for language, _text in bodies)}
    keys = [narrowing("n", draft.network_id), narrowing("k", source.kind), *sorted(draft.seen_by)]
    keys += [narrowing("l", language) for language in sorted(languages)]
    keys += [narrowing("o", draft.organ_id)] if draft.organ_id else []
    keys += [narrowing("f", draft.field_id)] if draft.field_id else []
    titled = " ".join(words_of(" ".join([*titles.values(), *draft.also_titled])))
    return SearchEntry(
        pk=key_of(draft.day, source.number, draft.object_id),
        network_id=draft.network_id,
        kind=source.kind,
        object_id=draft.object_id,
        organ_id=draft.organ_id,
        field_id=draft.field_id,
        day=draft.day,
        titles=titles,
        body=body,
        place=dict(draft.place),
        title_words=titled[:2000],
        body_words=body_words,
        keys=" ".join(keys),
    )


def make_entries(kind: str, keys: set[int]) -> None:
    """Make the entries of records of one kind anew; one that is not there any more loses its entry."""
    source = SOURCES[kind]
    for some in _in_batches(sorted(keys)):
        with transaction.atomic():
            SearchEntry.objects.filter(kind=kind, object_id__in=some).delete()
            SearchEntry.objects.bulk_create([entry_of(source, draft) for draft in source.drafts(some)])


def take(changed: Changed) -> None:
    """Take over what changed, in whichever network."""
    with scopes_disabled():
        outdated = outdated_by(changed)
        for kind, keys in outdated.items():
            make_entries(kind, keys)
    if outdated.get("paper"):
        from quattropole.search.tasks import read_files

        transaction.on_commit(read_files.enqueue)


READER = Reader("for_search", 0x5EA2C4, take)


def catch_up() -> bool:
    """Take over what changed if it is little; else leave it to the worker. Whether the index is up to date."""
    waiting = Change.objects.filter(for_search=True).order_by("pk")[: BEFORE_A_SEARCH + 1].count()
    if not waiting:
        return True
    if waiting <= BEFORE_A_SEARCH:
        return READER.catch_up()
    from quattropole.search.tasks import look_after_index

    look_after_index()
    return False


def is_missing() -> bool:
    """Whether a network has records and no entries: the index is younger than they are, or was lost."""
    with scopes_disabled():
        return Network.objects.exclude(pk__in=SearchEntry.objects.filter(kind="network").values("network")).exists()


def rebuild() -> int:
    """Make the whole index anew; the number of entries. What changes meanwhile is taken over afterwards."""
    with scopes_disabled():
        Change.objects.filter(for_search=True).update(for_search=False)
        Change.objects.filter(for_search=False, for_api=False, for_translation=False).delete()
        with transaction.atomic():
            _empty()
        count = 0
        for source in SOURCES.values():
            for drafts in _in_batches(source.drafts(None)):
                with transaction.atomic():
                    made = [entry_of(source, draft) for draft in drafts]
                    SearchEntry.objects.filter(kind=source.kind, object_id__in=[e.object_id for e in made]).delete()
                    SearchEntry.objects.bulk_create(made)
                count += len(made)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO search_words(search_words) VALUES ('optimize')")
        else:
            cursor.execute("ANALYZE search_searchentry")
    return count


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM search_searchentry")


def _in_batches(things: Iterable[Thing]) -> Iterator[list[Thing]]:
    left = iter(things)
    while some := list(islice(left, BATCH)):
        yield some
