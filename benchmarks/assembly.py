"""How an assembly of up to 2,000 connected members is served: by the real server, as it runs in production.

Run: .venv/bin/python benchmarks/assembly.py [--sizes 44,200,1000,2000] [--only sqlite|postgres]

For each database and size: a new database with a meeting in session, `quattropole serve` (SQLite: one process,
PostgreSQL: two) with DEBUG off, without demo, behind TLS that ends in a proxy; and a crowd of as many browsers in a
process of its own. Every client opens the member's page and its stream, half of them in French. The sessions in their
cookies are made beforehand: checking 2,000 passwords costs what it costs, which is measured apart with forty real
sign-ins. PostgreSQL keeps its commits safe (fsync), as in production.

Prints one table for each database, with the other way beside it: the same pages without a stream, each loaded anew
every three seconds, and one page rendered for each viewer instead of once for all. Exits with 1 if a goal is missed.

The crowd, the server and the database share this machine's processors: figures of a busy machine are worth little.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(PROJECT), str(PROJECT / "scripts")]

HOST = "assembly.example.org"
WORKERS = {"sqlite": 1, "postgres": 2}
SIZES = [44, 200, 1000, 2000]
TICK = os.sysconf("SC_CLK_TCK")
SHOWN_MS, SPREAD_MS, ANSWERED_S, MEMORY_MB = 1000.0, 500.0, 5.0, 400.0
Figures = dict[str, Any]


def inside(arguments: argparse.Namespace) -> Any:
    """What is done with Django in a process of its own: fill the database, or look what is in it."""
    import django

    django.setup()
    from benchmarks import hall

    if arguments.fill:
        return hall.fill(arguments.fill)
    if arguments.kept:
        return hall.kept(arguments.kept)
    return hall.rendering(arguments.rendering)


def ask(environment: dict[str, str], *arguments: str) -> Any:
    """The same in a process of its own."""
    command = [sys.executable, str(Path(__file__)), *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def children_of(pid: int) -> list[int]:
    """The process and all that came of it."""
    found = [pid]
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            found += children_of(int(child))
    return found


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its children, those that have ended too."""
    ticks = 0
    for process in children_of(pid):
        with suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += sum(int(field) for field in fields[11:15])
    return ticks / TICK


def megabytes(pid: int) -> float:
    """Memory of a process and its children; what they share counts once."""
    total = 0
    for process in children_of(pid):
        with suppress(OSError):
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            total += int(rollup.split("\nPss:")[1].split()[0])
    return total / 1024


class Memory:
    """The highest memory seen, looked at twice a second."""

    def __init__(self, processes: dict[str, int]) -> None:
        self.peak = dict.fromkeys(processes, 0.0)
        self._processes = processes
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            for name, pid in self._processes.items():
                self.peak[name] = max(self.peak[name], megabytes(pid))

    def stop(self) -> dict[str, float]:
        """No more; what was seen."""
        self._over.set()
        self._thread.join()
        return self.peak


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def database(kind: str, var: str) -> Iterator[tuple[str, int | None]]:
    """The address of a new database, and the process of its server where there is one."""
    if kind == "sqlite":
        yield f"sqlite:///{var}/assembly.sqlite3", None
        return
    import postgres

    with postgres.running(postgres.SAFE) as folder:
        yield postgres.url(folder), int((folder / "data" / "postmaster.pid").read_text().split()[0])


@contextmanager
def server(environment: dict[str, str], workers: int, port: int, log: Path) -> Iterator[int]:
    """The production server, once it answers; its process."""
    command = [sys.executable, "-m", "quattropole.cli", "serve", "--workers", str(workers), "--port", str(port)]
    with log.open("wb") as file:
        process = subprocess.Popen(command, cwd=PROJECT, env=environment, stdout=file, stderr=file)
    try:
        for _ in range(200):
            done = subprocess.run(
                [sys.executable, "-m", "quattropole.cli", "health", "--port", str(port)],
                cwd=PROJECT, env=environment, capture_output=True, check=False,
            )  # fmt: skip
            if done.returncode == 0:
                break
            time.sleep(0.2)
        else:
            raise SystemExit(f"The server does not answer:\n{log.read_text()}")
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(timeout=40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment_of(url: str, var: str) -> dict[str, str]:
    """Production settings, and nothing from this shell."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QUATTROPOLE_", "DJANGO_"))}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "quattropole.settings",
        "QUATTROPOLE_SECRET_KEY": "of-a-benchmark-that-keeps-nothing-and-is-gone-in-a-minute",
        "QUATTROPOLE_HOSTS": HOST,
        "QUATTROPOLE_BEHIND_PROXY": "yes",
        "QUATTROPOLE_VAR": var,
        "DATABASE_URL": url,
    }


def measure(kind: str, size: int) -> Figures:
    """One day of one assembly on one database."""
    with tempfile.TemporaryDirectory() as var, database(kind, var) as (url, database_pid):
        environment = environment_of(url, var)
        subprocess.run([sys.executable, "-m", "quattropole.cli", "migrate"], cwd=PROJECT, env=environment, check=True)
        hall = ask(environment, "--fill", str(size))
        port = free_port()
        with server(environment, WORKERS[kind], port, Path(var) / "log") as pid:
            processes = {"server": pid} | ({"database": database_pid} if database_pid else {})
            memory = Memory(processes)
            phases = sit(hall | {"port": port}, processes)
            peak = memory.stop()
        figures = {"phases": phases, "peak": peak, "rendering": ask(environment, "--rendering", str(hall["meeting"]))}
        return figures | {"kept": ask(environment, "--kept", str(hall["meeting"]))}


def sit(given: dict[str, Any], processes: dict[str, int]) -> list[Figures]:
    """Let the crowd live its day; each phase with the processor time that it took."""
    command = [sys.executable, str(PROJECT / "benchmarks" / "sitting.py")]
    phases: list[Figures] = []
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as crowd:
        if crowd.stdin is None or crowd.stdout is None:
            raise SystemExit("The crowd cannot be spoken to.")
        json.dump(given, crowd.stdin)
        crowd.stdin.close()
        used = {name: cpu_seconds(pid) for name, pid in processes.items()}
        for line in crowd.stdout:
            now = {name: cpu_seconds(pid) for name, pid in processes.items()}
            phases.append({**json.loads(line), "cpu": {name: now[name] - used[name] for name in now}})
            used = now
    if crowd.returncode:
        raise SystemExit("The crowd gave up; see above.")
    return phases


def the(figures: Figures, name: str, number: int = 0) -> Figures:
    """A phase by its name: the first of them, or a later one."""
    return [phase for phase in figures["phases"] if phase["phase"] == name][number]


def lost_and_doubled(figures: Figures) -> tuple[int, int]:
    """Ballots that were answered as counted and are not there, or not in the result; and those there twice."""
    lost = doubled = 0
    for name in ("spread", "at once"):
        cast = the(figures, name)
        kept = figures["kept"][str(cast["vote"])]
        for choice, number in cast["counted"].items():
            lost += max(0, number - kept["ballots"].get(choice, 0)) + max(0, number - kept["declared"].get(choice, 0))
        doubled += sum(kept["ballots"].values()) - kept["seats"]
    return lost, doubled


def rows(figures: Figures) -> list[tuple[str, str]]:
    """The table of one size: what was measured, and how it came out."""
    arrive, cast, rush = the(figures, "arrive"), the(figures, "spread"), the(figures, "at once")
    lost, doubled = lost_and_doubled(figures)
    passwords, reload, rendering = the(figures, "passwords"), the(figures, "reload"), figures["rendering"]
    opening = [phase["shown"] for phase in figures["phases"] if phase["phase"] == "open"]
    closing = [phase["shown"] for phase in figures["phases"] if phase["phase"] == "close"]
    streaming = the(figures, "open")["cpu"]["server"] + the(figures, "call")["cpu"]["server"]
    size = rendering["viewers"]
    found = [
        ("all signed in: page and stream, s", f"{arrive['seconds']:.1f}"),
        ("  server CPU for a page and its stream, ms", f"{arrive['cpu']['server'] / size * 1000:.1f}"),
        ("  size of the page, kB", f"{arrive['page'] / 1000:.0f}"),
        ("  a sign-in by password, server CPU, ms", f"{passwords['cpu']['server'] / passwords['people'] * 1000:.0f}"),
        ("agenda edited: bytes to each client", f"{the(figures, 'agenda')['bytes']['p50']:,.0f}"),
        ("  as browsers get it, compressed", f"{the(figures, 'agenda')['packed']:,.0f}"),
    ]
    for name, shown in (("vote opened", opening), ("result declared", closing)):
        found += [
            (f"{name}: client p50, ms", " / ".join(f"{one['p50']:.0f}" for one in shown)),
            ("  p95, ms", " / ".join(f"{one['p95']:.0f}" for one in shown)),
            ("  last client, ms", " / ".join(f"{one['max']:.0f}" for one in shown)),
        ]
    for name, one in (("ballots over 10 s", cast), ("ballots at once", rush)):
        found += [
            (f"{name}: p50, ms", f"{one['latency']['p50']:.0f}"),
            ("  p95, ms", f"{one['latency']['p95']:.0f}"),
            ("  p99, ms", f"{one['latency']['p99']:.0f}"),
            ("  all answered after, s", f"{one['seconds']:.1f}"),
            ("  errors", str(one["errors"])),
            ("  server CPU for a ballot, ms", f"{one['cpu']['server'] / size * 1000:.2f}"),
        ]
    found += [
        ("ballots lost, doubled", f"{lost}, {doubled}"),
        ("streams cut", str(the(figures, "cut")["streams"])),
        ("server CPU of the day, s", f"{sum(one['cpu']['server'] for one in figures['phases'][:-1]):.1f}"),
        ("peak memory of the server, MB", f"{figures['peak']['server']:.0f}"),
    ]
    if "database" in figures["peak"]:
        found += [
            ("database CPU of the day, s", f"{sum(one['cpu']['database'] for one in figures['phases'][:-1]):.1f}"),
            ("peak memory of the database, MB", f"{figures['peak']['database']:.0f}"),
        ]
    waited = f"{reload['gave_up_after']:.0f} s: {reload['missing']} without"
    last = waited if reload["missing"] else f"{reload['shown']['max']:.0f}"
    return [
        *found,
        ("THE OTHER WAY", ""),
        ("opening by stream: last client, ms", f"{max(one['max'] for one in opening):.0f}"),
        ("opening, pages loaded every 3 s: last, ms", last),
        ("server CPU: an opening by stream, s", f"{streaming:.2f}"),
        ("server CPU: 10 s of loading every 3 s, s", f"{reload['cpu']['server'] / reload['seconds'] * 10:.2f}"),
        ("rendered once for all who look, ms", f"{rendering['once_for_all']:.0f}"),
        ("rendered for each of them, ms", f"{rendering['for_one'] * size:,.0f}"),
    ]


def missed(kind: str, size: int, figures: Figures) -> list[str]:
    """The goals that were missed."""
    cast, rush = the(figures, "spread"), the(figures, "at once")
    found = [
        f"{phase['phase']}: last client {phase['shown']['max']:.0f} ms, {phase['missing']} without"
        for phase in figures["phases"]
        if phase["phase"] in {"open", "close"} and (phase["missing"] or phase["shown"]["max"] > SHOWN_MS)
    ]
    if cast["latency"]["p99"] > SPREAD_MS:
        found.append(f"ballots over 10 s: p99 {cast['latency']['p99']:.0f} ms")
    if rush["seconds"] > ANSWERED_S:
        found.append(f"ballots at once: all answered after {rush['seconds']:.1f} s")
    if cast["errors"] or rush["errors"]:
        found.append(f"errors: {cast['problems']} {rush['problems']}")
    if any(lost_and_doubled(figures)):
        found.append(f"ballots lost, doubled: {lost_and_doubled(figures)}")
    if figures["peak"]["server"] > MEMORY_MB:
        found.append(f"memory {figures['peak']['server']:.0f} MB")
    return [f"{kind}, {size:,} members: {line}" for line in found]


def table(kind: str, found: dict[int, Figures]) -> None:
    """Print the figures of one database, the sizes side by side."""
    workers = WORKERS[kind]
    columns = {size: rows(figures) for size, figures in found.items()}
    print(f"\n{kind}, {workers} process{'es' if workers > 1 else ''}")
    print(f"{'connected members':<44}" + "".join(f"{size:>20,}" for size in columns))
    for number, (name, _value) in enumerate(next(iter(columns.values()))):
        print(f"{name:<44}" + "".join(f"{lines[number][1]:>20}" for lines in columns.values()))


def load() -> str:
    """How busy the machine is."""
    return "load average " + " ".join(f"{one:.1f}" for one in os.getloadavg())


def main() -> int:
    """Measure every database and size; returns 1 if a goal was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=lambda text: [int(one) for one in text.split(",")], default=SIZES)
    parser.add_argument("--only", choices=list(WORKERS), help="only this database")
    parser.add_argument("--json", type=Path, help="keep all figures in this file")
    for name in ("fill", "kept", "rendering"):
        parser.add_argument(f"--{name}", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.fill or arguments.kept or arguments.rendering:
        print(json.dumps(inside(arguments)))
        return 0
    print(f"{os.cpu_count()} processors, {load()}", flush=True)
    failed, everything = [], {}
    for kind in [arguments.only] if arguments.only else WORKERS:
        found = {}
        for size in arguments.sizes:
            began = time.monotonic()
            found[size] = measure(kind, size)
            failed += missed(kind, size, found[size])
            print(f"  {kind}, {size:,}: {time.monotonic() - began:.0f} s, {load()}", flush=True)
        everything[kind] = found
        if arguments.json:
            arguments.json.write_text(json.dumps(everything, indent=1))
        table(kind, found)
    print("\n" + ("\n".join(f"MISSED  {line}" for line in failed) or "All goals are met."))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
