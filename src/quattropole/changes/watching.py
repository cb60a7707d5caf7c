"""The triggers that write down what changes, made by migrations."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

EVENTS = ("INSERT", "UPDATE", "DELETE")


class Watch(migrations.RunPython):
    """A migration step: every change in `table` is written down as a change of the record `subject`.

    `key` is the column that holds the record's key: `id`, or a foreign key where the rows are parts of another record.
    """

    def __init__(self, table: str, subject: str, key: str = "id") -> None:
        self.table, self.subject, self.key = table, subject, key
        super().__init__(self._create, self._drop)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.table, self.subject, self.key], {}

    def describe(self) -> str:
        return f"Write down what changes in {self.table}"

    def _create(self, apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for event in EVENTS:
            for statement in self._statements(event, editor.connection.vendor):
                editor.execute(statement, params=None)

    def _name(self, event: str) -> str:
        return f"changes_{self.table}_{event.lower()}"

    def _statements(self, event: str, vendor: str) -> list[str]:
        row, name = ("OLD" if event == "DELETE" else "NEW"), self._name(event)
        values = f"'{self.subject}', {row}.{self.key}, TRUE, TRUE"
        note = f"INSERT INTO changes_change (subject, object_id, for_search, for_api) VALUES ({values});"  # noqa: S608  # names in migrations
        if vendor == "sqlite":
            return [f"CREATE TRIGGER {name} AFTER {event} ON {self.table} FOR EACH ROW BEGIN {note} END"]
        return [
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {note} RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {event} ON {self.table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ]

    def _drop(self, apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        for event in EVENTS:
            if editor.connection.vendor == "sqlite":
                editor.execute(f"DROP TRIGGER {self._name(event)}", params=None)
            else:
                editor.execute(f"DROP TRIGGER {self._name(event)} ON {self.table}", params=None)
                editor.execute(f"DROP FUNCTION {self._name(event)}()", params=None)
