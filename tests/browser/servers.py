"""A running demo for browser tests: the real command in its own process, on its own database."""

import atexit
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.request import urlopen

import psycopg

PROJECT = Path(__file__).parent.parent.parent
PATIENCE = 120


@dataclass
class Server:
    """Where the demo answers, and the folder in which it keeps everything."""

    address: str
    var: Path
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the command `quattropole` on the server's data."""
        return subprocess.run(
            [sys.executable, "-m", "quattropole.cli", *arguments],
            cwd=PROJECT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self) -> None:
        """Start the demo and wait until it answers."""
        log = self.var / "server.log"
        port = self.address.rpartition(":")[2]
        with log.open("ab") as file:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "quattropole.cli", "demo", "--port", port],
                cwd=PROJECT,
                env=self.environment,
                stdout=file,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        _wait(self.process, self.address, log)

    def kill(self) -> None:
        """As if the power had failed; `start` begins anew with what is kept."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """Stop the demo as Ctrl-C does."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@cache
def _migrated() -> Path:
    """A folder with an empty database of the newest form, made once for all demos of a process."""
    folder = Path(tempfile.mkdtemp(prefix="quattropole-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QUATTROPOLE_", "DJANGO_"))}
    url = f"sqlite:///{folder / 'demo.sqlite3'}"
    environment = kept | {"DATABASE_URL": url, "QUATTROPOLE_DEMO": "yes", "QUATTROPOLE_VAR": str(folder)}
    done = Server("", folder, environment).run("migrate")
    assert done.returncode == 0, done.stderr
    return folder


@contextlib.contextmanager
def _database(var: Path) -> Iterator[dict[str, str]]:
    """The variables that name a database of its own, of the kind that the tests run on."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        shutil.copytree(_migrated(), var, dirs_exist_ok=True)
        yield {"DATABASE_URL": f"sqlite:///{var / 'demo.sqlite3'}"}
        return
    name = f"browser_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(re.sub("^postgres:", "postgresql:", given), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
        try:
            yield {"DATABASE_URL": given.rsplit("/", 1)[0] + f"/{name}"}
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


def _wait(process: "subprocess.Popen[bytes]", address: str, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), urlopen(f"{address}/healthz", timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"The demo did not start:\n{log.read_text()}")


@contextlib.contextmanager
def running_demo(var: Path) -> Iterator[Server]:
    """A demo with its history, freshly loaded, for as long as the block lasts."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QUATTROPOLE_", "DJANGO_"))}
    with _database(var) as database:
        environment = kept | database | {"QUATTROPOLE_DEMO": "yes", "QUATTROPOLE_VAR": str(var)}
        server = Server(address, var, environment)
        try:
            server.start()
            yield server
        finally:
            server.stop()
