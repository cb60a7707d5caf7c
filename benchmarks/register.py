"""How fast the public pages of a large network are: 200 cities, 10 councillors each, 20 years, 100,000 resolutions.

Run: .venv/bin/python benchmarks/register.py [--sizes 1000 100000] [--databases sqlite postgresql] [--rounds 60]

Prints, for every page: the number of queries, and the median and 95th percentile of the time in the server (all
middleware, view, template; no network) for the small and the large register side by side; then the memory of a web
worker that has answered all these pages. Exits with 1 if a goal is missed: p95 under 30 ms, the same number of queries,
and no page slower with the large register than twice its time with the small one.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.request import urlopen

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "scripts")]

GOAL_MS = 30.0
GOAL_RATIO = 2.0
NOISE_MS = 2.0
PAGES = {
    "register": "/de/resolutions/",
    "register, page 20": "/de/resolutions/?page=20",
    "of one organ": "/de/resolutions/?organ=committee-3",
    "of one year": "/de/resolutions/?year=2019",
    "of one field": "/de/resolutions/?field=field-4",
    "organ, year, field": "/de/resolutions/?organ=assembly&year=2019&field=field-4",
    "search, a rare word": "/de/resolutions/?q=Moselbr%C3%BCcke",
    "search, a common word": "/de/resolutions/?q=Zusammenarbeit",
    "search, two words": "/de/resolutions/?q=Tourismus+Zusammenarbeit",
    "search in a year": "/de/resolutions/?q=Tourismus&year=2019",
    "resolution": "/de/resolutions/assembly/2019/2/",
    "resolution in French": "/fr/resolutions/assembly/2019/2/",
    "proof as JSON": "/de/resolutions/assembly/2019/2/proof.json",
    "organ on a day": "/de/organs/assembly/?on=2018-10-16",
    "organ on a day, a city": "/de/organs/assembly/?on=2018-10-16&city=city-42",
}


def measure(size: int, rounds: int) -> dict[str, Any]:
    """Fill the database of `DATABASE_URL` and time every page in this process."""
    import django
    from django.core.management import call_command

    django.setup()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from benchmarks.filling import fill

    call_command("migrate", interactive=False, verbosity=0)
    began = time.perf_counter()
    fill(size)
    filled = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    client = Client(HTTP_HOST="localhost")
    figures: dict[str, Any] = {}
    for name, path in PAGES.items():
        client.get(path)
        with CaptureQueriesContext(connection) as capture:
            answer = client.get(path)
        queries = capture.captured_queries
        if answer.status_code != 200:
            raise SystemExit(f"{path}: {answer.status_code}")
        times = sorted(_time(lambda path=path: client.get(path)) for _ in range(rounds))
        slowest = sorted(queries, key=lambda query: -float(query["time"]))[:2]
        figures[name] = {
            "queries": len(queries),
            "p50": statistics.median(times),
            "p95": times[int(len(times) * 0.95) - 1],
            "slowest": [f"{float(query['time']) * 1000:.0f} ms {query['sql'][:400]}" for query in slowest],
        }
    return {"filled": filled, "pages": figures}


def _time(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def memory_of_a_worker(environment: dict[str, str], port: int = 8197) -> float:
    """Megabytes that a web worker holds after it has answered every page three times."""
    process = subprocess.Popen(
        [sys.executable, "-m", "quattropole.cli", "serve", "--workers", "1", "--port", str(port)],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                urlopen(f"{address}/healthz", timeout=2).close()
                break
            except OSError:
                time.sleep(0.1)
        for path in list(PAGES.values()) * 3:
            urlopen(address + path, timeout=30).close()
        status = Path(f"/proc/{process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024
    finally:
        process.terminate()
        process.wait()


def _child(database: str, size: int, rounds: int, url: str, var: str) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QUATTROPOLE_")} | {
        "DJANGO_SETTINGS_MODULE": "quattropole.settings",
        "QUATTROPOLE_DEMO": "yes",
        "QUATTROPOLE_TASKS_IMMEDIATE": "no",
        "QUATTROPOLE_VAR": var,
        "DATABASE_URL": url,
    }
    run = [sys.executable, "-m", "quattropole.cli", "migrate"]
    subprocess.run(run, cwd=PROJECT, env=environment, check=True)
    command = [sys.executable, str(Path(__file__)), "--measure", str(size), "--rounds", str(rounds)]
    done = subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    figures["memory"] = memory_of_a_worker(environment)
    print(f"  {database}, {size:,} resolutions: filled in {figures['filled']:.0f} s", flush=True)
    return figures


def compare(database: str, sizes: list[int], figures: list[dict[str, Any]], *, verbose: bool) -> list[str]:
    """Print the table of one database; returns the goals that were missed."""
    missed = []
    small, large = figures[0], figures[-1]
    print(f"\n{database}{'':>32}{sizes[0]:>18,} resolutions{sizes[-1]:>18,} resolutions")
    print(
        f"{'page':<26}{'queries':>8}{'p50 ms':>10}{'p95 ms':>10}{'queries':>12}{'p50 ms':>10}{'p95 ms':>10}{'ratio':>8}"
    )
    for name in PAGES:
        one, two = small["pages"][name], large["pages"][name]
        ratio = two["p50"] / one["p50"]
        print(
            f"{name:<26}{one['queries']:>8}{one['p50']:>10.1f}{one['p95']:>10.1f}"
            f"{two['queries']:>12}{two['p50']:>10.1f}{two['p95']:>10.1f}{ratio:>8.2f}"
        )
        if verbose:
            print("".join(f"    {line}\n" for line in two["slowest"]), end="")
        if two["p95"] > GOAL_MS:
            missed.append(f"{database}: {name}: p95 {two['p95']:.1f} ms, goal {GOAL_MS:.0f} ms")
        if ratio > GOAL_RATIO and two["p50"] - one["p50"] > NOISE_MS:
            missed.append(f"{database}: {name}: {ratio:.1f} times as slow as with the small register")
        if one["queries"] != two["queries"]:
            missed.append(f"{database}: {name}: {two['queries']} queries instead of {one['queries']}")
    print(f"memory of a web worker: {small['memory']:.0f} MB and {large['memory']:.0f} MB")
    return missed


def main() -> int:
    """Measure on every database and size; returns 1 if a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000])
    parser.add_argument("--databases", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--verbose", action="store_true", help="show the slowest queries of every page")
    parser.add_argument("--keep", type=Path, help="keep the SQLite databases in this folder")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure is not None:
        print(json.dumps(measure(arguments.measure, arguments.rounds)))
        return 0
    import postgres

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    missed = []
    for database in arguments.databases:
        figures = []
        for size in arguments.sizes:
            with ExitStack() as stack:
                var = (
                    str(arguments.keep / str(size))
                    if arguments.keep
                    else stack.enter_context(tempfile.TemporaryDirectory())
                )
                Path(var).mkdir(parents=True, exist_ok=True)
                if database == "postgresql":
                    url = postgres.url(stack.enter_context(postgres.running()))
                else:
                    url = f"sqlite:///{var}/benchmark.sqlite3"
                figures.append(_child(database, size, arguments.rounds, url, var))
        missed += compare(database, arguments.sizes, figures, verbose=arguments.verbose)
    print("\n" + ("\n".join(f"MISSED  {line}" for line in missed) or "All goals are met."))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
