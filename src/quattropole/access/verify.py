"""Re-computes what must hold: the chains of acts, the guards in the database, and what each room registers."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django_scopes import scope

from quattropole.access.audit import faults
from quattropole.access.models import AuditEntry
from quattropole.network.models import Network
from quattropole.triggers import Refuse

Check = Callable[[Network], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Anchor:
    """The state of a network's chain as something outside the chain remembers it, such as a resolution's proof."""

    where: str
    number: int
    digest: str


_checks: dict[str, Check] = {}
_anchors: dict[str, Callable[[Network], Iterable[Anchor]]] = {}


def register_check(name: str, function: Check) -> None:
    """A room has an invariant: `function` yields a sentence for every breach in a network. Call it in `ready`."""
    _checks[name] = function


def register_anchors(name: str, function: Callable[[Network], Iterable[Anchor]]) -> None:
    """A room remembers states of the chain: a chain cut off behind one of them is found by it."""
    _anchors[name] = function


def run() -> list[str]:
    """Everything that does not hold in this installation, one sentence each; empty if all is well."""
    problems = [f"database: {problem}" for problem in missing_guards()]
    for network in Network.objects.order_by("slug"):
        with scope(network=network):
            problems += [f"{network.slug}: {problem}" for problem in _problems(network)]
    return problems


def heads() -> list[str]:
    """The end of every chain as a line to keep outside: a later chain must still contain it."""
    lines = []
    for network in Network.objects.order_by("slug"):
        with scope(network=network):
            last = AuditEntry.objects.order_by("-number").first()
        lines.append(f"{network.slug} {last.number} {last.digest}" if last else f"{network.slug} 0 -")
    return lines


def _problems(network: Network) -> Iterator[str]:
    for fault in faults(network):
        yield f"audit entry {fault.number}: {fault.what}"
    for name, anchors in _anchors.items():
        for anchor in anchors(network):
            if not AuditEntry.objects.filter(number=anchor.number, digest=anchor.digest).exists():
                yield f"{name}: {anchor.where} remembers audit entry {anchor.number}, which is not in the log"
    for name, check in _checks.items():
        for problem in check(network):
            yield f"{name}: {problem}"


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
