"""A city's own sign-on is switched on by settings; it opens accounts that are there and makes none."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).parents[2]
OURS = ("QUATTROPOLE_", "DATABASE_", "DJANGO_")


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What happened in a process with an issuer; its database is an own one."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QUATTROPOLE_", "DATABASE_", "DJANGO_"))
    }
    environment = kept | {
        "QUATTROPOLE_DEMO": "1",
        "QUATTROPOLE_DEBUG": "1",
        "QUATTROPOLE_VAR": str(tmp_path_factory.mktemp("oidc")),
        "PYTHONPATH": str(PROJECT),
    }
    script = PROJECT / "tests" / "access" / "oidc_walk.py"
    done = subprocess.run(
        [sys.executable, str(script)], env=environment, cwd=PROJECT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_login_page_offers_the_citys_sign_on(walked: dict[str, Any]) -> None:
    assert walked["offers"]
    assert "form-action 'self' http://127.0.0.1:" in walked["policy"]


def test_verified_address_opens_the_account_that_has_it(walked: dict[str, Any]) -> None:
    assert walked["known"]["as"] == str(walked["account"])


def test_connection_stays_when_the_city_renames_the_address(walked: dict[str, Any]) -> None:
    assert walked["renamed"]["as"] == str(walked["account"])


def test_unverified_address_opens_nothing(walked: dict[str, Any]) -> None:
    assert walked["unverified"]["as"] is None


def test_stranger_gets_no_account(walked: dict[str, Any]) -> None:
    assert walked["stranger"]["as"] is None
    assert walked["stranger"]["status"] == 200
    assert {walked[case]["accounts"] for case in ("known", "unverified", "stranger", "renamed")} == {1}


def test_code_is_bound_to_the_browser_that_asked(walked: dict[str, Any]) -> None:
    assert walked["known"]["challenge"] == ["S256"]
    assert walked["known"]["verifier"]
