"""Django's connection to SQLite, with two things that SQLite does not do by itself.

It changes most columns by making a new table, and silently drops the old table's triggers. And who wants to write while
another writes sleeps and tries again, ever longer, so that of many some wait for seconds while others pass.
"""

from collections import defaultdict
from threading import Lock
from typing import Any

from django.db import models
from django.db.backends.sqlite3.base import DatabaseWrapper as DjangoWrapper
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor

GUARDS = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' "
    "AND (sql LIKE '%RAISE(ABORT%' OR sql LIKE '%INSERT INTO changes_change%')"
)
BY_KEY = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = %s AND sql LIKE '%% WITHOUT ROWID'"


class SchemaEditor(DatabaseSchemaEditor):
    """Takes our triggers of all tables away while one of them is made anew, and puts them back.

    Of all tables: a guard may read another table than its own, and SQLite refuses to rename a table whose name such a
    guard is waiting for. A table that keeps its rows in the order of their key goes on doing so.
    """

    _by_key = False

    def order_by_key(self, model: type[models.Model]) -> None:
        """Make the table anew without row numbers, so that nothing in it tells in which order its rows came."""
        self._by_key = True
        try:
            self._remake_table(model)
        finally:
            self._by_key = False

    def table_sql(self, model: type[models.Model]) -> tuple[str, list[Any]]:
        """The statement that makes a model's table."""
        sql, params = super().table_sql(model)
        return (f"{sql} WITHOUT ROWID" if self._by_key else sql), params

    def _remake_table(self, model: type[models.Model], *arguments: Any, **options: Any) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(GUARDS)
            guards = cursor.fetchall()
            cursor.execute(BY_KEY, [model._meta.db_table])
            by_key, self._by_key = self._by_key, self._by_key or cursor.fetchone() is not None
        for name, _ in guards:
            self.execute(f"DROP TRIGGER {name}", params=None)
        super()._remake_table(model, *arguments, **options)  # type: ignore[misc]  # private, so not in the stubs
        self._by_key = by_key
        for _, create in guards:
            self.execute(create, params=None)


_writers: defaultdict[str, Lock] = defaultdict(Lock)
"""Who writes, for each database file: transactions of this process wait for each other here, and not in SQLite."""


class DatabaseWrapper(DjangoWrapper):
    """Django's connection to SQLite, with our schema editor and a queue for transactions."""

    SchemaEditorClass = SchemaEditor

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._writing: Lock | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._queue()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # private, so not in the stubs
        except BaseException:
            self._let_others_write()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # private, so not in the stubs
        self._let_others_write()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # private, so not in the stubs
        finally:
            self._let_others_write()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # private, so not in the stubs
        finally:
            self._let_others_write()

    def _queue(self) -> None:
        """Wait for the turn as long as SQLite would; then let SQLite decide: other processes may write as well."""
        turn = _writers[str(self.settings_dict["NAME"])]
        if turn.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5)):
            self._writing = turn

    def _let_others_write(self) -> None:
        turn, self._writing = self._writing, None
        if turn is not None:
            turn.release()
