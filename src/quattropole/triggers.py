"""Database triggers that refuse a change, written once for SQLite and PostgreSQL."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class Refuse(migrations.RunPython):
    """A migration step: the database refuses `event` on rows of `table` for which `condition` holds.

    `condition` is SQL that both databases read, over NEW and OLD. `message` reaches the application as the
    text of an `IntegrityError` and is meant for developers; people get theirs from the action that checks first.
    """

    def __init__(self, name: str, table: str, event: str, condition: str, message: str) -> None:
        self.trigger, self.table, self.event = name, table, event
        self.condition, self.message = condition, message.replace("'", "''")
        super().__init__(self._create, self._drop)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (
            type(self).__name__,
            [self.trigger, self.table, self.event, self.condition, self.message],
            {},
        )

    def describe(self) -> str:
        return f"Refuse {self.event} on {self.table}: {self.message}"

    def _create(self, apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in self._statements(editor.connection.vendor):
            editor.execute(statement, params=None)

    def _statements(self, vendor: str) -> list[str]:
        if vendor == "sqlite":
            return [
                f"CREATE TRIGGER {self.trigger} BEFORE {self.event} ON {self.table} FOR EACH ROW "
                f"WHEN ({self.condition}) BEGIN SELECT RAISE(ABORT, '{self.message}'); END"
            ]
        row = "OLD" if self.event == "DELETE" else "NEW"
        return [
            f"CREATE FUNCTION {self.trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF ({self.condition}) THEN RAISE EXCEPTION '{self.message}' USING ERRCODE = '23514'; END IF; "
            f"RETURN {row}; END $$",
            f"CREATE TRIGGER {self.trigger} BEFORE {self.event} ON {self.table} FOR EACH ROW "
            f"EXECUTE FUNCTION {self.trigger}()",
        ]

    def _drop(self, apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "sqlite":
            editor.execute(f"DROP TRIGGER {self.trigger}", params=None)
        else:
            editor.execute(f"DROP TRIGGER {self.trigger} ON {self.table}", params=None)
            editor.execute(f"DROP FUNCTION {self.trigger}()", params=None)


def append_only(name: str, table: str, message: str) -> list[Refuse]:
    """Rows of `table` are only ever added."""
    return [
        Refuse(f"{name}_no_update", table, "UPDATE", "1 = 1", message),
        Refuse(f"{name}_no_delete", table, "DELETE", "1 = 1", message),
    ]
