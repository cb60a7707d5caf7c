"""Keeping what is given out: from what changed, or all of it anew.

Objects are made in an order in which those that embed others come later. What is written is what differs from what is
kept: so that doing it again changes nothing, and whoever is killed in between leaves what was there before.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django_scopes import scope

from quattropole import clock
from quattropole.api.oparl.affected import affected
from quattropole.api.oparl.kinds import bodies, files, meetings, organs, papers, people, places
from quattropole.api.oparl.kinds.book import Book, Lister, Maker
from quattropole.api.oparl.models import OParlObject
from quattropole.api.oparl.writing import (
    Built,
    Content,
    Embedded,
    as_embedded,
    digest_of,
    embedded_in,
    text_of,
    tombstone,
    written,
)
from quattropole.changes.reading import Reader
from quattropole.network.models import Network

AT_ONCE = 500
"""How many objects of a kind are made together."""


class Kind(NamedTuple):
    """How the objects of a kind are made, and for which keys there may be one."""

    make: Maker
    every: Lister


KINDS: Mapping[str, Kind] = {
    "location": Kind(places.make, places.every),
    "file": Kind(files.make, files.every),
    "legislativeterm": Kind(bodies.terms, bodies.every_term),
    "membership": Kind(people.memberships, people.every_membership),
    "consultation": Kind(papers.consultations, papers.every_consultation),
    "agendaitem": Kind(meetings.items, meetings.every_item),
    "organization": Kind(organs.make, organs.every),
    "person": Kind(people.persons, people.every_person),
    "meeting": Kind(meetings.meetings, meetings.every_meeting),
    "paper": Kind(papers.make, papers.every),
    "body": Kind(bodies.body, bodies.every_body),
    "system": Kind(bodies.system, bodies.every_system),
}
"""All kinds, those that stand inside of others first."""


@dataclass
class Difference:
    """What is kept of an object, and what should be; `built` is None where it is not public."""

    key: str
    row: OParlObject | None
    built: Built | None
    content: Content

    @property
    def digest(self) -> str:
        """Of what should be given out."""
        return digest_of(self.content) if self.built else ""

    @cached_property
    def is_one(self) -> bool:
        """Whether something else should be given out than is kept."""
        if self.row is None:
            return self.built is not None
        if self.built is None:
            return not self.row.deleted
        return self.row.deleted or self.row.digest != self.digest or self.row.within != self.built.within

    @property
    def holders(self) -> set[str]:
        """Which objects depend on it, as it was and as it should be."""
        before = set(self.row.holders.split()) if self.row else set()
        return before | set(_lines(self.built))


class Keeper:
    """Keeps the objects of one network, whose scope is active."""

    def __init__(self, network: Network) -> None:
        self.book = Book(network)

    @cached_property
    def stamp(self) -> datetime:
        """The moment of this change: now, in whole seconds, but never before one that was already given out."""
        now = clock.now().replace(microsecond=0)
        last = OParlObject.objects.order_by("-modified").values_list("modified", flat=True).first()
        return max(now, last) if last else now

    def take(self, changed: Mapping[str, set[int]]) -> None:
        """Take over what changed."""
        if self._rests_on_the_same():
            self._keep(affected(self.book, changed))
        else:
            self.rebuild()

    def rebuild(self) -> int:
        """Make everything anew; returns how many objects are given out differently than before."""
        return sum(self._write(kind, part) for kind in KINDS for part in self._parts(kind))

    def differences(self) -> Iterator[str]:
        """What is kept differently than it should be: kind and key."""
        for kind in KINDS:
            for part in self._parts(kind):
                yield from (f"{kind}/{found.key}" for found in self._compare(kind, part) if found.is_one)

    def _rests_on_the_same(self) -> bool:
        """Whether languages and time zone, on which all objects rest, are those of when the body was last written."""
        body = OParlObject.objects.filter(kind="body").values_list("body", flat=True).first()
        kept = json.loads(body) if body else {}
        return all(kept.get(name, []) == value for name, value in bodies.basis(self.book).items())

    def _parts(self, kind: str) -> Iterator[list[str]]:
        keys = list(dict.fromkeys(KINDS[kind].every(self.book)))
        kept = OParlObject.objects.filter(kind=kind).values_list("key", flat=True)
        gone = [*set(kept).difference(keys)]
        yield from _cut([*keys, *sorted(gone)])

    def _keep(self, keys: defaultdict[str, set[str]]) -> None:
        for kind in KINDS:
            for part in _cut(sorted(keys[kind], key=_natural)):
                self._write(kind, part, keys)

    def _write(self, kind: str, part: list[str], dependent: defaultdict[str, set[str]] | None = None) -> int:
        """Write what differs; the objects that depend on it are noted in `dependent`."""
        found = [difference for difference in self._compare(kind, part) if difference.is_one]
        new: list[OParlObject] = []
        changed: list[OParlObject] = []
        for difference in found:
            if dependent is not None:
                for line in difference.holders:
                    holder, _slash, key = line.partition("/")
                    dependent[holder].add(key)
            (changed if difference.row else new).append(self._row(kind, difference))
        OParlObject.objects.bulk_create(new, batch_size=AT_ONCE)
        fields = ["within", "modified", "deleted", "holders", "digest", "body"]
        OParlObject.objects.bulk_update(changed, fields, batch_size=100)
        return len(found)

    def _compare(self, kind: str, part: list[str]) -> Iterator[Difference]:
        made = KINDS[kind].make(self.book, part)
        rows = {row.key: row for row in OParlObject.objects.filter(kind=kind, key__in=part)}
        children = self._children(made.values())
        for key in part:
            built = made.get(key)
            content = written(kind, key, built.content, children) if built else {}
            yield Difference(key, rows.get(key), built, content)

    def _children(self, made: Iterable[Built]) -> dict[Embedded, Content]:
        """What stands inside of objects, as it is kept."""
        wanted: defaultdict[str, set[str]] = defaultdict(set)
        for built in made:
            for child in embedded_in(built.content):
                wanted[child.kind].add(child.key)
        found: dict[Embedded, Content] = {}
        for kind, keys in wanted.items():
            for part in _cut(sorted(keys)):
                rows = OParlObject.objects.filter(kind=kind, key__in=part, deleted=False).values_list("key", "body")
                found |= {Embedded(kind, key): as_embedded(kind, body) for key, body in rows}
        return found

    def _row(self, kind: str, difference: Difference) -> OParlObject:
        """The row as it should be, not yet saved."""
        row = difference.row or OParlObject(
            network=self.book.network, kind=kind, key=difference.key, created=self.stamp
        )
        row.modified = self.stamp
        row.deleted = difference.built is None
        row.digest = difference.digest
        if difference.built is None:
            row.body = tombstone(kind, row.key, row.created, row.modified)
        else:
            row.within = difference.built.within
            row.holders = "\n".join(_lines(difference.built))
            row.body = text_of(difference.content, row.created, row.modified)
        return row


def _lines(built: Built | None) -> list[str]:
    return [f"{ref.kind}/{ref.key}" for ref in built.holders] if built else []


def _cut(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]


def _natural(key: str) -> tuple[tuple[int, str], ...]:
    """Keys in the order of their numbers: 9 before 10."""
    return tuple((int(part), "") if part.isdecimal() else (0, part) for part in key.split("-"))


def take(changed: Mapping[str, set[int]]) -> None:
    """Take over what changed, in every network."""
    for network in Network.objects.order_by("pk"):
        with scope(network=network), timezone.override(ZoneInfo(network.time_zone)):
            Keeper(network).take(changed)


READER = Reader("for_api", 7_042_011, take)
"""Who takes over what changed for the OParl server."""


def is_begun(network: Network) -> bool:
    """Whether the objects of a network were ever made."""
    return OParlObject._base_manager.filter(network=network, kind="system").exists()


def rebuild(network: Network) -> int:
    """Make all objects of a network anew, in one transaction; returns how many are given out differently."""
    with scope(network=network), timezone.override(ZoneInfo(network.time_zone)), transaction.atomic():
        return Keeper(network).rebuild()
