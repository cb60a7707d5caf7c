"""The streams, around Django: Django is asked who may watch, and has nothing to do with a stream after that.

A stream of its own costs Django a request with everything the middleware made for it, for hours. What is kept here is
a `Watcher`.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from quattropole.assembly.stream.admission import DOOR, Door, Watch
from quattropole.assembly.stream.broadcast import Broadcast
from quattropole.assembly.stream.tickets import keeps_stream, watch_by
from quattropole.assembly.stream.watcher import Watcher

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[dict[str, Any], Receive, Send], Awaitable[None]]


class Streams:
    """An ASGI application that keeps the streams and leaves everything else to Django."""

    def __init__(self, django: Application, broadcast: Broadcast) -> None:
        self._django = django
        self._broadcast = broadcast

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["method"] == "GET" and keeps_stream(scope["path"], scope["query_string"]):
            await self._stream(scope, receive, send)
        else:
            await self._django(scope, receive, send)

    async def _stream(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        watch, seen = watch_by(scope["path"], scope["query_string"], scope["headers"])
        if watch is None:
            watch = await self._ask(scope, receive, send)
        if watch is not None:
            await self._keep(Watcher(watch, seen, send, packs=_accepts_gzip(scope)), receive)

    async def _ask(self, scope: dict[str, Any], receive: Receive, send: Send) -> Watch | None:
        """Who may watch, as Django's view says it; nobody, and Django has answered, where it let nobody in."""
        door = Door()

        async def answer(message: Message) -> None:
            if door.watch is None:
                await send(message)

        await self._django({**scope, DOOR: door}, receive, answer)
        return door.watch

    async def _keep(self, watcher: Watcher, receive: Receive) -> None:
        """Keep the stream until one of both sides ends it."""
        self._broadcast.join(watcher)
        try:
            while (await receive())["type"] != "http.disconnect":
                pass
        finally:
            self._broadcast.leave(watcher)


def _accepts_gzip(scope: dict[str, Any]) -> bool:
    return any(name == b"accept-encoding" and b"gzip" in value for name, value in scope["headers"])
