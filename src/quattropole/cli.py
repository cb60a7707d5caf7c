"""The command `quattropole`: show a demo, run an installation, load networks, check what is kept."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from quattropole.environment import EnvironmentProblem

ROOMS = ["texts", "network", "access", "meetings", "decisions", "assembly", "minutes", "followup", "translation", "api"]
FAULTY, UNUSABLE = 1, 2


class Problem(Exception):
    """The command cannot be carried out; the message says in one sentence why and what to do."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit status: 0 done, 1 faults found, 2 could not be carried out."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["charter"]:
        from quattropole.charter.cli import main as charter

        return charter(given[1:])
    arguments = _parser().parse_args(given)
    try:
        return int(arguments.run(arguments))
    except (Problem, EnvironmentProblem) as problem:
        print(f"quattropole: {problem}", file=sys.stderr)
        return UNUSABLE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="quattropole", description="The working platform of a city network.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    demo = commands.add_parser("demo", help="show the platform with the networks that come with it")
    demo.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    demo.add_argument("--port", type=_port, default=8000, help="port to listen on (default: %(default)s)")
    demo.add_argument("--networks", type=Path, default=Path("networks"), help="folder of network folders")
    demo.set_defaults(run=_demo)

    serve = commands.add_parser("serve", help="run the web server")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    serve.add_argument("--port", type=_port, default=8000, help="port to listen on (default: %(default)s)")
    serve.add_argument(
        "--workers", type=_count, help="number of processes (default: 2, and always 1 where the database is SQLite)"
    )
    serve.set_defaults(run=_serve)

    worker = commands.add_parser("worker", help="run the background worker: mail, search index")
    worker.set_defaults(run=_worker)

    health = commands.add_parser("health", help="ask a running web server whether it and its database answer")
    health.add_argument("--port", type=_port, default=8000, help="its port (default: %(default)s)")
    health.set_defaults(run=_health)

    migrate = commands.add_parser("migrate", help="bring database, static files and messages up to date")
    migrate.set_defaults(run=_migrate)

    load = commands.add_parser("load", help="load a network folder; a second time changes nothing")
    load.add_argument("folder", type=Path, metavar="DIR")
    load.add_argument("--demo", action="store_true", help="with the demo history (only in a demo)")
    load.set_defaults(run=_load)

    verify = commands.add_parser("verify", help="compute every chain and invariant again")
    verify.set_defaults(run=_verify)

    index = commands.add_parser("index", help="make the search index anew, after a restore or for another engine")
    index.set_defaults(run=_index)

    oparl = commands.add_parser("oparl", help="make the objects of the OParl server anew, after a restore")
    oparl.add_argument("what", choices=["rebuild"])
    oparl.set_defaults(run=_oparl)

    bounces = commands.add_parser("bounces", help="take in mail that came back: one message from stdin")
    bounces.add_argument("--folder", type=Path, help="a Maildir folder or an mbox file, instead of stdin")
    bounces.add_argument("--recipient", default="", help="whom the mail server says the message was for")
    bounces.set_defaults(run=_bounces)

    rehearse = commands.add_parser("rehearse", help="play a whole assembly with simulated members in a running demo")
    rehearse.add_argument("--members", type=int, default=44, help="how many check in themselves (default: %(default)s)")
    rehearse.add_argument("--url", default="http://127.0.0.1:8000", help="where the demo runs (default: %(default)s)")
    rehearse.add_argument("--pace", type=float, default=2.0, help="seconds that a step lasts (default: %(default)s)")
    rehearse.add_argument("--seed", type=int, default=2014, help="another play for another number")
    rehearse.set_defaults(run=_rehearse)

    messages = commands.add_parser("messages", help="compile the message catalogues")
    messages.set_defaults(run=_messages)

    commands.add_parser("charter", help="check or explain statutes: charter check DIR, charter explain DIR")
    return parser


def _port(text: str) -> int:
    if text.isdigit() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"expected a port between 1 and 65535, found {text!r}")


def _count(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 1000:
        return int(text)
    raise argparse.ArgumentTypeError(f"expected a number from 1 on, found {text!r}")


def _start_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quattropole.settings")
    import django

    django.setup()


def _require_current_database() -> None:
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except OperationalError as problem:
        raise Problem(f"The database does not answer: {str(problem).splitlines()[0]}") from problem
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        raise Problem(f"The database lacks {len(missing)} migrations. Run: quattropole migrate")


def _demo(arguments: argparse.Namespace) -> int:
    from quattropole.serving import PortTaken, listen, serve_demo

    folders = sorted(path.parent for path in arguments.networks.glob("*/charter.toml"))
    if not folders:
        raise Problem(f"There is no network folder in {arguments.networks}/; run this in the project's folder.")
    try:
        listening = listen(arguments.host, arguments.port)
    except PortTaken as taken:
        raise Problem(f"{taken} Choose another one: make demo PORT={arguments.port + 1}") from taken
    os.environ.setdefault("QUATTROPOLE_DEMO", "yes")
    _messages(arguments)
    _start_django()
    _migrate(arguments)
    for folder in folders:
        _load_folder(folder, demo=True)
    _address_mails_to(arguments.port)
    invitation = _invitation(arguments.host, arguments.port)
    serve_demo(listening, lambda: print(invitation, flush=True))
    return 0


def _address_mails_to(port: int) -> None:
    """Let the links in the demo's mails, letters and calendar entries lead to its port."""
    from django.conf import settings

    from quattropole.network.models import Network

    hosts = [host for network in Network.objects.order_by("pk") for host in network.hosts]
    settings.CSRF_TRUSTED_ORIGINS.extend(f"http://{host}:{port}" for host in hosts)


def _invitation(host: str, port: int) -> str:
    """Where the demo is, and as whom it can be tried."""
    from django.conf import settings
    from django_scopes import scope

    from quattropole.access.demo import entries
    from quattropole.network.models import Network

    lines = ["", f"QuattroPole is at http://{host}:{port}"]
    for network in Network.objects.order_by("pk"):
        is_default = network.slug == settings.DEFAULT_NETWORK or not network.hosts
        lines += ["", f"{network.name}: http://{host if is_default else network.hosts[0]}:{port}"]
        with scope(network=network):
            people = [f"  {entry.label.shown('en')}: {entry.hint.shown('en')}" for entry in entries(network)]
        lines += ["Enter without a password as", *people] if people else []
    return "\n".join([*lines, "", f"Everything is kept in {settings.VAR}. Ctrl-C ends the demo."])


def _serve(arguments: argparse.Namespace) -> int:
    from quattropole.serving import ONE_PROCESS, PortTaken, listen, serve

    _start_django()
    from django.conf import settings
    from django.db import connection

    _require_current_database()
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        raise Problem(f"The static files are not in {settings.STATIC_ROOT}. Run: quattropole migrate")
    try:
        listen(arguments.host, arguments.port).close()
    except PortTaken as taken:
        raise Problem(str(taken)) from taken
    workers = arguments.workers or 2
    if connection.vendor == "sqlite" and workers > 1:
        if arguments.workers:
            print(f"quattropole: {ONE_PROCESS}", file=sys.stderr)
        workers = 1
    serve(arguments.host, arguments.port, workers)
    return 0


def _worker(arguments: argparse.Namespace) -> int:
    from quattropole.serving import make_worker

    _start_django()
    _require_current_database()
    worker = make_worker()
    worker.configure_signals()
    worker.run()
    return 0


def _health(arguments: argparse.Namespace) -> int:
    from urllib.request import Request, urlopen

    from quattropole.environment import Environment

    host = next(iter(Environment.read().hosts), "localhost").lstrip(".")
    try:
        with urlopen(Request(f"http://127.0.0.1:{arguments.port}/healthz", headers={"Host": host}), timeout=10):
            return 0
    except OSError as problem:
        raise Problem(f"The web server on port {arguments.port} does not answer as it should: {problem}") from problem


def _migrate(arguments: argparse.Namespace) -> int:
    from quattropole.serving import collect_static

    _messages(arguments)
    _start_django()
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as problem:
        raise Problem(f"The database does not answer: {str(problem).splitlines()[0]}") from problem
    collect_static()
    return 0


def _messages(arguments: argparse.Namespace) -> int:
    from quattropole.messages import compile_messages

    compile_messages()
    return 0


def _load(arguments: argparse.Namespace) -> int:
    _start_django()
    from django.conf import settings

    if arguments.demo and not settings.DEMO:
        raise Problem("The demo history belongs into a demo only (QUATTROPOLE_DEMO=yes).")
    _require_current_database()
    for line in _load_folder(arguments.folder, demo=arguments.demo):
        print(line)
    return 0


def _load_folder(folder: Path, *, demo: bool) -> list[str]:
    from quattropole import clock
    from quattropole.access.loading import load
    from quattropole.api.oparl.following import follow_all
    from quattropole.network.loading import LoadError

    if not folder.is_dir():
        raise Problem(f"There is no folder {folder}.")
    try:
        report = list(load(folder, demo=demo, today=clock.today()))
    except LoadError as refused:
        raise Problem(f"{folder}: {refused}") from refused
    follow_all()
    return report


def _index(arguments: argparse.Namespace) -> int:
    _start_django()
    from django.core.management import call_command
    from django_scopes import scopes_disabled

    _require_current_database()
    with scopes_disabled():
        call_command("rebuild_modelsearch_index", verbosity=0)
    from quattropole.search.indexing import rebuild

    print(f"{rebuild()} records can be found.")
    return 0


def _oparl(arguments: argparse.Namespace) -> int:
    _start_django()
    _require_current_database()
    from quattropole.api.oparl.following import rebuild_all

    for network, changed in rebuild_all().items():
        print(f"{network}: {changed} objects are given out differently than before")
    return 0


def _bounces(arguments: argparse.Namespace) -> int:
    _start_django()
    _require_current_database()
    from quattropole.access.bounces import take
    from quattropole.access.maildrop import NoMaildrop, messages_in

    recipient = arguments.recipient or os.environ.get("ORIGINAL_RECIPIENT") or os.environ.get("RECIPIENT") or ""
    if arguments.folder is None:
        print(take(sys.stdin.buffer.read(), recipient=recipient).what)
        return 0
    try:
        for name, message in messages_in(arguments.folder):
            print(f"{name}: {take(message, recipient=recipient).what}")
    except NoMaildrop as problem:
        raise Problem(str(problem)) from problem
    return 0


def _rehearse(arguments: argparse.Namespace) -> int:
    from quattropole.assembly.rehearsal.browser import Stuck
    from quattropole.assembly.rehearsal.play import Rehearsal

    if arguments.members < 1 or arguments.pace < 0:
        raise Problem("Give one member or more, and a pace of 0 seconds or more.")
    play = Rehearsal(
        arguments.url,
        arguments.members,
        pace=arguments.pace,
        seed=arguments.seed,
        say=lambda line: print(line, flush=True),
    )
    try:
        print(f"Over. What happened is at {play.run()}")
    except Stuck as stuck:
        raise Problem(f"The rehearsal cannot go on. {stuck}") from stuck
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    _start_django()
    _require_current_database()
    found = 0
    for room in ROOMS:
        name = f"quattropole.{room}.verify"
        if find_spec(name) is None:
            continue
        faults: list[str] = import_module(name).run()
        found += len(faults)
        print(f"{room}: {'in order' if not faults else f'{len(faults)} faults'}")
        for fault in faults:
            print(f"  {fault}")
    return FAULTY if found else 0


if __name__ == "__main__":
    sys.exit(main())
