"""What a migration can ask of SQLite alone."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from quattropole.sqlite3.base import SchemaEditor


class OrderByKey(migrations.RunPython):
    """A migration step: on SQLite, a table keeps its rows in the order of their primary key, not of their arrival.

    SQLite numbers the rows of every table as they come, unless it is told not to. PostgreSQL has no such numbers; where
    rows stand there, and by which transaction, is for whoever writes them to blur.
    """

    def __init__(self, app_label: str, model: str) -> None:
        self.app_label, self.model = app_label, model
        super().__init__(self._order, migrations.RunPython.noop)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (type(self).__name__, [self.app_label, self.model], {})

    def describe(self) -> str:
        return f"Order {self.app_label}.{self.model} by key"

    def _order(self, apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
        if isinstance(editor, SchemaEditor):
            editor.order_by_key(apps.get_model(self.app_label, self.model))
