"""Real server processes on the tests' own database, and browsers reduced to what matters: streams and ballots."""

import asyncio
import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from django.conf import settings
from django.db import connection

PROJECT = Path(__file__).parent.parent.parent
PATIENCE = 60.0
TOKEN = "a" * 32
HEADERS = "Host: localhost\r\nCookie: sessionid={}; csrftoken=" + TOKEN + "\r\nX-CSRFToken: " + TOKEN + "\r\n"


def environment(var: Path) -> dict[str, str]:
    """The variables of an installation in production whose database is that of the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QUATTROPOLE_", "DJANGO_"))}
    name = connection.settings_dict["NAME"]
    is_sqlite = connection.vendor == "sqlite"
    database = f"sqlite:///{name}" if is_sqlite else os.environ["DATABASE_URL"].rsplit("/", 1)[0] + f"/{name}"
    return kept | {
        "DATABASE_URL": database,
        "QUATTROPOLE_VAR": str(var),
        "QUATTROPOLE_SECRET_KEY": settings.SECRET_KEY,
        "QUATTROPOLE_HOSTS": "localhost,127.0.0.1",
        "QUATTROPOLE_TLS": "no",
    }


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@dataclass
class Server:
    """`quattropole serve` in a process of its own, which can be killed and started again."""

    var: Path
    port: int = field(default_factory=free_port)
    arguments: Sequence[str] = ()
    _process: "subprocess.Popen[bytes] | None" = None

    @property
    def log(self) -> Path:
        return self.var / f"server-{self.port}.log"

    def launch(self) -> None:
        """Start it; it takes a moment until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "quattropole.cli", "serve", "--port", str(self.port), *self.arguments],
                cwd=PROJECT,
                env=environment(self.var),
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )

    def wait(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process is not None and self._process.poll() is None:
            with contextlib.suppress(OSError), urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5):
                return
            time.sleep(0.1)
        raise AssertionError(f"The server did not start:\n{self.log.read_text()}")

    def kill(self) -> None:
        """As if the power had failed."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def stop(self) -> float:
        """Stop it as an administrator does; returns how many seconds that took."""
        begun = time.monotonic()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()
        return time.monotonic() - begun


@contextlib.contextmanager
def serving(var: Path, number: int = 1, *, workers: int = 1) -> Iterator[list[Server]]:
    """Servers, each of so many processes, that are stopped in the end whatever happens."""
    servers = [Server(var, arguments=("--workers", str(workers))) for _ in range(number)]
    try:
        for server in servers:
            server.launch()
        for server in servers:
            server.wait()
        yield servers
    finally:
        for server in servers:
            server.stop()


@dataclass
class Answer:
    """What came back to one request."""

    status: int
    text: str


async def ask(server: Server, session: str, path: str, **fields: str) -> Answer:
    """A request on a connection of its own, with the cookie of a session; with fields, a form of a live page."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        head = HEADERS.format(session) + "Connection: close\r\n"
        if fields:
            body = urlencode(fields)
            head += f"HX-Request: true\r\nHX-Target: live-answer\r\nContent-Length: {len(body)}\r\n"
            head += "Content-Type: application/x-www-form-urlencoded\r\n"
            writer.write(f"POST {path} HTTP/1.1\r\n{head}\r\n{body}".encode())
        else:
            writer.write(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        answer = await reader.read()
    finally:
        writer.close()
    if not answer:
        raise ConnectionResetError
    return Answer(int(answer[9:12]), answer.partition(b"\r\n\r\n")[2].decode())


async def insist(server: Server, session: str, path: str, **fields: str) -> Answer:
    """The same request again until somebody answers, as people do."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return await ask(server, session, path, **fields)
        except OSError:
            assert time.monotonic() < deadline, "Nobody answers."
            await asyncio.sleep(0.2)


class Browser:
    """A stream as a browser keeps it: it comes back by itself and tells what it has seen."""

    def __init__(self, server: Server, session: str, page: str) -> None:
        self.server, self.session, self.page = server, session, page
        self.shown: dict[str, str] = {}
        self.state = ""
        self.connects = 0
        self.is_open = False
        self._retry = 3.0

    async def load(self) -> None:
        """Load the page and take the address of its stream."""
        answer = await insist(self.server, self.session, self.page)
        assert answer.status == 200, answer.text
        self._path = unescape(re.findall(r'sse-connect="([^"]+)"', answer.text)[0])

    async def watch(self) -> None:
        """Watch until cancelled."""
        while True:
            with contextlib.suppress(OSError):
                await self._connect()
            self.is_open = False
            await asyncio.sleep(self._retry)

    async def _connect(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.server.port)
        try:
            last = f"Last-Event-ID: {self.state}\r\n" if self.state else ""
            writer.write(f"GET {self._path} HTTP/1.1\r\n{HEADERS.format(self.session)}{last}\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if head[9:12] != b"200":
                return
            self.connects += 1
            self.is_open = True
            while chunk := await _chunk(reader):
                for block in chunk.split("\n\n"):
                    self._take(block)
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    def _take(self, block: str) -> None:
        said = [line.partition(":")[::2] for line in block.splitlines()]
        fields = {name: value.removeprefix(" ") for name, value in said if name != "data"}
        if "retry" in fields:
            self._retry = int(fields["retry"]) / 1000
        self.state = fields.get("id", self.state)
        if fields.get("event", "at") != "at":
            self.shown[fields["event"]] = "\n".join(value.removeprefix(" ") for name, value in said if name == "data")


async def _chunk(reader: asyncio.StreamReader) -> str:
    """What is sent at once: whole events; nothing at the end."""
    size = int(await reader.readuntil(b"\r\n"), 16)
    return (await reader.readexactly(size + 2))[:size].decode()
