"""What every test finds: an own clock, no scope left over, German as the language, files under `tmp_path`."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import django_scopes
import pytest
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from quattropole import clock
from quattropole.network.models import Network
from quattropole.sqlite3.base import GUARDS
from tests import factories

hypothesis_settings.register_profile("quattropole", deadline=None, print_blob=True)
hypothesis_settings.load_profile("quattropole")

_sql_flush = DatabaseWrapper.ops_class.sql_flush


def _sql_flush_in_spite_of_guards(
    self: Any,
    style: Any,
    tables: Any,
    *,
    reset_sequences: bool = False,
    allow_cascade: bool = False,
) -> list[str]:
    """Empty tables whose triggers refuse DELETE: drop these triggers, delete, create them again.

    PostgreSQL needs no such thing, because TRUNCATE fires no row trigger.
    """
    deletes: list[str] = _sql_flush(self, style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
    with self.connection.cursor() as cursor:
        cursor.execute(GUARDS)
        guards = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _ in guards] + deletes + [create for _, create in guards]


setattr(DatabaseWrapper.ops_class, "sql_flush", _sql_flush_in_spite_of_guards)  # noqa: B010  # a patch, and meant to be one


@pytest.fixture(autouse=True)
def _as_new(tmp_path: Path, settings: Any) -> Iterator[None]:
    """Nothing is left over from the test before: clock, language, scope, files."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    clock.set_ahead(timedelta())
    translation.activate(settings.LANGUAGE_CODE)
    yield
    clock.set_ahead(timedelta())
    translation.deactivate()


@pytest.fixture
def network(db: None) -> Iterator[Network]:
    """An empty network with QuattroPole's statutes; its scope is active during the test."""
    made = factories.make_network()
    with django_scopes.scope(network=made):
        yield made


@pytest.fixture
def quattropole(db: None) -> Iterator[Network]:
    """QuattroPole as its folder describes it, with the demo history; its scope is active during the test."""
    loaded = factories.load_network("quattropole")
    with django_scopes.scope(network=loaded):
        yield loaded
