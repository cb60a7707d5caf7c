"""Reading the audit log, and what somebody holds and held."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from quattropole.access.audit import START, digest_of, microseconds
from quattropole.access.models import AuditEntry
from quattropole.network.models import Mandate, Network, Person

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the log shows it, and whether its seal holds."""

    entry: AuditEntry
    holds: bool

    @property
    def details(self) -> list[tuple[str, Any]]:
        """What the act recorded besides its subject."""
        return list(self.entry.details.items())


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log with what its filters offer."""

    page: Page[AuditEntry]
    lines: list[Line]
    head: AuditEntry | None
    people: list[Person]
    acts: list[str]

    @property
    def holds(self) -> bool:
        """Whether every seal on this page holds."""
        return all(line.holds for line in self.lines)


def positions_of(person: Person) -> list[Mandate]:
    """Every mandate of a person, the latest first."""
    mandates = Mandate.objects.filter(person=person).select_related("seat__organ", "office")
    return list(mandates.order_by("-begins", "seat__organ__position", "office__position"))


def log_entries(network: Network, *, person: int | None = None, act: str = "") -> QuerySet[AuditEntry]:
    """The network's acts, latest first; of one person, or of one kind, if asked."""
    entries = AuditEntry.objects.filter(network=network).order_by("-number")
    if person is not None:
        entries = entries.filter(person=person)
    return entries.filter(act=act) if act else entries


def log_page(network: Network, number: str | int, *, person: int | None = None, act: str = "") -> LogPage:
    """One page of the log; the same number of queries whatever its length. Seals on it are re-computed."""
    entries = AuditEntry.objects.filter(network=network)
    page = Paginator(log_entries(network, person=person, act=act).select_related("person"), PER_PAGE).get_page(number)
    shown = list(page.object_list)
    before = {entry.number - 1 for entry in shown}
    digests = dict(entries.filter(number__in=before).values_list("number", "digest"))
    return LogPage(
        page=page,
        lines=[
            Line(entry, digest_of(entry) == entry.digest and entry.previous == digests.get(entry.number - 1, START))
            for entry in shown
        ],
        head=entries.order_by("-number").first(),
        people=list(Person.objects.filter(pk__in=entries.order_by().values("person").distinct())),
        acts=list(entries.order_by("act").values_list("act", flat=True).distinct()),
    )


def as_json_lines(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    """The log as JSON lines, oldest first, with everything needed to compute the chain again."""
    for entry in entries.order_by("number").iterator(chunk_size=2000):
        yield json.dumps(as_json(entry), ensure_ascii=False) + "\n"


def as_json(entry: AuditEntry) -> dict[str, Any]:
    """An entry as plain values. The moment is in microseconds since 1970, as it is sealed, and readable beside it."""
    return {
        "network": entry.network_id,
        "number": entry.number,
        "at": entry.at.isoformat(),
        "at_microseconds": microseconds(entry.at),
        "person": entry.person_id,
        "actor": entry.actor,
        "act": entry.act,
        "subject_type": entry.subject_type,
        "subject_id": entry.subject_id,
        "subject": entry.subject,
        "details": entry.details,
        "previous": entry.previous,
        "digest": entry.digest,
    }
