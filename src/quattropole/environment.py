"""The environment variables that configure an installation, read once and typed."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit


class EnvironmentProblem(Exception):
    """A `QUATTROPOLE_*` variable has a value that cannot be used; says which and what was expected."""


def _flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if not value:
        return default
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise EnvironmentProblem(f"{name}: expected yes or no, found {value!r}")


def _number(name: str, default: int) -> int:
    value = os.environ.get(name, "").strip()
    if not value:
        return default
    if not value.isdigit():
        raise EnvironmentProblem(f"{name}: expected a whole number, found {value!r}")
    return int(value)


def _mail() -> SplitResult | None:
    """Mail server: `smtp://`, `smtp+tls://` or `smtps://user:password@host:port`; without one, mail goes to files."""
    given = os.environ.get("QUATTROPOLE_MAIL_URL", "")
    if not given:
        return None
    url = urlsplit(given)
    if url.scheme not in {"smtp", "smtp+tls", "smtps"}:
        raise EnvironmentProblem(
            f"QUATTROPOLE_MAIL_URL: expected smtp://, smtp+tls:// or smtps://, found {url.scheme}://"
        )
    return url


def _address(name: str) -> str:
    """An e-mail address, or nothing."""
    value = os.environ.get(name, "").strip()
    local, _at, domain = value.rpartition("@")
    if value and not (local and domain and value.isascii()):
        raise EnvironmentProblem(f"{name}: expected an e-mail address such as bounce@example.org, found {value!r}")
    return value


def _words(name: str) -> list[str]:
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def _translator() -> dict[str, str]:
    """The service for machine translation, if any, and for how wide an audience a text must be to be sent to it."""
    name = os.environ.get("QUATTROPOLE_TRANSLATOR", "").strip().lower()
    if name not in {"", "deepl", "libretranslate"}:
        raise EnvironmentProblem(f"QUATTROPOLE_TRANSLATOR: expected deepl or libretranslate, found {name!r}")
    audience = os.environ.get("QUATTROPOLE_TRANSLATOR_AUDIENCE", "").strip().lower() or "network"
    if audience not in {"public", "network", "organ"}:
        raise EnvironmentProblem(
            f"QUATTROPOLE_TRANSLATOR_AUDIENCE: expected public, network or organ, found {audience!r}"
        )
    key = os.environ.get("QUATTROPOLE_TRANSLATOR_KEY", "").strip()
    if name == "deepl" and not key:
        raise EnvironmentProblem("QUATTROPOLE_TRANSLATOR_KEY: expected the key for DeepL, found nothing")
    return {
        "name": name,
        "url": os.environ.get("QUATTROPOLE_TRANSLATOR_URL", "").strip(),
        "key": key,
        "glossary": os.environ.get("QUATTROPOLE_TRANSLATOR_GLOSSARY", "").strip(),
        "audience": audience,
    }


def origin_of(address: str) -> str:
    """Scheme, host and port of an address, as a content security policy names a place."""
    url = urlsplit(address)
    return f"{url.scheme}://{url.netloc}"


def _secret(var: Path, demo: bool) -> str:
    """The secret key: from the environment, or in a demo from a file made once for this installation."""
    given = os.environ.get("QUATTROPOLE_SECRET_KEY", "")
    if given:
        return given
    if not demo:
        raise EnvironmentProblem("QUATTROPOLE_SECRET_KEY: expected a long random text, found nothing")
    path = var / "secret-key"
    var.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


@dataclass(frozen=True)
class Environment:
    """Everything an installation can set. Safe by default: no demo, no debug, TLS expected."""

    var: Path
    demo: bool
    debug: bool
    secret_key: str
    database_url: str
    hosts: list[str]
    origins: list[str]
    tls: bool
    network: str
    mail: SplitResult | None
    mail_from: str
    bounce_address: str
    upload_limit: int
    office: str
    threads: int
    oidc: dict[str, str] | None
    search_url: str
    translator: dict[str, str]
    tasks_immediate: bool
    behind_proxy: bool
    package: Path

    @classmethod
    def read(cls) -> "Environment":
        """Read `QUATTROPOLE_*` and `DATABASE_URL`; raises `EnvironmentProblem`."""
        demo = _flag("QUATTROPOLE_DEMO", False)
        var = Path(os.environ.get("QUATTROPOLE_VAR") or "var").resolve()
        issuer = os.environ.get("QUATTROPOLE_OIDC_ISSUER", "")
        return cls(
            var=var,
            demo=demo,
            debug=_flag("QUATTROPOLE_DEBUG", False),
            secret_key=_secret(var, demo),
            database_url=os.environ.get("DATABASE_URL") or f"sqlite:///{var / 'quattropole.sqlite3'}",
            hosts=_words("QUATTROPOLE_HOSTS") or (["localhost", "127.0.0.1", "[::1]", ".localhost"] if demo else []),
            origins=_words("QUATTROPOLE_ORIGINS"),
            tls=_flag("QUATTROPOLE_TLS", not demo),
            network=os.environ.get("QUATTROPOLE_NETWORK", "quattropole"),
            mail=_mail(),
            mail_from=os.environ.get("QUATTROPOLE_MAIL_FROM", "quattropole@localhost"),
            bounce_address=_address("QUATTROPOLE_BOUNCE_ADDRESS"),
            upload_limit=_number("QUATTROPOLE_UPLOAD_LIMIT", 25 * 1024 * 1024),
            office=os.environ.get("QUATTROPOLE_OFFICE", ""),
            threads=max(1, _number("QUATTROPOLE_THREADS", 4)),
            oidc=(
                {
                    "issuer": issuer,
                    "name": os.environ.get("QUATTROPOLE_OIDC_NAME", "OpenID Connect"),
                    "client_id": os.environ.get("QUATTROPOLE_OIDC_CLIENT_ID", ""),
                    "secret": os.environ.get("QUATTROPOLE_OIDC_SECRET", ""),
                }
                if issuer
                else None
            ),
            search_url=os.environ.get("QUATTROPOLE_SEARCH_URL", ""),
            translator=_translator(),
            tasks_immediate=_flag("QUATTROPOLE_TASKS_IMMEDIATE", False),
            behind_proxy=_flag("QUATTROPOLE_BEHIND_PROXY", False),
            package=Path(__file__).parent,
        )
