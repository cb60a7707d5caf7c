"""The command `quattropole`: what it says when something cannot be done, and that loading and verifying work."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django_scopes import scope

from quattropole import cli, clock
from quattropole.access.models import AuditEntry
from quattropole.messages import compile_messages
from quattropole.network.models import Network
from quattropole.serving import PortTaken, listen
from tests import factories

PROJECT = factories.PROJECT
OURS = ("QUATTROPOLE_", "DATABASE_URL", "DJANGO_")


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process and an environment of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    command = [sys.executable, "-m", "quattropole.cli", *arguments]
    return subprocess.run(
        command, cwd=PROJECT, env=kept | environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_production_without_a_secret_key_says_what_is_missing(tmp_path: Path) -> None:
    done = run("serve", QUATTROPOLE_VAR=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr == "quattropole: QUATTROPOLE_SECRET_KEY: expected a long random text, found nothing\n"


def test_demo_on_a_taken_port_says_so_before_anything_else(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("demo", "--port", str(port), QUATTROPOLE_VAR=str(tmp_path / "var"))
    assert done.returncode == 2
    assert f"Port {port}" in done.stderr
    assert f"make demo PORT={port + 1}" in done.stderr
    assert not (tmp_path / "var").exists()


def test_port_is_free_again_for_the_next_who_asks() -> None:
    first = listen("127.0.0.1", 0)
    port = first.getsockname()[1]
    first.listen()
    with pytest.raises(PortTaken):
        listen("127.0.0.1", port)
    first.close()
    listen("127.0.0.1", port).close()


def test_serving_an_empty_database_asks_for_migrations(tmp_path: Path) -> None:
    done = run("serve", QUATTROPOLE_DEMO="yes", QUATTROPOLE_VAR=str(tmp_path))
    assert done.returncode == 2
    assert "Run: quattropole migrate" in done.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_port_must_be_a_port(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        cli.main(["serve", f"--port={port}"])
    assert "expected a port between 1 and 65535" in capsys.readouterr().err


@pytest.mark.django_db
def test_load_names_a_folder_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["load", "nowhere"]) == 2
    assert capsys.readouterr().err == "quattropole: There is no folder nowhere.\n"


@pytest.mark.django_db
def test_load_refuses_a_broken_folder_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["load", str(tmp_path)]) == 2
    assert "nothing was loaded" in capsys.readouterr().err
    assert not Network.objects.exists()


@pytest.mark.django_db
def test_load_a_second_time_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(PROJECT / "networks" / "tonicites")
    assert cli.main(["load", folder]) == 0
    capsys.readouterr()
    assert cli.main(["load", folder]) == 0
    assert "nothing changed" in capsys.readouterr().out


@pytest.mark.django_db
def test_verify_finds_nothing_in_what_was_loaded(capsys: pytest.CaptureFixture[str]) -> None:
    factories.load_network("quattropole")
    assert cli.main(["verify"]) == 0
    assert "access: in order" in capsys.readouterr().out


@pytest.mark.django_db
def test_verify_names_the_entry_that_was_tampered_with(capsys: pytest.CaptureFixture[str]) -> None:
    network = factories.make_network()
    with scope(network=network):
        AuditEntry(
            network=network,
            number=1,
            at=clock.now(),
            actor="x",
            act="made up",
            subject_type="network.network",
            subject_id=network.pk,
            subject="x",
            previous="0" * 64,
            digest="1" * 64,
        ).save()
    assert cli.main(["verify"]) == 1
    assert "content was changed" in capsys.readouterr().out


def test_messages_are_compiled_once_and_again_when_they_change(tmp_path: Path) -> None:
    source = tmp_path / "de" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Vote"\nmsgstr "Abstimmung"\n'
    )
    assert [path.name for path in compile_messages(tmp_path)] == ["django.mo"]
    assert compile_messages(tmp_path) == []
    os.utime(source, (2**31, 2**31))
    assert len(compile_messages(tmp_path)) == 1
