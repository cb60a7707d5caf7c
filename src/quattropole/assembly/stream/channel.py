"""One meeting and its watchers: looks at the screens when something is new, and sends to everybody what differs."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from quattropole.assembly.parts.screens import Screen
from quattropole.assembly.stream.board import Board, Looks
from quattropole.assembly.stream.rendering import NoAnswer
from quattropole.assembly.stream.rights import admitted
from quattropole.assembly.stream.schedule import MASSES, Occasion, Schedule
from quattropole.assembly.stream.watcher import Watcher
from quattropole.live import Topic
from quattropole.meetings.models import Meeting

log = logging.getLogger(__name__)

Run = Callable[[Callable[[], Any]], Awaitable[Any]]
ABOUT_RIGHTS = frozenset({Topic.RIGHTS, Topic.MEETING})


class Channel:
    """Lives in the event loop; the database is asked in a thread, of which `run` knows."""

    def __init__(self, meeting: int, run: Run) -> None:
        self.board = Board(meeting)
        self.watchers: set[Watcher] = set()
        self._newcomers: set[Watcher] = set()
        self._run = run
        self._now = asyncio.get_running_loop().time
        self._schedule = Schedule(self._now())
        self._woken = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._watching = asyncio.create_task(self._watch())

    def join(self, watcher: Watcher) -> None:
        """From now on the watcher is sent what is new, beginning with what it lacks."""
        self.watchers.add(watcher)
        self._newcomers.add(watcher)
        self._schedule.welcome(self._now())
        self._woken.set()

    def leave(self, watcher: Watcher) -> None:
        """The watcher is gone."""
        watcher.is_over = True
        self._forget(watcher)

    def hear(self, topics: Iterable[Topic]) -> None:
        """Something is new."""
        self._schedule.hear(topics, self._now())
        self._woken.set()

    def depart(self, account: int) -> None:
        """The account signed out."""
        self._end(watcher for watcher in self.watchers if watcher.watch.account == account)

    def close(self) -> None:
        """Nobody is sent anything any more; whoever still watches comes back by itself."""
        self._watching.cancel()
        self._end(self.watchers)

    async def _watch(self) -> None:
        while True:
            await self._until_due()
            began = self._now()
            occasion = self._schedule.take(began)
            newcomers, self._newcomers = self._newcomers, set()
            watchers = set(self.watchers) if occasion.is_for_all else newcomers
            try:
                await self._look(occasion, watchers)
                self._schedule.looked(began, self._now())
            except NoAnswer as problem:
                log.warning("Meeting %s cannot be read, trying again: %s", self.board.meeting, str(problem).strip())
                self._newcomers |= newcomers & self.watchers
                self._schedule.failed(occasion, self._now())
            except Meeting.DoesNotExist:
                self._end(self.watchers)
            except Exception:
                log.exception("The screens of meeting %s cannot be looked at.", self.board.meeting)

    async def _until_due(self) -> None:
        while (wait := self._schedule.due - self._now()) > 0:
            self._woken.clear()
            try:
                await asyncio.wait_for(self._woken.wait(), wait)
            except TimeoutError:
                return

    async def _look(self, occasion: Occasion, watchers: set[Watcher]) -> None:
        looks, ended = await self._run(lambda: self._read(occasion, watchers))
        self._end(ended)
        for watcher in watchers:
            watcher.look = looks.get((watcher.watch.screen, watcher.watch.person), watcher.look)
            if watcher.lacks_news:
                self._start(watcher.catch_up())
            elif occasion.is_round:
                self._start(watcher.keep_alive())

    def _read(self, occasion: Occasion, watchers: set[Watcher]) -> tuple[Looks, set[Watcher]]:
        """What the watchers see now, and who of them may not watch any more. Runs in a thread."""
        asks_all = occasion.is_round or occasion.topics & ABOUT_RIGHTS
        asked = watchers if asks_all else _strangers(watchers)
        may = admitted(self.board.meeting, {watcher.watch for watcher in asked}) if asked else set()
        ended = {watcher for watcher in asked if watcher.watch not in may}
        wanted: defaultdict[Screen, set[int | None]] = defaultdict(set)
        for watcher in watchers - ended:
            wanted[watcher.watch.screen].add(watcher.watch.person)
        if occasion.is_round:
            self.board.hear(Topic)
            self.board.forget_others(wanted)
        else:
            self.board.hear(occasion.topics & MASSES)
        return self.board.looks(wanted), ended

    def _end(self, watchers: Iterable[Watcher]) -> None:
        for watcher in list(watchers):
            self._forget(watcher)
            self._start(watcher.end())

    def _forget(self, watcher: Watcher) -> None:
        self.watchers.discard(watcher)
        self._newcomers.discard(watcher)

    def _start(self, sending: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(sending)
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)


def _strangers(watchers: set[Watcher]) -> set[Watcher]:
    """Who has just come and was not asked yet."""
    return {watcher for watcher in watchers if not watcher.has_begun}
