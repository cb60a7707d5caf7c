"""How fast a client fetches everything from the OParl server: a network with 100,000 public objects, over HTTP.

Run: .venv/bin/python benchmarks/oparl.py [--objects 100000] [--databases sqlite postgresql] [--limit 100]

One process of the production server, one client that follows `next` and reads every object; both share this machine.
Prints: making all objects for the first time; a full crawl (objects and bytes a second, plain and compressed); the
number of queries of the first and of the last page of each list; an incremental crawl after 100 changes; and beside
it the alternative, in which each page is rendered from the records (in this process, without HTTP). Exits with 1 if a
goal is missed: more than 2,000 objects a second, and as many queries for the last page as for the first.
"""

import argparse
import gzip
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "scripts")]

GOAL = 2_000
PORT = 8196
ITEMS = 8
BODY = "/oparl/1.1/body/quattropole"
LISTS = {
    "organizations": "organization", "persons": "person", "memberships": "membership", "meetings": "meeting",
    "agendaitems": "agendaitem", "papers": "paper", "consultations": "consultation", "files": "file",
    "locations": "location", "legislativeterms": "legislativeterm",
}  # fmt: skip
SAMPLE = 10
"""Pages of each list that the alternative renders."""


def fill(objects: int) -> None:
    """A network with about so many public objects: 200 cities, 8,800 people, 800 meetings with items, resolutions."""
    from django_scopes import scope

    from benchmarks.filling import both
    from benchmarks.filling import fill as fill_network
    from quattropole.access.models import Audience
    from quattropole.meetings.models import AgendaItem, Meeting
    from quattropole.network.models import Network

    fixed = 200 * 11 * 4 * 2 + 10 * 20 * 4 * (2 + ITEMS) + 500
    fill_network(max(500, int((objects - fixed) / 2.4)))
    network = Network.objects.get()
    with scope(network=network):
        Meeting.objects.update(place="Rathaus")
        meetings = Meeting.objects.order_by("pk").values_list("pk", flat=True)
        items = [
            AgendaItem(
                network=network,
                meeting_id=pk,
                position=position,
                titles=both(f"Punkt {position}", f"Point {position}"),
                audience=Audience.PUBLIC,
                added_at=datetime(2026, 1, 1, tzinfo=UTC),
            )
            for pk in meetings
            for position in range(1, ITEMS + 1)
        ]
        AgendaItem._base_manager.bulk_create(items, batch_size=500)


class Fetcher:
    """A client with one connection. Counts what comes."""

    def __init__(self, *, compressed: bool) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=600)
        self.headers = {"Accept-Encoding": "gzip"} if compressed else {}
        self.objects = self.bytes = self.pages = 0
        self.deleted = 0

    def get(self, path: str) -> dict[str, Any]:
        """The JSON at a path."""
        self.connection.request("GET", path, headers=self.headers)
        response = self.connection.getresponse()
        content = response.read()
        if response.status != 200:
            raise SystemExit(f"{path}: {response.status} {content[:300]!r}")
        self.bytes += len(content)
        told: dict[str, Any] = json.loads(
            gzip.decompress(content) if response.headers.get("Content-Encoding") == "gzip" else content
        )
        return told

    def crawl(self, query: str) -> dict[str, str]:
        """All lists, page by page; returns the address of the last page of each."""
        last = {}
        for name in LISTS:
            path = f"{BODY}/{name}{query}"
            while path:
                page = self.get(path)
                self.pages += 1
                self.objects += len(page["data"])
                self.deleted += sum(1 for told in page["data"] if told.get("deleted"))
                last[name] = path
                following = page["links"].get("next", "")
                path = following and following.removeprefix(f"http://127.0.0.1:{PORT}")
        return last


@contextmanager
def server() -> Iterator[int]:
    """The production server with one process; gives its process id."""
    process = subprocess.Popen(
        [sys.executable, "-m", "quattropole.cli", "serve", "--workers", "1", "--port", str(PORT)],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(300):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
                connection.request("GET", "/healthz")
                if connection.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.1)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def memory(pid: int) -> float:
    """Megabytes that a process holds."""
    return int(Path(f"/proc/{pid}/status").read_text().split("VmRSS:")[1].split()[0]) / 1024


def measure(objects: int, limit: int) -> dict[str, Any]:
    """Everything on the database of `DATABASE_URL`."""
    import django
    from django.core.management import call_command

    django.setup()
    from django.db import connection

    from quattropole.api.oparl.following import follow_all
    from quattropole.api.oparl.models import OParlObject

    call_command("migrate", interactive=False, verbosity=0)
    began = time.perf_counter()
    fill(objects)
    filled = time.perf_counter() - began
    began = time.perf_counter()
    follow_all()
    made = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    size = OParlObject._base_manager.filter(deleted=False).count()
    figures: dict[str, Any] = {"filled": filled, "made": made, "size": size}
    query = f"?limit={limit}" if limit != 100 else ""
    with server() as pid:
        for name, compressed in (("plain", False), ("gzip", True)):
            fetcher = Fetcher(compressed=compressed)
            began = time.perf_counter()
            last = fetcher.crawl(query)
            took = time.perf_counter() - began
            figures[name] = {
                "seconds": took,
                "objects": fetcher.objects,
                "bytes": fetcher.bytes,
                "pages": fetcher.pages,
            }
        figures["memory"] = memory(pid)
        figures["incremental"] = _incremental()
    figures["queries"] = {name: (_queries(f"{BODY}/{name}{query}"), _queries(path)) for name, path in last.items()}
    figures["alternative"] = _alternative(limit)
    return figures


def _incremental() -> dict[str, Any]:
    """A crawl for what changed, after 100 changes: names of people, titles of meetings, meetings that are hidden."""
    from django_scopes import scope

    from benchmarks.filling import both
    from quattropole.access.models import Audience
    from quattropole.api.oparl.models import OParlObject
    from quattropole.meetings.models import Meeting
    from quattropole.network.models import Network, Person

    since = OParlObject._base_manager.latest("modified").modified + timedelta(seconds=1)
    time.sleep(2)
    with scope(network=Network.objects.get()):
        people = list(Person.objects.order_by("pk").values_list("pk", flat=True)[:60])
        meetings = list(Meeting.objects.order_by("pk").values_list("pk", flat=True)[:40])
        Person.objects.filter(pk__in=people).update(family_name="Anders")
        Meeting.objects.filter(pk__in=meetings[:30]).update(titles=both("Anders", "Autrement"))
        Meeting.objects.filter(pk__in=meetings[30:]).update(audience=Audience.ORGAN)
    fetcher = Fetcher(compressed=False)
    began = time.perf_counter()
    fetcher.get("/oparl/1.1/system")
    taken = time.perf_counter() - began
    fetcher.crawl(f"?modified_since={quote(since.isoformat(timespec='seconds'))}")
    return {
        "taken": taken,
        "seconds": time.perf_counter() - began,
        "objects": fetcher.objects,
        "deleted": fetcher.deleted,
        "pages": fetcher.pages,
    }


def _queries(path: str) -> int:
    """How many queries the server makes for a page."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(HTTP_HOST="localhost")
    with CaptureQueriesContext(connection) as capture:
        response = client.get(urlsplit(path).path + ("?" + urlsplit(path).query if urlsplit(path).query else ""))
    if response.status_code != 200:
        raise SystemExit(f"{path}: {response.status_code}")
    return len(capture.captured_queries)


def _alternative(limit: int) -> dict[str, Any]:
    """Pages rendered from the records, with the objects inside of them: what a server without the copy would do."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django_scopes import scope

    from quattropole import clock
    from quattropole.api.oparl.keeping import KINDS
    from quattropole.api.oparl.kinds.book import Book
    from quattropole.api.oparl.models import OParlObject
    from quattropole.api.oparl.writing import Embedded, as_embedded, embedded_in, text_of, written
    from quattropole.network.models import Network

    now = clock.now()
    seconds, rendered, queries = 0.0, 0, 0
    network = Network.objects.get()

    def render(kind: str, keys: list[str], book: Book) -> dict[str, str]:
        made = KINDS[kind].make(book, keys)
        wanted: dict[str, set[str]] = {}
        for built in made.values():
            for child in embedded_in(built.content):
                wanted.setdefault(child.kind, set()).add(child.key)
        children = {
            Embedded(child, key): as_embedded(child, body)
            for child, found in wanted.items()
            for key, body in render(child, sorted(found), book).items()
        }
        return {key: text_of(written(kind, key, built.content, children), now, now) for key, built in made.items()}

    total = 0.0
    with scope(network=network):
        for kind in LISTS.values():
            rows = OParlObject.objects.filter(kind=kind, deleted=False).order_by("pk")
            keys = list(rows.values_list("key", flat=True))
            step = max(1, len(keys) // SAMPLE)
            starts = range(0, len(keys), step)[:SAMPLE]
            took, here = 0.0, 0
            for start in starts:
                with CaptureQueriesContext(connection) as capture:
                    began = time.perf_counter()
                    here += len(render(kind, keys[start : start + limit], Book(network)))
                    took += time.perf_counter() - began
                queries = max(queries, len(capture.captured_queries))
            total += took / max(here, 1) * len(keys)
            seconds, rendered = seconds + took, rendered + here
    return {"seconds": seconds, "objects": rendered, "whole": total, "queries": queries}


def _child(objects: int, limit: int, url: str, var: str) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUATTROPOLE_")} | {
        "DJANGO_SETTINGS_MODULE": "quattropole.settings",
        "QUATTROPOLE_DEMO": "yes",
        "QUATTROPOLE_TASKS_IMMEDIATE": "no",
        "QUATTROPOLE_VAR": var,
        "DATABASE_URL": url,
    }
    run = [sys.executable, "-m", "quattropole.cli", "migrate"]
    subprocess.run(run, cwd=PROJECT, env=environment, check=True)
    command = [sys.executable, str(Path(__file__)), "--measure", str(objects), "--limit", str(limit)]
    done = subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def report(database: str, figures: dict[str, Any]) -> list[str]:
    """Print what was measured; returns the goals that were missed."""
    missed = []
    size = figures["size"]
    print(f"\n{database}: {size:,} public objects (records filled in {figures['filled']:.0f} s)")
    print(
        f"  all objects made for the first time   {figures['made']:>8.1f} s {size / figures['made']:>12,.0f} objects/s"
    )
    for name, label in (("plain", "full crawl over HTTP"), ("gzip", "full crawl, compressed")):
        told = figures[name]
        rate = told["objects"] / told["seconds"]
        print(
            f"  {label:<37} {told['seconds']:>8.1f} s {rate:>12,.0f} objects/s {told['bytes'] / 1e6:>8.1f} MB"
            f" {told['pages']:>6,} pages"
        )
        if rate < GOAL:
            missed.append(f"{database}: {label}: {rate:,.0f} objects a second, goal {GOAL:,}")
    alternative = figures["alternative"]
    print(
        f"  rendered from the records (sample)    {alternative['whole']:>8.1f} s"
        f" {size / alternative['whole']:>12,.0f} objects/s {alternative['queries']:>8} queries a page, without HTTP"
    )
    told = figures["incremental"]
    print(
        f"  incremental, after 100 changes        {told['seconds']:>8.2f} s {told['objects']:>12,} objects"
        f" {told['deleted']:>10,} deleted {told['pages']:>4} pages; {told['taken'] * 1000:.0f} ms of it taking over"
    )
    first = {name: queries[0] for name, queries in figures["queries"].items()}
    print(f"  queries a page: first {sorted(set(first.values()))}, ", end="")
    print(f"last {sorted({queries[1] for queries in figures['queries'].values()})}; server {figures['memory']:.0f} MB")
    for name, (one, other) in figures["queries"].items():
        if one != other:
            missed.append(f"{database}: {name}: {other} queries for the last page, {one} for the first")
    return missed


def main() -> int:
    """Measure on every database; returns 1 if a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--objects", type=int, default=100_000)
    parser.add_argument("--databases", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--limit", type=int, default=100)
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure is not None:
        print(json.dumps(measure(arguments.measure, arguments.limit)))
        return 0
    import postgres

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    missed = []
    for database in arguments.databases:
        with ExitStack() as stack:
            var = stack.enter_context(tempfile.TemporaryDirectory())
            if database == "postgresql":
                url = postgres.url(stack.enter_context(postgres.running()))
            else:
                url = f"sqlite:///{var}/benchmark.sqlite3"
            missed += report(database, _child(arguments.objects, arguments.limit, url, var))
    print("\n" + ("\n".join(f"MISSED  {line}" for line in missed) or "All goals are met."))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
