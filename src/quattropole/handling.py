"""Django behind an ASGI server: every request whole in one thread, and as many threads as the machine can use.

Django's own handler begins a thread for each request and sends the request back and forth between it and the event
loop. Two thousand ballots in the same second would be two thousand threads, each opening the database. Here they queue
in the order in which they came, for a few threads that keep their connections.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, cast

from django.conf import settings
from django.core import signals
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.urls import set_script_prefix

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class ThreadedHandler(ASGIHandler):
    """Answers each request in one of `settings.THREADS` threads; what streams goes on in the event loop."""

    def __init__(self) -> None:
        BaseHandler.__init__(self)
        self.load_middleware(is_async=False)
        self._threads = ThreadPoolExecutor(settings.THREADS, thread_name_prefix="request")

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            raise ValueError(f"Only HTTP is answered here, not {scope['type']}.")
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        try:
            response: HttpResponse | StreamingHttpResponse = await self._in_a_thread(self._answer, scope, body)
            if isinstance(response, StreamingHttpResponse):
                await self._stream(response, receive, send)
            else:
                await self.send_response(response, send)
        finally:
            body.close()

    async def _in_a_thread(self, act: Callable[..., Any], *given: Any) -> Any:
        """Run `act` in one of the threads, in a context of its own: language, scope and clock end with it."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, copy_context().run, act, *given)

    def _answer(self, scope: dict[str, Any], body: Any) -> HttpResponse | StreamingHttpResponse:
        """The response, closed unless it streams, so that the thread is done with the request."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        request, refused = self.create_request(scope, body)
        response: Any = refused if request is None else self.get_response(request)
        response._handler_class = type(self)
        if isinstance(response, FileResponse):
            response.block_size = self.chunk_size
        if not response.streaming:
            response.close()
        return cast(HttpResponse | StreamingHttpResponse, response)

    async def _stream(self, response: StreamingHttpResponse, receive: Receive, send: Send) -> None:
        """Send what the response yields until it ends or nobody reads any more."""
        if not response.is_async:
            response.streaming_content = self._read(cast(Iterator[bytes], response.streaming_content))
        sending = asyncio.ensure_future(self.send_response(response, send))
        leaving = asyncio.ensure_future(receive())
        try:
            await asyncio.wait([sending, leaving], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (sending, leaving):
                task.cancel()
            await asyncio.gather(sending, leaving, return_exceptions=True)
            await self._in_a_thread(response.close)
        if not sending.cancelled():
            sending.result()

    async def _read(self, parts: Iterator[bytes]) -> AsyncIterator[bytes]:
        """The parts of a file, each read in a thread."""
        while (part := await self._in_a_thread(next, parts, None)) is not None:
            yield part
