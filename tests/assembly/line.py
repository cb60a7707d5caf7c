"""The browser's end of a stream, for tests: a line that keeps what comes, and the process's end around it."""

import asyncio
import gzip
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from django.contrib.sessions.backends.db import SessionStore
from django.db import connections
from django_scopes import scopes_disabled

from quattropole.access.models import Account, Identity
from quattropole.assembly.parts.screens import Kind, Role, Screen
from quattropole.assembly.stream.admission import Watch, proof_of
from quattropole.assembly.stream.broadcast import Broadcast
from quattropole.assembly.stream.watcher import Watcher
from quattropole.live import topics
from quattropole.meetings.models import Meeting
from quattropole.network.models import Person
from tests import factories

Found = TypeVar("Found")
PATIENCE = 30.0


class Line:
    """What was sent. A line that is not `flowing` takes nothing, as that of a phone in a tunnel."""

    def __init__(self) -> None:
        self.status = 0
        self.chunks: list[bytes] = []
        self.is_closed = False
        self.flowing = asyncio.Event()
        self.flowing.set()

    async def send(self, message: Mapping[str, Any]) -> None:
        await self.flowing.wait()
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        if message["body"]:
            self.chunks.append(message["body"])
        self.is_closed = not message["more_body"]

    @property
    def events(self) -> list[str]:
        """The names of the events that came, without those that only say the state."""
        return [name for name in re.findall(r"^event: (.+)$", self.text, re.MULTILINE) if name != "at"]

    @property
    def text(self) -> str:
        return b"".join(self.chunks).decode()

    @property
    def unpacked(self) -> str:
        """The text of a compressed stream that has ended."""
        return gzip.decompress(b"".join(self.chunks)).decode()

    @property
    def state(self) -> str:
        """The id of the last event."""
        return re.findall(r"^id: (.+)$", self.text, re.MULTILINE)[-1]

    def forget(self) -> None:
        """Look only at what comes from now on."""
        self.chunks.clear()


def watch_of(meeting: Meeting, person: Person | None, kind: Kind = Kind.MEMBER, language: str = "de") -> Watch:
    """What a signed-in person (or a visitor) may watch, with an account and a session made for it."""
    if person is None:
        return Watch(meeting.pk, Screen(kind, language))
    identity = Identity.objects.filter(person=person).select_related("account").first()
    account = identity.account if identity else factories.make_account(person, "a password")
    role = Role.CHAIR if kind == Kind.CONSOLE else Role.NONE
    return Watch(
        meeting.pk, Screen(kind, language, role), person.pk, account.pk, session_of(account), proof_of(account)
    )


def session_of(account: Account) -> str:
    """A session of the account, as signing in makes it; no more than what is looked at."""
    session = SessionStore()
    session["_auth_user_id"] = str(account.pk)
    session.create()
    return str(session.session_key)


@asynccontextmanager
async def running() -> AsyncIterator[Broadcast]:
    """What a server process has: a broadcast that hears what is published."""
    broadcast = Broadcast()
    topics.listeners.append(broadcast.hear)
    topics.departures.append(broadcast.depart)
    try:
        yield broadcast
    finally:
        topics.listeners.remove(broadcast.hear)
        topics.departures.remove(broadcast.depart)
        reader = broadcast._reader
        broadcast.close()
        if reader is not None:
            reader.shutdown(wait=True)
        await asyncio.sleep(0)


def watcher(watch: Watch, line: Line, seen: str = "", *, packs: bool = False) -> Watcher:
    """The process's end of the line."""
    return Watcher(watch, seen, line.send, packs=packs)


async def act(deed: Callable[[], Found]) -> Found:
    """Do something in the database, as a request does it: in a thread of its own."""

    def work() -> Found:
        try:
            with scopes_disabled():
                return deed()
        finally:
            connections.close_all()

    return await asyncio.to_thread(work)


async def until(condition: Callable[[], object]) -> None:
    """Wait for something to happen."""
    deadline = asyncio.get_running_loop().time() + PATIENCE
    while not condition():
        assert asyncio.get_running_loop().time() < deadline, "It did not happen."
        await asyncio.sleep(0.01)
