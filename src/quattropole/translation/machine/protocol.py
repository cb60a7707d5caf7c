"""What a service for machine translation can do, and how it is asked over HTTP. Keys are never logged or shown."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from http.client import HTTPException, HTTPMessage
from typing import IO, Any, Protocol
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

TIMEOUT = 20
"""Seconds that one request may take."""
ANSWER_AT_MOST = 5 * 1024 * 1024


class TranslatorProblem(Exception):
    """The service did not translate; the message says why, in the reader's language."""


class Translator(Protocol):
    """A service. Texts are XML fragments: what stands in `<x id="..."/>` comes back as it is."""

    @property
    def name(self) -> str:
        """What people call it."""

    def translate(self, texts: Sequence[str], *, source: str, target: str) -> list[str]:
        """The texts in the language `target`, in order; raises `TranslatorProblem`."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A key is sent to the address that was set and to no other."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


class ServiceError(Exception):
    """The service answered with an error: its status and what it said, for the adapter to put into words."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(str(status))
        self.status, self.said = status, said


def post(address: str, content: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Any:
    """Send JSON, get JSON. Raises `ServiceError` for an answer that is an error, `TranslatorProblem` for none."""
    if urlsplit(address).scheme not in {"http", "https"}:
        raise TranslatorProblem(_("The address of the translation service is no web address."))
    request = urllib.request.Request(  # noqa: S310  # the scheme was checked above
        address,
        data=json.dumps(content).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json", **(headers or {})},
        method="POST",
    )
    try:
        with _OPENER.open(request, timeout=TIMEOUT) as answer:
            body = answer.read(ANSWER_AT_MOST + 1)
    except urllib.error.HTTPError as error:
        with error:
            said = error.read(2000).decode(errors="replace")
        raise ServiceError(error.code, said) from None
    except TimeoutError:
        raise TranslatorProblem(_("The translation service did not answer in time. Try again later.")) from None
    except (urllib.error.URLError, HTTPException, OSError):
        raise TranslatorProblem(_("The translation service cannot be reached. Try again later.")) from None
    try:
        return json.loads(body)
    except ValueError:
        raise TranslatorProblem(_("The translation service answered something that makes no sense.")) from None


def told(error: ServiceError) -> TranslatorProblem:
    """What the common errors mean, in the reader's language; what the service said is not shown."""
    said = {
        400: _("The translation service does not know this pair of languages, or cannot read the text."),
        401: _("The translation service does not accept the key of this installation."),
        403: _("The translation service does not accept the key of this installation."),
        404: _("The translation service is not at the address that is set."),
        413: _("The text is too long for the translation service."),
        429: _("The translation service asks to wait: too many requests at once."),
        456: _("What may be translated in this period is used up."),
    }
    if error.status in said:
        return TranslatorProblem(said[error.status])
    return TranslatorProblem(
        _("The translation service reports an error (%(status)s). Try again later.") % {"status": error.status}
    )


def texts_of(found: Any, count: int) -> list[str]:
    """The texts of an answer, as many as were asked for."""
    if not isinstance(found, list) or len(found) != count or not all(isinstance(text, str) for text in found):
        raise TranslatorProblem(_("The translation service answered something that makes no sense."))
    return found
