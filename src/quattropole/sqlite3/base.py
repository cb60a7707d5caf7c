"""SQLite changes most columns by making a new table, and that silently drops the old table's triggers."""

from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper as DjangoWrapper
from django.db.backends.sqlite3.schema import DatabaseSchemaEditor

GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%RAISE(ABORT%'"


class SchemaEditor(DatabaseSchemaEditor):
    """Takes the guards of all tables away while one of them is made anew, and puts them back.

    All tables: a guard may read another table than its own, and SQLite refuses to rename a table whose name such a
    guard is waiting for.
    """

    def _remake_table(self, *arguments: Any, **options: Any) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(GUARDS)
            guards = cursor.fetchall()
        for name, _ in guards:
            self.execute(f"DROP TRIGGER {name}", params=None)
        super()._remake_table(*arguments, **options)  # type: ignore[misc]  # private, so not in the stubs
        for _, create in guards:
            self.execute(create, params=None)


class DatabaseWrapper(DjangoWrapper):
    """Django's connection to SQLite, with our schema editor."""

    SchemaEditorClass = SchemaEditor
