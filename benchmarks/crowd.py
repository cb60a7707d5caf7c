"""Many browsers in one cheap process: raw connections, hand-made HTTP, nothing parsed that is not needed.

Each client has one connection for its stream and opens another for every page and form, as a proxy in front of the
server does at worst. The proxy's part is played here too: `X-Forwarded-Proto` and `X-Forwarded-For` are set.
"""

import asyncio
import re
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from urllib.parse import urlencode

HOST = "assembly.example.org"
PATIENCE = 120.0
TOKEN = re.compile(rb'(?:csrfmiddlewaretoken"? value="|X-CSRFToken(?:&quot;|"): ?(?:&quot;|"))(\w{64})')
COOKIE = re.compile(rb"[Ss]et-[Cc]ookie: ?csrftoken=(\w+)")
MARGIN = 256


@dataclass
class Answer:
    """What came back to one request, and when it was asked and complete (seconds of `perf_counter`)."""

    status: int
    head: bytes
    body: bytes
    asked: float
    done: float

    @property
    def took(self) -> float:
        """Milliseconds."""
        return (self.done - self.asked) * 1000


class Exchange(asyncio.Protocol):
    """One request and its answer on a connection of its own."""

    def __init__(self, request: bytes, answer: "asyncio.Future[tuple[int, bytes, bytes]]") -> None:
        self._request, self._answer, self._data, self._size = request, answer, b"", -1

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self._data = self._data + data if self._data else data
        if self._size < 0:
            end = self._data.find(b"\r\n\r\n")
            if end < 0:
                return
            head = self._data[:end].lower()
            at = head.find(b"\r\ncontent-length:")
            length = int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            self._body, self._size = end + 4, end + 4 + length
        if len(self._data) >= self._size and not self._answer.done():
            data = self._data
            self._answer.set_result((int(data[9:12]), data[: self._body], data[self._body :]))
            self._transport.close()

    def connection_lost(self, problem: Exception | None) -> None:
        if not self._answer.done():
            self._answer.set_exception(ConnectionError(f"cut off after {len(self._data)} bytes: {problem}"))


class Stream(asyncio.Protocol):
    """The stream of one client: counts bytes and notes when what is looked for has arrived."""

    def __init__(self, request: bytes) -> None:
        self._request = request
        self.opened: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self.received = 0
        self.cut = 0
        self._tail = b""
        self._wanted: bytes | None = None
        self._seen: asyncio.Future[float] | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self._request)

    def look_for(self, wanted: bytes) -> "asyncio.Future[float]":
        """When `wanted` has come in (`perf_counter`); what came before now does not count."""
        self._tail, self._wanted = b"", wanted
        self._seen = asyncio.get_running_loop().create_future()
        return self._seen

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        if self._wanted is not None:
            text = self._tail + data
            if self._wanted in text:
                self._wanted = None
                if self._seen is not None and not self._seen.done():
                    self._seen.set_result(perf_counter())
            else:
                self._tail = text[-MARGIN:]
        elif not self.opened.done():
            text = self._tail = self._tail + data
            head, end, body = text.partition(b"\r\n\r\n")
            if end and not head.startswith(b"HTTP/1.1 200"):
                self.opened.set_exception(ConnectionError(text[:300].decode(errors="replace")))
            elif b"\nevent:" in body or (body and b"content-encoding: gzip" in head.lower()):
                self.opened.set_result(perf_counter())
                self._tail = b""

    def connection_lost(self, problem: Exception | None) -> None:
        self.cut += 1
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(f"the stream ended: {problem}"))


@dataclass
class Client:
    """One browser: its session, its token against forged forms, its stream."""

    port: int
    session: str
    language: str = "de"
    address: str = "192.0.2.7"
    token: bytes = b""
    cookie: bytes = b""
    stream: Stream | None = None

    def _head(self, method: str, path: str, *more: str) -> bytes:
        cookies = f"sessionid={self.session}" + (f"; csrftoken={self.cookie.decode()}" if self.cookie else "")
        lines = [
            f"{method} {path} HTTP/1.1", f"Host: {HOST}", "X-Forwarded-Proto: https",
            f"X-Forwarded-For: {self.address}", f"Accept-Language: {self.language}", f"Cookie: {cookies}", *more,
        ]  # fmt: skip
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def _ask(self, request: bytes) -> Answer:
        loop = asyncio.get_running_loop()
        asked, answer = perf_counter(), loop.create_future()
        transport, _exchange = await loop.create_connection(lambda: Exchange(request, answer), "127.0.0.1", self.port)
        try:
            status, head, body = await asyncio.wait_for(answer, PATIENCE)
        finally:
            transport.close()
        return Answer(status, head, body, asked, perf_counter())

    async def get(self, path: str) -> Answer:
        """Fetch a page; keeps the token against forged forms that it carries."""
        answer = await self._ask(self._head("GET", path, "Accept: text/html"))
        cookie, token = COOKIE.search(answer.head), TOKEN.search(answer.body)
        if cookie:
            self.cookie = cookie[1]
        if token:
            self.token = token[1]
        return answer

    async def post(self, path: str, live: bool = True, **fields: str) -> Answer:
        """Send a form: as htmx does from a live page, or as a browser without scripts does."""
        if not live:
            fields |= {"csrfmiddlewaretoken": self.token.decode()}
        body = urlencode(fields).encode()
        told = ["Accept: text/html", f"Origin: https://{HOST}", "Content-Type: application/x-www-form-urlencoded"]
        if live:
            told += ["HX-Request: true", "HX-Target: live-answer", f"X-CSRFToken: {self.token.decode()}"]
        return await self._ask(self._head("POST", path, *told, f"Content-Length: {len(body)}") + body)

    async def follow(self, path: str) -> float:
        """Open the stream; returns when its first event was there."""
        self.stream = await self.watch(path)
        return self.stream.opened.result()

    async def watch(self, path: str, *more: str) -> Stream:
        """A stream, begun; `more` headers go with the request."""
        request = self._head("GET", path, "Accept: text/event-stream", "Cache-Control: no-cache", *more)
        loop = asyncio.get_running_loop()
        _transport, stream = await loop.create_connection(lambda: Stream(request), "127.0.0.1", self.port)
        await asyncio.wait_for(stream.opened, PATIENCE)
        return stream


def spread(values: Iterable[float]) -> dict[str, float]:
    """Median, 95th and 99th percentile, and the largest."""
    ordered = sorted(values)
    if not ordered:
        return {"p50": 0.0, "p95": 0.0, "p99": 0.0, "max": 0.0}

    def at(share: float) -> float:
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    return {"p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": ordered[-1]}


async def all_of(deeds: Iterable[Awaitable[Any]]) -> list[Any]:
    """What each returned, or the exception it raised."""
    return await asyncio.gather(*deeds, return_exceptions=True)
