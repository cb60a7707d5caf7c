"""Being up to date: a request takes over what changed before it answers; what is too much for it goes to the worker."""

import time
from collections.abc import Iterator

from django.db import connection, transaction

from quattropole.api.oparl.keeping import READER, is_begun, rebuild
from quattropole.api.oparl.models import OParlObject
from quattropole.network.models import Network

ROUNDS = 3
"""How often 2,000 changes are taken over for one request at most."""
PATIENCE = 5.0
"""Seconds to wait for another process that is taking over changes."""


def follow(network: Network) -> bool:
    """Take over what changed; whether all of it was. What is left is given to the worker."""
    begin(network)
    if not READER.is_behind():
        return True
    patience = time.monotonic() + PATIENCE
    for turn in range(1, 1000):
        if READER.catch_up(rounds=ROUNDS):
            return True
        if time.monotonic() > patience or (turn >= 1 and connection.vendor == "sqlite"):
            break
        time.sleep(0.05)
    from quattropole.api.tasks import take_over

    take_over.enqueue()
    return False


def begin(network: Network) -> None:
    """Make the objects of a network of which there are none yet."""
    if is_begun(network):
        return
    with transaction.atomic():
        lock()
        if not is_begun(network):
            rebuild(network)


def follow_all() -> None:
    """Take over everything that changed, however long it takes: after a load."""
    for network in Network.objects.order_by("pk"):
        begin(network)
    while READER.is_behind():
        if not READER.catch_up(rounds=100):
            time.sleep(0.1)


def rebuild_all() -> Iterator[tuple[str, int, int]]:
    """Make all objects anew; each network with how many of its objects are given out differently than before."""
    follow_all()
    for network in Network.objects.order_by("slug"):
        with transaction.atomic():
            lock()
            changed = rebuild(network)
        yield network.slug, changed, OParlObject._base_manager.filter(network=network, deleted=False).count()


def lock() -> None:
    """Let nobody else write objects until the transaction ends (PostgreSQL; on SQLite there is one writer)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [READER.lock])
