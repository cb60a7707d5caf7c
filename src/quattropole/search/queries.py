"""Searching: the newest matches, title before body, of everything that the viewer may see."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from quattropole.access.viewer import Viewer
from quattropole.look.navigation import Label
from quattropole.network.models import FieldOfAction, Organ
from quattropole.search.asking import Asked
from quattropole.search.dialects import Narrowed, matches
from quattropole.search.excerpts import excerpt, marked_title
from quattropole.search.keys import narrowing, seen_by
from quattropole.search.models import SearchEntry
from quattropole.search.positions import key_range, read_key
from quattropole.search.sources import BY_NUMBER, SOURCES
from quattropole.texts.localized import Localized, Shown

AT_MOST = 500
"""How many matches are found: the newest with the words in their titles, then the newest with the words anywhere."""
IN_TITLES = 200
PER_PAGE = 20


@dataclass(frozen=True)
class Filters:
    """What a search is narrowed to."""

    kind: str = ""
    organ: int | None = None
    field: int | None = None
    language: str = ""
    first: date | None = None
    last: date | None = None

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True)
class Facet:
    """A value to which the results can be narrowed, and how many of them have it."""

    value: str
    label: Label | Shown
    count: int


@dataclass(frozen=True)
class Result:
    """A match as a list shows it."""

    kind: str
    label: Label
    address: str
    title: SafeString
    named: Localized
    excerpt: SafeString
    language: str
    is_foreign: bool
    organ: Organ | None
    field: FieldOfAction | None
    day: date | None


@dataclass(frozen=True)
class Found:
    """The results of a search: one page of them, and what they can be narrowed to."""

    page: Page[Any]
    is_longer: bool
    kinds: list[Facet]
    organs: list[Facet]
    fields: list[Facet]

    @property
    def has_facets(self) -> bool:
        """Whether the results can be narrowed by one."""
        return max(len(self.kinds), len(self.organs), len(self.fields)) > 1


def search(viewer: Viewer, asked: Asked, filters: Filters, number: object = 1) -> Found:
    """One page of what matches and may be seen. The same number of queries whatever is found.

    The index says what may match; what is shown was found again by the rules of its room.
    """
    found = _candidates(viewer, asked, filters)
    is_longer = len(found) > AT_MOST
    seen = _visible(viewer, found[:AT_MOST])
    page = Paginator(seen, PER_PAGE).get_page(number)  # type: ignore[arg-type]  # takes whatever was in the address
    placed = {pk: (organ, field) for pk, organ, field in _facts(seen)}
    organs = {organ.pk: organ for organ in Organ.objects.filter(pk__in={organ for organ, _ in placed.values()})}
    fields = FieldOfAction.objects.in_bulk({field for _, field in placed.values() if field})
    kinds = Counter(BY_NUMBER[read_key(key).kind].kind for key in seen)
    by_organ = Counter(organ for organ, _field in placed.values() if organ in organs)
    by_field = Counter(field for _organ, field in placed.values() if field in fields)
    results: Page[Any] = page
    results.object_list = _results(viewer, asked, filters, list(page.object_list), organs, fields)
    return Found(
        results,
        is_longer,
        [Facet(kind, SOURCES[kind].label, count) for kind, count in kinds.most_common()],
        [Facet(organs[pk].key, organs[pk].names.shown(), count) for pk, count in by_organ.most_common() if pk],
        [Facet(fields[pk].slug, fields[pk].names.shown(), count) for pk, count in by_field.most_common() if pk],
    )


def _candidates(viewer: Viewer, asked: Asked, filters: Filters) -> list[int]:
    """The keys of what may match, the best first; one more than is shown where there are more."""
    every = [narrowing("n", viewer.network.pk)]
    every += [narrowing("k", filters.kind)] if filters.kind else []
    every += [narrowing("o", filters.organ)] if filters.organ is not None else []
    every += [narrowing("f", filters.field)] if filters.field is not None else []
    every += [narrowing("l", filters.language)] if filters.language else []
    words = seen_by(viewer)
    narrowed = Narrowed(every, [words] if words is not None else [], *key_range(filters.first, filters.last))
    titled = matches(asked, narrowed, IN_TITLES, in_title=True) if asked.wanted else []
    if len(titled) >= AT_MOST:
        return titled
    return list(dict.fromkeys([*titled, *matches(asked, narrowed, AT_MOST + 1, in_title=False)]))


def _visible(viewer: Viewer, found: Sequence[int]) -> list[int]:
    """Those that the viewer may see by the rules of their rooms, whatever the index says."""
    by_kind: defaultdict[int, set[int]] = defaultdict(set)
    for key in found:
        position = read_key(key)
        by_kind[position.kind].add(position.object_id)
    seen = {number: BY_NUMBER[number].visible(viewer, keys) for number, keys in by_kind.items() if number in BY_NUMBER}
    return [key for key in found if read_key(key).object_id in seen.get(read_key(key).kind, ())]


def _facts(keys: Sequence[int]) -> list[tuple[int, int | None, int | None]]:
    return list(SearchEntry.objects.filter(pk__in=keys).values_list("pk", "organ_id", "field_id"))


def _results(
    viewer: Viewer,
    asked: Asked,
    filters: Filters,
    keys: list[int],
    organs: dict[int, Organ],
    fields: dict[int, FieldOfAction],
) -> list[Result]:
    language = get_language() or "de"
    entries = SearchEntry.objects.defer("keys", "title_words").in_bulk(keys)
    made = []
    for entry in (entries[key] for key in keys if key in entries):
        words, said_in = excerpt(entry, asked, filters.language or language)
        made.append(
            Result(
                kind=entry.kind,
                label=SOURCES[entry.kind].label,
                address=_address(entry, inside=viewer.person is not None),
                title=marked_title(entry.titles.shown(), asked),
                named=entry.titles,
                excerpt=words,
                language=said_in,
                is_foreign=said_in != language,
                organ=organs.get(entry.organ_id or 0),
                field=fields.get(entry.field_id or 0),
                day=entry.day,
            )
        )
    return made


def _address(entry: SearchEntry, *, inside: bool) -> str:
    """The page of a record: that of the desk for people of the network, where there is one."""
    for place in (entry.place.get("desk") if inside else None, entry.place.get("public"), entry.place.get("desk")):
        if place:
            try:
                return reverse(place[0], args=place[1:])
            except NoReverseMatch:
                continue
    return reverse("search:search")
