"""Several processes on PostgreSQL hear each other by NOTIFY and LISTEN; no other server is needed."""

import asyncio
import logging
import os
import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connection

log = logging.getLogger(__name__)

CHANNEL = "quattropole_live"
PAUSE = 0.5
"""Seconds between two notifications of what comes in masses."""
AGAIN_AFTER = 0.5, 5.0
"""Seconds until a lost connection is sought again: at first, at most."""
OWN = frozenset({"cursor_factory", "context", "prepare_threshold"})
"""Settings of Django's own connections that an asynchronous one cannot use."""
_TOKEN = secrets.token_hex(4)


def notify(text: str) -> None:
    """Let the other processes hear something, when the transaction is committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{_origin()} {text}"])


def _origin() -> str:
    """This process: it needs no notification of what it said itself."""
    return f"{_TOKEN}{os.getpid()}"


class _Later:
    """Notifications that nobody waits for, sent by a thread of their own; the same one at most twice a second."""

    def __init__(self) -> None:
        self._texts: set[str] = set()
        self._there_are_some = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def add(self, text: str) -> None:
        with self._lock:
            self._texts.add(text)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="live-progress", daemon=True)
                self._thread.start()
        self._there_are_some.set()

    def _run(self) -> None:
        while self._there_are_some.wait():
            with self._lock:
                texts, self._texts = self._texts, set()
                self._there_are_some.clear()
            try:
                for text in sorted(texts):
                    notify(text)
            except Exception:
                log.exception("Other processes do not hear at once that ballots came in.")
            finally:
                connection.close()
            time.sleep(PAUSE)


notify_soon = _Later().add
"""Let the other processes hear something soon, without waiting for it; call it after the commit."""


class Listening:
    """What the other processes say, heard in the event loop by a connection of its own."""

    def __init__(self, hear: Callable[[str], None], missed: Callable[[], None]) -> None:
        self._hear = hear
        self._missed = missed

    async def run(self) -> None:
        """Listen until cancelled. Whenever the connection was made anew, news may have been missed, which is said."""
        pause = AGAIN_AFTER[0]
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(**_parameters()) as listening:
                    await listening.execute(f"LISTEN {CHANNEL}".encode())
                    pause = AGAIN_AFTER[0]
                    self._missed()
                    async for notification in listening.notifies():
                        self._take(notification.payload)
            except (psycopg.Error, OSError) as problem:
                log.warning("Other processes are not heard, trying again: %s", str(problem).strip())
            await asyncio.sleep(pause)
            pause = min(pause * 2, AGAIN_AFTER[1])

    def _take(self, payload: str) -> None:
        origin, _, text = payload.partition(" ")
        if origin == _origin():
            return
        try:
            self._hear(text)
        except ValueError:  # of a process with another version of the platform
            log.warning("News that cannot be understood: %r", text)
            self._missed()


def _parameters() -> dict[str, Any]:
    """How to connect: as Django does, but on its own, and so that a dead line is noticed."""
    given: dict[str, Any] = connection.get_connection_params()
    kept = {name: value for name, value in given.items() if name not in OWN}
    alive = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3, "connect_timeout": 5}
    return alive | kept | {"autocommit": True, "application_name": "quattropole live"}
