"""A throw-away PostgreSQL: `postgres.py run CMD...` runs a command beside one; `start` and `stop DIR` for longer use.

The cluster lives in a temporary folder, listens on a Unix socket there and nowhere else, keeps nothing safe
(fsync off, unless asked for), and is gone afterwards. Where this runs as root, the server runs as a user who may run
it.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

SAFE = ["max_connections=100", "log_min_messages=fatal"]
"""As in production: what is committed survives a crash."""
OPTIONS = [*SAFE, "fsync=off", "synchronous_commit=off", "full_page_writes=off"]
OWNERS = ["postgres", "nobody"]


class Problem(Exception):
    """PostgreSQL cannot be started here; says what is missing."""


def program(name: str) -> str:
    """The path of one of PostgreSQL's programs; Debian keeps those of the server off the PATH."""
    newest = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[4]))
    found = shutil.which(name) or (str(newest[-1]) if newest else None)
    if found is None:
        raise Problem(f"PostgreSQL is not installed: there is no {name}. On Debian and Ubuntu: apt install postgresql")
    return found


def is_there() -> bool:
    """Whether this machine has PostgreSQL's server."""
    try:
        return bool(program("initdb") and program("pg_ctl"))
    except Problem:
        return False


def _owner() -> dict[str, Any]:
    """Who runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    for name in OWNERS:
        with contextlib.suppress(KeyError):
            known = pwd.getpwnam(name)
            return {"user": known.pw_uid, "group": known.pw_gid, "extra_groups": []}
    raise Problem(f"PostgreSQL does not run as root, and there is none of these users: {', '.join(OWNERS)}")


def _call(folder: Path, *command: str) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, **_owner())
    if done.returncode:
        log = folder / "log"
        raise Problem(
            f"{Path(command[0]).name} failed: {done.stderr.strip()} {log.read_text() if log.exists() else ''}"
        )


def start(settings: Sequence[str] = OPTIONS) -> Path:
    """Make and start a cluster with these settings of the server; returns its folder. Raises `Problem`."""
    folder = Path(tempfile.mkdtemp(prefix="quattropole-pg-"))
    owner = _owner()
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    data = str(folder / "data")
    making = ["--username", "quattropole", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    _call(folder, program("initdb"), "--pgdata", data, *making)
    options = " ".join(
        f"-c {option}" for option in [*settings, "listen_addresses=", f"unix_socket_directories={folder}"]
    )
    log = str(folder / "log")
    _call(folder, program("pg_ctl"), "start", "--wait", "--silent", "-D", data, "--log", log, "--options", options)
    _call(folder, program("createdb"), "--host", str(folder), "--username", "quattropole", "quattropole")
    return folder


def stop(folder: Path) -> None:
    """Stop the cluster in `folder` and remove it."""
    with contextlib.suppress(Problem):
        _call(
            folder,
            program("pg_ctl"),
            "stop",
            "--wait",
            "--silent",
            "--mode",
            "immediate",
            "--pgdata",
            str(folder / "data"),
        )
    shutil.rmtree(folder, ignore_errors=True)


def url(folder: Path, database: str = "quattropole") -> str:
    """The `DATABASE_URL` of a database in the cluster."""
    return f"postgres://quattropole@{str(folder).replace('/', '%2F')}/{database}"


@contextlib.contextmanager
def running(settings: Sequence[str] = OPTIONS) -> Iterator[Path]:
    """A cluster for as long as the block lasts."""
    folder = start(settings)
    try:
        yield folder
    finally:
        stop(folder)


def main(arguments: list[str]) -> int:
    """`run CMD...`, `start` (prints folder and address), `stop DIR`."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    match arguments:
        case ["run", *command] if command:
            with running() as folder:
                return subprocess.run(command, env=os.environ | {"DATABASE_URL": url(folder)}, check=False).returncode
        case ["start"]:
            folder = start()
            print(f"{folder}\nDATABASE_URL={url(folder)}")
        case ["stop", folder_name]:
            stop(Path(folder_name))
        case _:
            print(__doc__, file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Problem as problem:
        print(problem, file=sys.stderr)
        sys.exit(2)
