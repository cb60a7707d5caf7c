from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

URN = ("decisions_slip", "decisions_participation")


def sweep_soon(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """PostgreSQL cleans up behind the ballots by itself, however few they were, should the task not be allowed to."""
    if editor.connection.vendor != "postgresql":
        return
    for table in URN:
        editor.execute(
            f"ALTER TABLE {table} SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)",
            params=None,
        )


def as_usual(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    for table in URN:
        editor.execute(
            f"ALTER TABLE {table} RESET (autovacuum_vacuum_threshold, autovacuum_vacuum_scale_factor)", params=None
        )


class Migration(migrations.Migration):
    dependencies = [("decisions", "0008_referred")]

    operations = [migrations.RunPython(sweep_soon, as_usual)]
