"""Starts what runs for long: the web server, the background worker, and both in one process for a demo."""

import asyncio
import hashlib
import socket
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import uvicorn

if TYPE_CHECKING:
    from django_tasks_db.management.commands.db_worker import Worker

APPLICATION = "quattropole.asgi:application"
MANY = 65_536


class PortTaken(Exception):
    """Another program listens on the port already."""


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the port, before anything slow is done. Raises `PortTaken`."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as problem:
        listening.close()
        raise PortTaken(f"Port {port} on {host} cannot be used: {problem.strerror}.") from problem
    listening.set_inheritable(True)
    return listening


class _Server(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def serve_demo(listening: socket.socket, ready: Callable[[], None]) -> None:
    """Web server and worker in one process, until Ctrl-C or SIGTERM; `ready` is called once pages are answered."""
    allow_many_connections()
    worker = make_worker()
    background = threading.Thread(target=worker.run, name="worker", daemon=True)
    background.start()
    config = uvicorn.Config(APPLICATION, log_level="warning", lifespan="off", timeout_graceful_shutdown=5)
    try:
        with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
            runner.run(_Server(config, ready).serve(sockets=[listening]))
    except KeyboardInterrupt:
        pass
    finally:
        worker.running = False
        background.join(timeout=10)


ONE_PROCESS = (
    "On SQLite one process serves everybody, because several could not tell each other at once what happens in a "
    "meeting. With PostgreSQL (DATABASE_URL) there can be more."
)


def serve(host: str, port: int, workers: int) -> None:
    """The web server of a production installation: `workers` processes, until SIGTERM."""
    allow_many_connections()
    uvicorn.run(
        APPLICATION,
        host=host,
        port=port,
        workers=workers,
        log_level="info",
        access_log=False,  # who sent a ballot when, line by line, is what a secret vote must not leave behind
        lifespan="off",
        server_header=False,
        timeout_graceful_shutdown=30,
        timeout_worker_healthcheck=30,  # a process with two thousand ballots to answer is busy, not dead
    )


def allow_many_connections() -> None:
    """Let this process and its children hold many connections open; most systems allow 1,024 unless asked for more."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MANY if hard == resource.RLIM_INFINITY else min(MANY, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def make_worker() -> "Worker":
    """A worker for every queue of background tasks; `run()` returns when `running` is set to False.

    It begins with the letters, the mails, the reminders, and the changes for the search index, that an earlier worker
    may have left behind.
    """
    from django.utils.crypto import get_random_string
    from django_tasks_db.management.commands.db_worker import Worker

    from quattropole.access.tasks import send_outbox
    from quattropole.followup.tasks import look_after_follow_ups
    from quattropole.meetings.tasks import make_letters
    from quattropole.search.tasks import bring_up_to_date

    make_letters.enqueue()
    send_outbox.enqueue()
    look_after_follow_ups.enqueue()
    bring_up_to_date.enqueue()
    return Worker(
        queue_names=["*"],
        interval=1,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def collect_static() -> bool:
    """Gather the static files under their fingerprinted names, unless none has changed; returns whether it did."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    if stamp.exists() and stamp.read_text() == digest.hexdigest():
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(digest.hexdigest())
    return True
