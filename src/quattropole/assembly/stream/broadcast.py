"""Which meetings are watched in this process."""

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from types import FrameType
from typing import Any, TypeVar

from django.db import close_old_connections, connection, connections

from quattropole.assembly.stream.board import Board
from quattropole.assembly.stream.channel import Channel
from quattropole.assembly.stream.schedule import MASSES
from quattropole.assembly.stream.watcher import Watcher
from quattropole.live import EVERY_MEETING, Topic, topics
from quattropole.live.postgresql import Listening

Found = TypeVar("Found")
LINGER = 20.0
"""Seconds for which a meeting that nobody watches any more is kept ready: people reload, and come back."""


class Broadcast:
    """The watched meetings of one process. Begins with the first watcher, in the event loop of the server."""

    def __init__(self) -> None:
        self._channels: dict[int, Channel] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._reader: ThreadPoolExecutor | None = None
        self._listening: asyncio.Task[None] | None = None

    def board_of(self, meeting: int) -> Board:
        """The board of a meeting that is watched, which hears all news; else one for this moment only."""
        channel = self._channels.get(meeting)
        return channel.board if channel else Board(meeting)

    def join(self, watcher: Watcher) -> None:
        """Somebody watches a meeting from now on, if that may be."""
        self._begin()
        meeting = watcher.watch.meeting
        if meeting not in self._channels:
            self._channels[meeting] = Channel(meeting, self._read)
        self._channels[meeting].join(watcher)

    def leave(self, watcher: Watcher) -> None:
        """Somebody does not watch any more."""
        meeting = watcher.watch.meeting
        channel = self._channels.get(meeting)
        if channel is None:
            return
        channel.leave(watcher)
        if not channel.watchers and self._loop is not None:
            self._loop.call_later(LINGER, self._forget, meeting)

    def hear(self, meeting: int, said: frozenset[Topic]) -> None:
        """Something of a meeting is new; any thread may say so.

        Pages know at once. Only what masses do, such as voting, may lag behind by the half second that the screens
        take; or every page asked for during a vote would count anew.
        """
        for channel in self._of(meeting):
            channel.board.hear(said - MASSES)
            self._call(channel.hear, said)

    def depart(self, account: int) -> None:
        """An account signed out; any thread may say so."""
        for channel in self._of(EVERY_MEETING):
            self._call(channel.depart, account)

    def close(self) -> None:
        """End all streams, so that the server can stop. The browsers come back, to the next one."""
        for channel in self._channels.values():
            channel.close()
        self._channels.clear()
        if self._listening is not None:
            self._listening.cancel()
        if self._reader is not None:
            self._reader.submit(connections.close_all)
            self._reader.shutdown(wait=False)
        self._loop = self._reader = self._listening = None

    def _of(self, meeting: int) -> Iterator[Channel]:
        for pk, channel in list(self._channels.items()):
            if meeting in (pk, EVERY_MEETING):
                yield channel

    def _call(self, act: Callable[..., None], *given: Any) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the server has just stopped
                self._loop.call_soon_threadsafe(act, *given)

    def _begin(self) -> None:
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return
        self._channels = {}  # what an earlier loop left behind ended with it
        self._loop = loop
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="live")
        if connection.vendor == "postgresql":
            self._listening = loop.create_task(Listening(topics.hear, topics.everything_may_be_new).run())
        self._end_with_server(loop)

    def _end_with_server(self, loop: asyncio.AbstractEventLoop) -> None:
        """A server that is told to stop waits for its connections, and streams never end: end them first."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            before = signal.getsignal(number)

            def stop(signum: int, frame: FrameType | None, before: Any = before) -> None:
                self._call(self.close)
                if callable(before):
                    before(signum, frame)

            if callable(before):
                signal.signal(number, stop)

    async def _read(self, act: Callable[[], Found]) -> Found:
        """Ask the database in a thread, one question at a time, and keep no connection that is too old."""

        def work() -> Found:
            close_old_connections()
            try:
                return act()
            finally:
                close_old_connections()

        return await asyncio.get_running_loop().run_in_executor(self._reader, copy_context().run, work)

    def _forget(self, meeting: int) -> None:
        channel = self._channels.get(meeting)
        if channel is not None and not channel.watchers:
            channel.close()
            del self._channels[meeting]


broadcast = Broadcast()
topics.listeners.append(broadcast.hear)
topics.departures.append(broadcast.depart)
