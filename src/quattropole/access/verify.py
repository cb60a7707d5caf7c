"""Re-computes what must hold in this room: the chains of acts, and the guards of every room in the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django_scopes import scope

from quattropole.access.audit import faults
from quattropole.access.models import AuditEntry
from quattropole.network.models import Network
from quattropole.triggers import Refuse

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Anchor:
    """The state of a network's chain as something outside the chain remembers it, such as a resolution's proof."""

    where: str
    number: int
    digest: str


def run() -> list[str]:
    """Everything that does not hold in this installation, one sentence each; empty if all is well."""
    problems = [f"database: {problem}" for problem in missing_guards()]
    for network in Network.objects.order_by("slug"):
        with scope(network=network):
            problems += [f"{network.slug}: audit entry {fault.number}: {fault.what}" for fault in faults(network)]
    return problems


def heads() -> list[str]:
    """The end of every chain as a line to keep outside: a later chain must still contain it."""
    lines = []
    for network in Network.objects.order_by("slug"):
        with scope(network=network):
            last = AuditEntry.objects.order_by("-number").first()
        lines.append(f"{network.slug} {last.number} {last.digest}" if last else f"{network.slug} 0 -")
    return lines


def cut_off(anchors: Iterable[Anchor]) -> Iterator[str]:
    """A sentence for every anchor that the chain of the active network's scope does not contain.

    A chain that was cut off at its end looks whole; what remembers a later state shows it. Rooms that keep such states
    call this from their own `verify`.
    """
    waiting = iter(anchors)
    while some := list(islice(waiting, CHUNK)):
        numbers = {anchor.number for anchor in some}
        found = dict(AuditEntry.objects.filter(number__in=numbers).values_list("number", "digest"))
        for anchor in some:
            if found.get(anchor.number) != anchor.digest:
                yield f"{anchor.where} remembers audit entry {anchor.number}, which is not in the log"


def missing_guards() -> list[str]:
    """The triggers that migrations of this installation made and that are not in the database, or are switched off."""
    present = _guards_present()
    return [
        f"the guard {guard.trigger} on {guard.table} is missing: {guard.message}"
        for guard in _guards()
        if (guard.trigger, guard.table) not in present
    ]


def _guards() -> Iterator[Refuse]:
    loader = MigrationLoader(connection)
    for key in sorted(loader.disk_migrations):
        if key in loader.applied_migrations:
            yield from (step for step in loader.disk_migrations[key].operations if isinstance(step, Refuse))


def _guards_present() -> set[tuple[str, str]]:
    statement = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return {(str(name), str(table)) for name, table in cursor.fetchall()}
