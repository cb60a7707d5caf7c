"""An assembly as its browsers live it: sign in, watch, vote, see the result. Run by `assembly.py` in its own process.

Reads what it needs as JSON from the standard input, and says after each phase on the standard output, as one line of
JSON, what was measured.
"""

import asyncio
import json
import random
import re
import sys
from collections import Counter
from html import unescape
from pathlib import Path
from time import perf_counter
from typing import Any

import uvloop

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.crowd import Answer, Client, all_of, spread

CHOICES = ("yes", "yes", "yes", "no", "abstain")
SPREAD_OVER = 10.0
RELOAD_EVERY = 3.0
RELOAD_FOR = 15.0
SETTLED = 1.0
ASKED = b"/ballot/"
RESULT = b"qp-declared__outcome"
STREAM = re.compile(r'sse-connect="([^"]+)"')
RUNNING = re.compile(rb"/desk/votes/(\d+)/close/")


class Broken(Exception):
    """The server did not answer as it should."""


def told(phase: str, **figures: Any) -> None:
    """Say what a phase gave."""
    print(json.dumps({"phase": phase, **figures}), flush=True)


def require(answer: Answer, *statuses: int) -> Answer:
    """The answer, if it has one of the statuses."""
    if answer.status not in statuses:
        raise Broken(f"{answer.status}: {answer.head.decode()[:400]} {answer.body.decode()[:2000]}")
    return answer


class Sitting:
    """The crowd, its chair, and the votes of the day."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.port, self.meeting, self.items = given["port"], given["meeting"], given["items"]
        self.emails, self.password = given["emails"], given["password"]
        self.chair = Client(self.port, given["chair"], address="192.0.2.1")
        self.members = [
            Client(self.port, session, language="de" if n % 2 else "fr", address=f"198.51.{n // 250}.{n % 250}")
            for n, session in enumerate(given["members"])
        ]
        self.begun = 0

    async def passwords(self) -> None:
        """Real people, one after another in each of four browsers: the page, then address and password."""
        clients = [Client(self.port, "", address=f"203.0.113.{n}") for n in range(len(self.emails))]
        waiting = list(zip(clients, self.emails, strict=True))

        async def sign_in() -> None:
            while waiting:
                client, email = waiting.pop()
                require(await client.get("/de/account/login/"), 200)
                answer = await client.post("/de/account/login/", live=False, login=email, password=self.password)
                require(answer, 302)

        began = perf_counter()
        await asyncio.gather(*(sign_in() for _ in range(4)))
        told("passwords", people=len(clients), seconds=perf_counter() - began)

    async def arrive(self) -> None:
        """Everybody opens the member's page at once, and then its stream."""
        require(await self.chair.get(f"/de/desk/meetings/{self.meeting}/live/console/"), 200)

        async def come(client: Client) -> tuple[float, int]:
            began = perf_counter()
            page = require(await client.get(f"/{client.language}/desk/meetings/{self.meeting}/live/"), 200)
            found = STREAM.search(page.body.decode())
            if found is None:
                raise Broken("The page names no stream.")
            return await client.follow(unescape(found[1])) - began, len(page.body)

        began = perf_counter()
        came = await asyncio.gather(*(come(client) for client in self.members))
        took = perf_counter() - began
        told("arrive", seconds=took, each=spread(each for each, _size in came), page=came[0][1])

    async def edit_agenda(self) -> None:
        """One item more, and nothing else: what each client receives for it, as text and compressed."""
        address = f"/de/desk/meetings/{self.meeting}/live/stream/?kind=member"
        packed = await self.members[1].watch(address, "Accept-Encoding: gzip")
        await asyncio.sleep(SETTLED)
        before, packed_before = [self._received(client) for client in self.members], packed.received
        waiting = self._look_for(b"event: agenda")
        form = {"title_de": "Verschiedenes", "title_fr": "Divers", "kind": "information", "audience": "organ"}
        await self._act(f"/de/desk/meetings/{self.meeting}/items/new/", live=False, **form)
        await self._last(waiting)
        await asyncio.sleep(SETTLED)
        bytes_each = [self._received(client) - had for client, had in zip(self.members, before, strict=True)]
        told("agenda", bytes=spread(bytes_each), packed=packed.received - packed_before)
        packed.transport.close()

    async def call(self) -> None:
        """The chair calls the next item."""
        waiting = self._look_for(b"event: stage")
        item = self.items[self.begun]
        await self._act(f"/de/desk/meetings/{self.meeting}/live/call/", item=str(item))
        await self._last(waiting)
        await asyncio.sleep(SETTLED)
        told("call")

    async def open(self) -> int:
        """The chair opens a vote; until the last client shows it."""
        waiting = self._look_for(ASKED)
        began = perf_counter()
        answer = await self._act(f"/de/desk/items/{self.items[self.begun]}/vote/", method="named")
        seen = await self._last(waiting)
        self.begun += 1
        told("open", act=answer.took, shown=spread((at - began) * 1000 for at in seen), missing=self._missing(seen))
        page = require(await self.chair.get(f"/de/desk/meetings/{self.meeting}/live/console/"), 200)
        found = RUNNING.search(page.body)
        if found is None:
            raise Broken("The console shows no vote that can be closed.")
        return int(found[1])

    async def cast(self, name: str, vote: int, over: float) -> None:
        """Everybody votes once, at moments drawn over so many seconds; measured from the moment drawn."""
        chance = random.Random(vote)
        due = [chance.random() * over for _ in self.members]
        choices = [chance.choice(CHOICES) for _ in self.members]
        began = perf_counter()

        async def one(client: Client, at: float, choice: str) -> tuple[int, float]:
            await asyncio.sleep(began + at - perf_counter())
            path = f"/{client.language}/desk/votes/{vote}/ballot/"
            answer = await client.post(path, choice=choice, nonce=f"{chance.getrandbits(128):032x}")
            return answer.status, (perf_counter() - began - at) * 1000

        done = await all_of(one(*given) for given in zip(self.members, due, choices, strict=True))
        took = perf_counter() - began
        good = [choice for choice, answer in zip(choices, done, strict=True) if _is_good(answer)]
        told(
            name,
            vote=vote,
            seconds=took,
            latency=spread(answer[1] for answer in done if _is_good(answer)),
            errors=len(done) - len(good),
            problems=sorted({str(answer)[:200] for answer in done if not _is_good(answer)})[:5],
            counted=Counter(good),
        )

    async def close(self, vote: int) -> None:
        """The chair closes and declares; until the last client shows the result."""
        waiting = self._look_for(RESULT)
        began = perf_counter()
        await self._act(f"/de/desk/votes/{vote}/close/")
        declared = await self._act(f"/de/desk/votes/{vote}/declare/")
        acts = (declared.done - began) * 1000
        seen = await self._last(waiting)
        told("close", act=acts, shown=spread((at - began) * 1000 for at in seen), missing=self._missing(seen))
        await asyncio.sleep(SETTLED)

    async def reload(self) -> None:
        """The other way: no stream, every client loads its page anew every three seconds."""
        for client in self.members:
            if client.stream is not None:
                client.stream.transport.close()
        await asyncio.sleep(SETTLED)
        chance = random.Random(3)
        began, ends = perf_counter(), perf_counter() + RELOAD_FOR
        opened: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        loaded = 0

        async def watch(client: Client, after: float) -> float | None:
            nonlocal loaded
            await asyncio.sleep(after)
            while perf_counter() < ends:
                asked = perf_counter()
                page = await client.get(f"/{client.language}/desk/meetings/{self.meeting}/live/")
                loaded += 1
                if ASKED in page.body and opened.done():
                    return perf_counter()
                await asyncio.sleep(asked + RELOAD_EVERY - perf_counter())
            return None

        async def chair() -> None:
            await asyncio.sleep(RELOAD_EVERY)
            opened.set_result(perf_counter())
            await self._act(f"/de/desk/items/{self.items[self.begun]}/vote/", method="named")

        watching = [asyncio.ensure_future(watch(client, chance.random() * RELOAD_EVERY)) for client in self.members]
        chairing = asyncio.ensure_future(chair())
        _done, hanging = await asyncio.wait([*watching, chairing], timeout=RELOAD_FOR)
        for waiting in hanging:
            waiting.cancel()
        seen = await all_of([*watching, chairing])
        late = [(at - opened.result()) * 1000 for at in seen[:-1] if isinstance(at, float)]
        told(
            "reload",
            shown=spread(late),
            missing=len(watching) - len(late),
            gave_up_after=ends - opened.result(),
            seconds=perf_counter() - began,
            pages=loaded,
        )

    def _received(self, client: Client) -> int:
        return client.stream.received if client.stream else 0

    def _look_for(self, wanted: bytes) -> list["asyncio.Future[float]"]:
        return [client.stream.look_for(wanted) for client in self.members if client.stream is not None]

    async def _last(self, waiting: list["asyncio.Future[float]"], patience: float = 30) -> list[float]:
        """When each has seen it; who has not after so many seconds is left out."""
        await asyncio.wait(waiting, timeout=patience)
        return [seen.result() for seen in waiting if seen.done()]

    def _missing(self, seen: list[float]) -> int:
        return len(self.members) - len(seen)

    async def _act(self, path: str, live: bool = True, **fields: str) -> Answer:
        return require(await self.chair.post(path, live=live, **fields), 200, 302, 303)


def _is_good(answer: Any) -> bool:
    return isinstance(answer, tuple) and answer[0] == 200


async def main() -> None:
    """The day in its order."""
    sitting = Sitting(json.load(sys.stdin))
    told("begin")
    await sitting.passwords()
    await sitting.arrive()
    await sitting.edit_agenda()
    await sitting.call()
    vote = await sitting.open()
    await sitting.cast("spread", vote, SPREAD_OVER)
    await sitting.close(vote)
    await sitting.call()
    vote = await sitting.open()
    await sitting.cast("at once", vote, 0.0)
    await sitting.close(vote)
    told("cut", streams=sum(client.stream.cut for client in sitting.members if client.stream is not None))
    await sitting.reload()


if __name__ == "__main__":
    uvloop.run(main())
