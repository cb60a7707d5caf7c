"""The audit log: a chain of acts of people, one per network, that cannot be changed afterwards."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django_scopes import scope

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.network.models import Network, Person

START = "0" * 64
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def seal(content: Any) -> str:
    """SHA-256 (hex) of `content` as canonical JSON: sorted keys, no spaces, UTF-8."""
    text = json.dumps(
        content,
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        cls=DjangoJSONEncoder,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def microseconds(moment: datetime) -> int:
    """The moment in whole microseconds since 1970: exact, and the same in every time zone and database."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def digest_of(entry: AuditEntry) -> str:
    """The digest an entry must carry: over its content and the digest of the entry before it."""
    return seal(
        [
            entry.network_id,
            entry.number,
            microseconds(entry.at),
            entry.person_id,
            entry.actor,
            entry.act,
            entry.subject_type,
            entry.subject_id,
            entry.subject,
            entry.details,
            entry.previous,
        ]
    )


def _lock_chain(network: Network) -> None:
    """One writer at a time per chain. SQLite has one writer anyway (transactions begin immediate)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [41, network.pk])


def record(
    act: str,
    subject: models.Model,
    *,
    by: Person | None,
    network: Network,
    **details: Any,
) -> AuditEntry:
    """Append an act to the network's chain, in the caller's transaction.

    `act` is a short verb phrase such as `vote opened`; `details` must be plain JSON values. `by` is None for
    what the platform itself does. Raises `TransactionManagementError` outside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("An act and its audit entry belong into one transaction.")
    _lock_chain(network)
    with scope(network=network):
        last = AuditEntry.objects.order_by("-number").first()
    entry = AuditEntry(
        network=network,
        number=last.number + 1 if last else 1,
        at=clock.now(),
        person=by,
        actor=str(by) if by else "QuattroPole",
        act=act,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject=str(subject)[:300],
        details=json.loads(json.dumps(details, cls=DjangoJSONEncoder)),
        previous=last.digest if last else START,
    )
    entry.digest = digest_of(entry)
    entry.save(force_insert=True)
    return entry


@dataclass(frozen=True)
class Fault:
    """An entry whose content, number or link to the entry before does not hold."""

    number: int
    what: str


def faults(network: Network) -> Iterator[Fault]:
    """Re-compute the network's whole chain; yields every break, in order."""
    previous, number = START, 0
    for entry in AuditEntry.objects.filter(network=network).order_by("number").iterator(chunk_size=2000):
        number += 1
        if entry.number != number:
            yield Fault(entry.number, f"expected entry {number}")
            number = entry.number
        if entry.previous != previous:
            yield Fault(entry.number, "does not follow the entry before it")
        if digest_of(entry) != entry.digest:
            yield Fault(entry.number, "content was changed")
        previous = entry.digest
