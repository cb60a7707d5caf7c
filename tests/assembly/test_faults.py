"""What goes wrong on the day: real server processes that are killed, restarted, stopped, and clocks that change."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from benchmarks.hall import fill
from django.db import connection
from django.urls import reverse
from django.utils import translation
from django_scopes import scope

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.decisions import actions
from quattropole.decisions.models import Ballot, Vote
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Network, Person
from tests.assembly.line import act, until
from tests.assembly.servers import Answer, Browser, Server, insist, serving
from tests.decisions import hall as halls

pytestmark = pytest.mark.django_db(transaction=True)


class Full:
    """An assembly with a vote under way, and a browser session for everybody in it."""

    def __init__(self, size: int) -> None:
        filled: dict[str, Any] = fill(size)
        self.sessions: list[str] = filled["members"]
        self.chair: str = filled["chair"]
        self.network = Network.objects.get()
        with scope(network=self.network):
            self.meeting = Meeting.objects.get()
            item = AgendaItem.objects.order_by("position")[0]
            president = Viewer(self.network, Person.objects.get(slug="president"))
            self.vote = actions.open_vote(item, method=Vote.Method.NAMED, by=president)

    def address(self, name: str, pk: int) -> str:
        with translation.override("de"):
            return reverse(name, args=[pk])

    async def cast(self, server: Server, place: int) -> Answer:
        """The member at a place votes, yes and no in turn."""
        choice = "yes" if place % 2 else "no"
        return await insist(
            server,
            self.sessions[place],
            self.address("assembly:cast", self.vote.pk),
            choice=choice,
            nonce=f"{place:032x}",
        )

    async def run(self, server: Server, act: str) -> Answer:
        """The chair closes or declares the vote."""
        return await insist(server, self.chair, self.address(f"decisions:{act}", self.vote.pk), back="/")

    def browser(self, server: Server, place: int) -> Browser:
        return Browser(server, self.sessions[place], self.address("assembly:member", self.meeting.pk))

    @property
    def ballots(self) -> dict[str, str]:
        """What was counted, by the name of the person."""
        with scope(network=self.network):
            found = Ballot.objects.filter(vote=self.vote).values_list("person__slug", "choice")
            assert len(found) == len(dict(found))
            return dict(found)


@asynccontextmanager
async def watching(full: Full, server: Server, places: range) -> AsyncIterator[list[Browser]]:
    """Browsers of these members that watch as long as the block lasts."""
    browsers = [full.browser(server, place) for place in places]
    await asyncio.gather(*(browser.load() for browser in browsers))
    tasks = [asyncio.ensure_future(browser.watch()) for browser in browsers]
    try:
        await until(lambda: all(browser.is_open for browser in browsers))
        yield browsers
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def cut_lines_to_the_database() -> None:
    """End the connections by which processes hear each other, as a restart of the database does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE application_name = 'quattropole live' AND datname = current_database()"
            )
            assert len(cursor.fetchall()) == 2


def test_server_killed_in_the_middle_of_a_vote_loses_and_doubles_nothing(static_files: Path) -> None:
    full = Full(1000)

    async def scenario() -> None:
        async with watching(full, server, range(20)) as browsers:
            at_once = asyncio.Semaphore(100)
            answered: list[Answer] = []

            async def cast(place: int) -> None:
                async with at_once:
                    answered.append(await full.cast(server, place))

            casting = [asyncio.ensure_future(cast(place)) for place in range(1000)]
            await until(lambda: len(answered) > 250)
            server.kill()
            assert len(answered) < 900
            server.launch()
            await asyncio.gather(*casting)
            assert {answer.status for answer in answered} == {200}
            await until(lambda: all(browser.is_open and browser.connects == 2 for browser in browsers))
            assert (await full.run(server, "close")).status == 200
            assert (await full.run(server, "declare")).status == 200
            async with watching(full, server, range(20)) as fresh:
                await until(lambda: [browser.state for browser in browsers] == [browser.state for browser in fresh])

    with serving(static_files) as (server,):
        asyncio.run(scenario())
    assert full.ballots == {f"member-{place}": "yes" if place % 2 else "no" for place in range(1000)}
    with scope(network=full.network):
        assert Vote.objects.get(pk=full.vote.pk).state == Vote.State.DECLARED


def test_news_reach_the_browsers_of_every_process(static_files: Path) -> None:
    """Two processes on PostgreSQL hear each other, and again after the database was away; SQLite has one process."""
    full = Full(40)

    async def scenario() -> None:
        first, last = servers[0], servers[-1]
        async with watching(full, first, range(3)) as here, watching(full, last, range(3)) as there:
            browsers = [*here, *there]
            for place in range(40):
                assert (await full.cast(last, place)).status == 200
            await until(lambda: all("40" in browser.shown.get("progress", "") for browser in browsers))
            await act(cut_lines_to_the_database)
            for step in ("close", "declare"):
                assert (await full.run(first, step)).status == 200
            await until(lambda: all(browser.shown.get("results") for browser in browsers))

    with serving(static_files, 2 if connection.vendor == "postgresql" else 1) as servers:
        asyncio.run(scenario())


def test_signing_out_ends_the_streams_in_every_process(static_files: Path) -> None:
    full = Full(4)

    async def scenario() -> None:
        first, last = servers[0], servers[-1]
        async with watching(full, first, range(3)) as here, watching(full, last, range(3)) as there:
            assert (await insist(first, full.sessions[0], "/de/account/logout/", next="/")).status == 302
            await until(lambda: not here[0].is_open and not there[0].is_open)
            await asyncio.sleep(0.2)
            assert all(browser.is_open for browser in [*here[1:], *there[1:]])

    with serving(static_files, 2 if connection.vendor == "postgresql" else 1) as servers:
        asyncio.run(scenario())


def test_server_stops_at_once_though_streams_are_open(static_files: Path) -> None:
    full = Full(4)

    async def scenario() -> None:
        async with watching(full, server, range(4)):
            assert await asyncio.to_thread(server.stop) < 5

    with serving(static_files, workers=2) as (server,):
        asyncio.run(scenario())
    log = server.log.read_text()
    is_sqlite = connection.vendor == "sqlite"
    assert log.count("Started server process") == (1 if is_sqlite else 2)
    assert ("On SQLite one process serves everybody" in log) == is_sqlite
    assert "running task" not in log


@pytest.mark.parametrize("hours", [-3, 3])
def test_vote_survives_a_clock_that_is_set(network: Network, hours: int) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method=Vote.Method.NAMED, by=hall.chair)
    halls.cast(hall, vote, {0: "yes", 1: "yes"})
    clock.set_ahead(clock.ahead() + timedelta(hours=hours))
    halls.cast(hall, vote, {2: "no"})
    decided = halls.decide(hall, vote)
    assert decided.state == Vote.State.DECLARED
    assert Ballot.objects.filter(vote=vote).count() == 3
