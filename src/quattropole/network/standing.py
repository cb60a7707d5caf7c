"""The networks of the installation, needed by every request and changed once a year."""

from functools import lru_cache

from django.db import connection

from quattropole.network.models import Network

Row = tuple[object, ...]
LONG = "charter_source"
"""The one column that is not compared: its digest is."""


def all_networks() -> tuple[Network, ...]:
    """All networks, exactly as they are in the database; built anew only where a row has changed. Do not change them.

    One short query: to fetch, convert and build the rows every time, with their statutes, takes ten times as long.
    """
    with connection.cursor() as cursor:
        cursor.execute(_question())
        return _built(tuple(cursor.fetchall()))


@lru_cache(maxsize=1)
def _question() -> str:
    columns = [field.column for field in Network._meta.concrete_fields if field.column and field.name != LONG]
    return f"SELECT {', '.join(columns)} FROM {Network._meta.db_table} ORDER BY id"  # noqa: S608  # our own columns


@lru_cache(maxsize=1)
def _built(rows: tuple[Row, ...]) -> tuple[Network, ...]:
    """The rows as objects. `rows` is only the key; who reads it while another process changes them asks again soon."""
    return tuple(Network.objects.order_by("pk"))
