"""Being up to date: a request takes over what changed before it answers; what is too much for it goes to the worker."""

import time

from django.db import connection, transaction

from quattropole.api.oparl.keeping import READER, is_begun, rebuild
from quattropole.api.oparl.models import OParlObject
from quattropole.changes.models import Change
from quattropole.network.models import Network

MANY = 20_000
"""As many changes are taken over faster by making everything anew."""
PATIENCE = 5.0
"""Seconds that a request takes over changes, or waits for another process that does, at most."""
PAUSE = 0.02
"""Seconds between two attempts."""


def follow(network: Network) -> bool:
    """Take over what changed; whether all of it was."""
    begin(network)
    if not READER.is_behind():
        return True
    until = time.monotonic() + PATIENCE
    while not READER.catch_up():
        if time.monotonic() > until:
            return False
        time.sleep(PAUSE)
    return True


def begin(network: Network) -> None:
    """Make the objects of a network of which there are none yet."""
    if is_begun(network):
        return
    with transaction.atomic():
        lock()
        if not OParlObject._base_manager.exists():
            _anew()
        elif not is_begun(network):
            rebuild(network)


def follow_all() -> None:
    """Take over everything that changed, however long it takes: after a load."""
    for network in Network.objects.order_by("pk"):
        begin(network)
    if Change.objects.filter(for_api=True).count() > MANY:
        rebuild_all()
    while READER.is_behind():
        if not READER.catch_up(rounds=100):
            time.sleep(0.1)


def rebuild_all() -> dict[str, int]:
    """Make all objects of all networks anew; how many of each network are given out differently than before."""
    with transaction.atomic():
        lock()
        return _anew()


def _anew() -> dict[str, int]:
    """Whatever changed until now is in it: its marks are taken away first, what changes meanwhile keeps them."""
    marked = Change.objects.filter(for_api=True)
    marked.filter(for_search=False).delete()
    marked.update(for_api=False)
    return {network.slug: rebuild(network) for network in Network.objects.order_by("slug")}


def lock() -> None:
    """Let nobody else write objects until the transaction ends (PostgreSQL; on SQLite there is one writer)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [READER.lock])
