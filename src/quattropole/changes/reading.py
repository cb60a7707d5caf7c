"""How a reader of all records takes over what changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import connection, transaction

from quattropole.changes.models import Change

AT_ONCE = 2000
"""How many changes are taken over in one transaction."""

Changed = Mapping[str, set[int]]
"""The keys of the records that changed, by kind of record."""


@dataclass(frozen=True)
class Reader:
    """A reader of all records: which mark of a change is its own, and how it takes changes over.

    `take` runs in a transaction and sees the records as they are now; a record that is not there any more was deleted.
    """

    mark: str
    lock: int
    take: Callable[[Changed], None]

    def is_behind(self) -> bool:
        """Whether there is something to take over."""
        return Change.objects.filter(**{self.mark: True}).order_by("pk").values("pk")[:1].exists()

    def catch_up(self, *, rounds: int = 1) -> bool:
        """Take over what changed, `AT_ONCE` changes in each round; whether nothing is left.

        Does nothing where another process is doing it (PostgreSQL), whose result is as good as ours.
        """
        for _round in range(rounds):
            if not self.is_behind():
                return True
            if not self._take_some():
                return False
        return not self.is_behind()

    def _take_some(self) -> bool:
        with transaction.atomic():
            if not self._is_alone():
                return False
            rows = list(
                Change.objects.filter(**{self.mark: True})
                .order_by("pk")
                .values_list("pk", "subject", "object_id")[:AT_ONCE]
            )
            changed: dict[str, set[int]] = {}
            for _pk, subject, key in rows:
                changed.setdefault(subject, set()).add(key)
            self.take(changed)
            done = Change.objects.filter(pk__in=[pk for pk, _subject, _key in rows])
            done.update(**{self.mark: False})
            done.filter(for_search=False, for_api=False, for_translation=False).delete()
        return True

    def _is_alone(self) -> bool:
        """On SQLite the transaction itself is alone; on PostgreSQL a lock that ends with it says so."""
        if connection.vendor != "postgresql":
            return True
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [self.lock])
            return bool(cursor.fetchone()[0])
