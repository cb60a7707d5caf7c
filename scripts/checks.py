"""Runs the checks: `checks.py all` (everything CI runs on one database) or `checks.py tests` (only the tests).

What cannot run on this machine is named at the end; with CI=true it is an error, because in CI nothing may be missing.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
BIN = PROJECT / ".venv" / "bin"
CHROMIUM = ["chromium", "chromium-browser", "google-chrome"]
PRODUCTION = {
    "QUATTROPOLE_DEMO": "no",
    "QUATTROPOLE_SECRET_KEY": "only-for-this-check-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "QUATTROPOLE_HOSTS": "quattropole.example.org",
    "QUATTROPOLE_VAR": str(PROJECT / "var" / "check"),
}
DEMO = {"QUATTROPOLE_DEMO": "yes", "QUATTROPOLE_VAR": str(PROJECT / "var" / "check")}


def has_chromium() -> str | None:
    """What is missing for browser tests, if anything."""
    if any(shutil.which(name) for name in CHROMIUM) or os.environ.get("CHROMIUM"):
        return None
    return "Chromium is not installed (apt install chromium)"


@dataclass(frozen=True)
class Check:
    """A command that must succeed. `missing` says what keeps it from running here."""

    title: str
    command: list[str]
    environment: dict[str, str] | None = None
    missing: Callable[[], str | None] = lambda: None
    with_tests: bool = False


CHECKS = [
    Check("lint", ["ruff", "check", "."]),
    Check("layout of the source", ["ruff", "format", "--check", "."]),
    Check("types", ["mypy"]),
    Check("order of the rooms", ["lint-imports", "--no-logo"]),
    Check("migrations match the models", ["python", "manage.py", "makemigrations", "--check", "--dry-run"], DEMO),
    Check(
        "settings for production", ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION
    ),
    Check("translations complete", ["python", "scripts/translations.py", "check"]),
    Check("unit and integration tests", ["pytest", "-q", "-n", "2", "-m", "not browser"], with_tests=True),
    Check("browser tests", ["pytest", "-q", "-n", "2", "-m", "browser"], missing=has_chromium, with_tests=True),
]


def run(checks: list[Check]) -> int:
    """Run all, whatever fails; then say what failed and what could not run."""
    in_ci = os.environ.get("CI", "").lower() in {"1", "true"}
    database = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    failed, absent = [], []
    subprocess.run([BIN / "python", "scripts/translations.py", "compile"], cwd=PROJECT, check=True)
    for check in checks:
        reason = check.missing()
        if reason:
            absent.append(f"{check.title}: {reason}")
            continue
        print(f"\n=== {check.title} ({database})" if check.with_tests else f"\n=== {check.title}", flush=True)
        began = time.monotonic()
        command = [str(BIN / check.command[0]), *check.command[1:]]
        environment = os.environ | (check.environment or {})
        if subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode:
            failed.append(check.title)
        print(f"--- {time.monotonic() - began:.0f} s", flush=True)
    print()
    for line in absent:
        print(f"!!! DID NOT RUN  {line}")
    for title in failed:
        print(f"!!! FAILED       {title} ({database})")
    if absent and in_ci:
        print("!!! In CI nothing may be missing.")
    elif not failed:
        print(f"Everything that ran is in order ({database}).")
    sys.stdout.flush()
    return 1 if failed or (absent and in_ci) else 0


def main(arguments: list[str]) -> int:
    """Run `all` checks or only the `tests`."""
    match arguments:
        case ["all"]:
            return run(CHECKS)
        case ["tests"]:
            return run([check for check in CHECKS if check.with_tests])
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
