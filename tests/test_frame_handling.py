"""The handler between server and Django: threads that are few, answers that are whole, streams that end."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path

from quattropole.handling import ThreadedHandler

seen: set[str] = set()
at_once = [0, 0]
lock = threading.Lock()
ended = threading.Event()


def slow(request: HttpRequest) -> HttpResponse:
    with lock:
        seen.add(threading.current_thread().name)
        at_once[0] += 1
        at_once[1] = max(at_once)
    time.sleep(0.01)
    with lock:
        at_once[0] -= 1
    return HttpResponse(request.body)


def parts(request: HttpRequest) -> StreamingHttpResponse:
    def read() -> Iterator[bytes]:
        for _ in range(3):
            assert threading.current_thread().name.startswith("request")
            yield b"part "

    return StreamingHttpResponse(read())


def endless(request: HttpRequest) -> StreamingHttpResponse:
    async def news() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"news "
                await asyncio.sleep(0.01)
        finally:
            ended.set()

    return StreamingHttpResponse(news())


def broken(request: HttpRequest) -> HttpResponse:
    raise ValueError


def fault(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Sorry.", status=500)


handler500 = fault
urlpatterns = [path("slow", slow), path("parts", parts), path("endless", endless), path("broken", broken)]

pytestmark = pytest.mark.django_db


async def ask(handler: ThreadedHandler, address: str, body: bytes = b"", stay: float = 9) -> tuple[int, bytes]:
    """Status and body of the answer; the client leaves after `stay` seconds."""
    said: list[dict[str, Any]] = [{"type": "http.request", "body": body}]
    got: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        if said:
            return said.pop()
        await asyncio.sleep(stay)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        got.append(message)

    scope = {"type": "http", "method": "POST", "path": address, "headers": [], "query_string": b""}
    await handler(scope, receive, send)
    return got[0]["status"], b"".join(message.get("body", b"") for message in got[1:])


@override_settings(ROOT_URLCONF=__name__, THREADS=3, MIDDLEWARE=[])
def test_requests_share_few_threads_and_each_gets_its_own_answer() -> None:
    async def crowd() -> list[tuple[int, bytes]]:
        handler = ThreadedHandler()
        return await asyncio.gather(*(ask(handler, "/slow", str(number).encode()) for number in range(30)))

    seen.clear()
    assert asyncio.run(crowd()) == [(200, str(number).encode()) for number in range(30)]
    assert len(seen) == at_once[1] == 3


@override_settings(ROOT_URLCONF=__name__, THREADS=2, MIDDLEWARE=[])
def test_file_is_read_part_by_part_in_a_thread() -> None:
    async def one() -> tuple[int, bytes]:
        return await ask(ThreadedHandler(), "/parts")

    assert asyncio.run(one()) == (200, b"part part part ")


@override_settings(ROOT_URLCONF=__name__, THREADS=1, MIDDLEWARE=[])
def test_stream_ends_when_its_reader_leaves() -> None:
    async def one() -> tuple[int, bytes]:
        return await ask(ThreadedHandler(), "/endless", stay=0.1)

    ended.clear()
    status, body = asyncio.run(one())
    assert status == 200
    assert body.startswith(b"news news ")
    assert ended.wait(1)


@override_settings(ROOT_URLCONF=__name__, THREADS=1, MIDDLEWARE=[])
def test_fault_is_an_answer_too() -> None:
    async def one() -> tuple[int, bytes]:
        return await ask(ThreadedHandler(), "/broken")

    assert asyncio.run(one()) == (500, b"Sorry.")
