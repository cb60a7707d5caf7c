"""Every guard that the migrations put up stands at the end of all migrations, on both databases."""

import pytest
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from quattropole.sqlite3.base import GUARDS
from quattropole.triggers import Refuse

pytestmark = pytest.mark.django_db

ON_POSTGRESQL = "SELECT tgname, '' FROM pg_trigger WHERE NOT tgisinternal"


def standing_guards() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(GUARDS if connection.vendor == "sqlite" else ON_POSTGRESQL)
        return {name for name, _ in cursor.fetchall()}


def test_guards_of_all_migrations_stand() -> None:
    steps = [step for migration in MigrationLoader(None).disk_migrations.values() for step in migration.operations]
    asked_for = {step.trigger for step in steps if isinstance(step, Refuse)}
    assert asked_for
    assert asked_for <= standing_guards()


@pytest.mark.django_db(transaction=True)
def test_guards_survive_a_change_of_their_table() -> None:
    from quattropole.decisions.models import Elector

    before = standing_guards()
    field = models.CharField(max_length=3, default="x")
    field.set_attributes_from_name("added_for_this_test")
    with connection.schema_editor() as editor:
        editor.add_field(Elector, field)
    with connection.schema_editor() as editor:
        editor.remove_field(Elector, field)
    assert standing_guards() == before
