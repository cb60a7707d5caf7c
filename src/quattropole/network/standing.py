"""The networks of the installation, needed by every request and changed once a year."""

from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Field

from quattropole.network.models import Network

Row = tuple[object, ...]
LONG = "charter_source"
"""The one column that is neither compared nor fetched: its digest is."""


def all_networks() -> tuple[Network, ...]:
    """All networks, exactly as they are in the database; built anew only where a row has changed. Do not change them.

    One short query: to fetch, convert and build the rows every time, with their statutes, takes ten times as long.
    """
    with connection.cursor() as cursor:
        cursor.execute(_question())
        return _built(tuple(cursor.fetchall()))


def _fields() -> list[Field[Any, Any]]:
    return [field for field in Network._meta.concrete_fields if field.name != LONG]


@lru_cache(maxsize=1)
def _question() -> str:
    columns = [str(field.column) for field in _fields()]
    return f"SELECT {', '.join(columns)} FROM {Network._meta.db_table} ORDER BY id"  # noqa: S608  # our own columns


@lru_cache(maxsize=1)
def _built(rows: tuple[Row, ...]) -> tuple[Network, ...]:
    names = [field.attname for field in _fields()]
    return tuple(Network.from_db(connection.alias, names, _converted(row)) for row in rows)


def _converted(row: Row) -> list[object]:
    """The values as Python has them: the database keeps some as text."""
    values = []
    for field, given in zip(_fields(), row, strict=True):
        column = field.get_col(Network._meta.db_table)
        value = given
        for convert in [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]:
            value = convert(value, column, connection)
        values.append(value)
    return values
