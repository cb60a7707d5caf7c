"""What every answer carries, and that production settings are safe as they come."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from quattropole.access.models import Account
from quattropole.network.models import Network
from tests import factories

PROJECT = Path(__file__).parents[2]
OURS = ("QUATTROPOLE_", "DATABASE_", "DJANGO_")


def run(code: list[str], folder: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Python in an environment without any setting of ours but those given."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("QUATTROPOLE_", "DATABASE_", "DJANGO_"))
    }
    environment = kept | {"QUATTROPOLE_VAR": str(folder), "PYTHONPATH": str(PROJECT)} | given
    return subprocess.run(
        [sys.executable, *code], env=environment, cwd=PROJECT, capture_output=True, text=True, timeout=120
    )


PRODUCTION = {
    "QUATTROPOLE_SECRET_KEY": "Zwei-Tore-vier-Staedte-ein-Fluss-und-noch-viel-mehr-0123456789",
    "QUATTROPOLE_HOSTS": "quattropole.example",
}


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    done = run(["manage.py", "check", "--deploy", "--fail-level", "INFO"], tmp_path, **PRODUCTION)
    assert done.returncode == 0, done.stderr


def test_production_does_not_start_without_a_secret(tmp_path: Path) -> None:
    done = run(["manage.py", "check"], tmp_path, QUATTROPOLE_HOSTS="quattropole.example")
    assert done.returncode != 0
    assert "QUATTROPOLE_SECRET_KEY" in done.stderr


def test_production_has_no_door_of_the_demo(tmp_path: Path) -> None:
    code = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'quattropole.settings'; django.setup()\n"
        "from django.conf import settings; from django.urls import NoReverseMatch, Resolver404, resolve, reverse\n"
        "for name in ('access:demo_enter', 'access:demo_clock'):\n"
        "    try: reverse(name); print('named', name)\n"
        "    except NoReverseMatch: pass\n"
        "try: resolve('/de/access/demo/'); print('resolved')\n"
        "except Resolver404: pass\n"
        "print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT,"
        " settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN, settings.DEBUG)\n"
    )
    done = run(["-c", code], tmp_path, **PRODUCTION)
    assert done.stdout.strip() == "True True True False False", done.stderr


@pytest.mark.parametrize("page", ["/de/account/login/", "/de/access/demo/", "/de/access/log/", "/de/nothing/here/"])
def test_every_page_carries_strict_headers(client: Client, network: Network, page: str) -> None:
    answer = client.get(page)
    policy = dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_session_cookie_is_out_of_reach_of_scripts(client: Client, network: Network) -> None:
    Account.objects.create_user("a@example.org", "vier Städte, ein Netz")
    answer = client.post("/de/account/login/", {"login": "a@example.org", "password": "vier Städte, ein Netz"})
    cookie = answer.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_pages_for_one_person_are_not_kept_by_caches(client: Client, network: Network) -> None:
    for page in ("/de/account/login/", "/de/access/demo/"):
        assert "no-store" in client.get(page)["Cache-Control"]


def test_foreign_host_is_refused(client: Client, network: Network, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["quattropole.example"]
    assert client.get("/de/account/login/", headers={"host": "evil.example"}).status_code == 400


def test_login_leads_only_to_our_own_pages(client: Client, network: Network) -> None:
    Account.objects.create_user("a@example.org", "vier Städte, ein Netz")
    answer = client.post(
        "/de/account/login/?next=https://evil.example/",
        {"login": "a@example.org", "password": "vier Städte, ein Netz", "next": "https://evil.example/"},
    )
    assert answer["Location"] == "/de/access/me/"


def test_form_without_its_token_is_answered_in_the_reader_s_language(network: Network) -> None:
    answer = Client(enforce_csrf_checks=True).post("/fr/account/login/", {"login": "a@example.org"})
    assert answer.status_code == 403
    assert '<html lang="fr">' in answer.content.decode()
    assert "style" not in answer.content.decode().replace("stylesheet", "")


def test_address_of_an_act_opened_as_a_page_says_so(client: Client, network: Network) -> None:
    answer = client.get("/fr/desk/meetings/1/convene/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert '<html lang="fr">' in answer.content.decode()


def test_form_in_a_foreign_encoding_is_not_understood(network: Network) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.get("/fr/account/login/")
    answer = browser.post(
        "/fr/account/login/", b"a=b", content_type="application/x-www-form-urlencoded; charset=utf-16"
    )
    assert answer.status_code == 400
    assert '<html lang="fr">' in answer.content.decode()


def test_words_of_a_library_do_not_reach_the_page(client: Client, network: Network) -> None:
    factories.sign_in(client, factories.make_person(network))
    answer = client.get("/fr/account/reauthenticate/")
    assert answer.status_code == 403
    assert "Reauthentication" not in answer.content.decode()
