"""Somebody who watches: an open connection, and what it was sent."""

import zlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from quattropole.assembly.stream.admission import Watch
from quattropole.assembly.stream.board import Look
from quattropole.assembly.stream.events import MEDIA_TYPE, retry
from quattropole.assembly.stream.packing import BEGINNING, Piece, ending

Send = Callable[[Mapping[str, Any]], Awaitable[None]]

PACKED = [(b"content-encoding", b"gzip")]
HEADERS = [
    (b"content-type", MEDIA_TYPE.encode()),
    (b"cache-control", b"no-store"),
    (b"vary", b"Accept-Encoding, Cookie"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-accel-buffering", b"no"),  # nginx would wait until it has a page full
]


@dataclass(eq=False, slots=True)
class Watcher:
    """A connection keeps no queue: it knows what it was sent, and what there is to see now.

    Whoever reads slowly gets the newest state next, and never what is outdated by then.
    """

    watch: Watch
    given: str
    send: Send
    packs: bool = False
    seen: tuple[str, ...] | None = None
    look: Look | None = None
    is_sending: bool = False
    is_over: bool = False
    _checksum: int = 0
    _size: int = 0

    @property
    def has_begun(self) -> bool:
        """Whether the connection was let in and anything was sent."""
        return self.seen is not None

    @property
    def lacks_news(self) -> bool:
        """Whether there is something to send, and nobody is sending yet."""
        return self.look is not None and self.look.digests != self.seen and not self.is_sending and not self.is_over

    async def catch_up(self) -> None:
        """Send what leads to the newest state, until the connection is there."""
        while self.lacks_news and self.look is not None:
            look = self.look
            if self.seen is None:
                await self._begin(look.since(look.seen_in(self.given)))
            else:
                await self._send(look.since(self.seen))
            self.seen = look.digests

    async def keep_alive(self) -> None:
        """Say that nothing is new, so that the page and everybody on the way know that the connection is there."""
        if self.seen is not None and self.look is not None and not self.is_sending and not self.is_over:
            await self._send(self.look.since(self.seen))

    async def end(self) -> None:
        """End the connection, or refuse it; the browser comes back and is asked again who it is."""
        if self.is_over:
            return
        self.is_over = True
        if not self.has_begun and not self.is_sending:
            await self.send({"type": "http.response.start", "status": 403, "headers": [(b"content-length", b"0")]})
        end = ending(self._checksum, self._size) if self.packs and self.has_begun else b""
        await self.send({"type": "http.response.body", "body": end, "more_body": False})

    async def _begin(self, piece: Piece) -> None:
        self.is_sending = True
        headers = HEADERS + PACKED if self.packs else HEADERS
        await self.send({"type": "http.response.start", "status": 200, "headers": headers})
        await self._send(retry(), piece)

    async def _send(self, *pieces: Piece) -> None:
        self.is_sending = True
        try:
            await self.send({"type": "http.response.body", "body": self._bytes(pieces), "more_body": True})
        finally:
            self.is_sending = False

    def _bytes(self, pieces: tuple[Piece, ...]) -> bytes:
        if not self.packs:
            return b"".join(piece.events for piece in pieces)
        beginning = b"" if self._size else BEGINNING
        for piece in pieces:
            self._checksum = zlib.crc32(piece.events, self._checksum)
            self._size += len(piece.events)
        return b"".join([beginning, *(piece.packed for piece in pieces)])
