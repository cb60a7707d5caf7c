"""Signs in through a city's own sign-on: run by test_oidc.py in a process whose settings name an issuer.

The issuer is a small server in this process that speaks as much of OpenID Connect as a sign-in needs. Prints what
happened as JSON.
"""

import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

WHO: dict[str, Any] = {}
TOKENS: list[dict[str, list[str]]] = []


class Issuer(BaseHTTPRequestHandler):
    """Answers discovery, token and userinfo."""

    def do_GET(self) -> None:
        base = f"http://127.0.0.1:{self.server.server_port}"  # type: ignore[attr-defined]  # HTTPServer has it
        if self.path.endswith("/.well-known/openid-configuration"):
            self._answer(
                {
                    "issuer": base,
                    "authorization_endpoint": f"{base}/authorize",
                    "token_endpoint": f"{base}/token",
                    "userinfo_endpoint": f"{base}/userinfo",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        else:
            self._answer(WHO)

    def do_POST(self) -> None:
        TOKENS.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        self._answer({"access_token": "token", "token_type": "Bearer", "expires_in": 60})

    def _answer(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Be quiet."""


def main() -> None:
    server = HTTPServer(("127.0.0.1", 0), Issuer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    os.environ.update(
        QUATTROPOLE_OIDC_ISSUER=f"http://127.0.0.1:{server.server_port}",
        QUATTROPOLE_OIDC_NAME="Ville de Metz",
        QUATTROPOLE_OIDC_CLIENT_ID="quattropole",
        QUATTROPOLE_OIDC_SECRET="geheim",
        DJANGO_SETTINGS_MODULE="quattropole.settings",
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    json.dump(walk(), sys.stdout)


def walk() -> dict[str, Any]:
    """Sign in as somebody known, as somebody whose address is not verified, and as a stranger."""
    from django.conf import settings
    from django.test import Client

    from quattropole.access.actions import make_account
    from quattropole.access.models import Account
    from tests import factories

    settings.ALLOWED_HOSTS.append("testserver")
    network = factories.make_network()
    from django_scopes import scope

    with scope(network=network):
        account = make_account(factories.make_person(network), "anna@example.org")
    offered = Client().get("/fr/account/login/")
    found: dict[str, Any] = {
        "offers": "Ville de Metz" in offered.content.decode(),
        "policy": offered["Content-Security-Policy"],
        "account": account.pk,
    }
    cases: dict[str, dict[str, Any]] = {
        "known": {"sub": "1", "email": "anna@example.org", "email_verified": True},
        "unverified": {"sub": "2", "email": "anna@example.org", "email_verified": False},
        "stranger": {"sub": "3", "email": "nobody@example.org", "email_verified": True},
        "renamed": {"sub": "1", "email": "anna.neu@example.org", "email_verified": True},
    }
    for name, claims in cases.items():
        WHO.clear()
        WHO.update(claims)
        client = Client()
        start = client.post("/fr/account/oidc/city/login/?process=login")
        sent = parse_qs(urlsplit(start["Location"]).query)
        answer = client.get(
            urlsplit(sent["redirect_uri"][0]).path, {"code": "code", "state": sent["state"][0]}, follow=True
        )
        found[name] = {
            "status": answer.status_code,
            "as": client.session.get("_auth_user_id"),
            "challenge": sent.get("code_challenge_method"),
            "verifier": bool(TOKENS[-1].get("code_verifier")),
            "accounts": Account.objects.count(),
        }
    return found


if __name__ == "__main__":
    main()
