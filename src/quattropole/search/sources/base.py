"""What a source of the index is: the records of one kind, what is found in them, and who may see them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quattropole.access.viewer import Viewer
from quattropole.look.navigation import Label
from quattropole.search.passages import Said

Keys = Collection[int]
Place = list[Any]
"""The name of a page and its arguments."""


@dataclass(frozen=True)
class Draft:
    """What the index shall know of one record. `seen_by` are words of `search.keys`."""

    object_id: int
    network_id: int
    titles: Mapping[str, str]
    bodies: Iterable[Said]
    seen_by: set[str]
    place: Mapping[str, Place]
    day: date | None = None
    organ_id: int | None = None
    field_id: int | None = None
    also_titled: Iterable[str] = ()
    languages: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Source:
    """Records of one kind. `number` stands in the keys of their entries and never changes.

    `drafts` gives what the index shall know, of all records or of those with the given keys. `visible` gives those of
    the keys that the viewer may see, by the rules of their room.
    """

    number: int
    kind: str
    label: Label
    drafts: Callable[[Keys | None], Iterator[Draft]]
    visible: Callable[[Viewer, Keys], set[int]]


def said(*texts: Mapping[str, str]) -> Iterator[Said]:
    """The texts in all their languages, as bodies of a draft."""
    for text in texts:
        yield from ((language, words) for language, words in text.items() if words)
