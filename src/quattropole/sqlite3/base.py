"""SQLite changes most columns by making a new table, and that silently drops the old table's triggers."""

from typing import Any

from django.db import models
from django.db.backends.sqlite3.base import DatabaseWrapper as DjangoWrapper
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor

GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"
BY_KEY = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = %s AND sql LIKE '%% WITHOUT ROWID'"


class SchemaEditor(DatabaseSchemaEditor):
    """Takes the guards of all tables away while one of them is made anew, and puts them back.

    All tables: a guard may read another table than its own, and SQLite refuses to rename a table whose name such a
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


class DatabaseWrapper(DjangoWrapper):
    """Django's connection to SQLite, with our schema editor."""

    SchemaEditorClass = SchemaEditor
