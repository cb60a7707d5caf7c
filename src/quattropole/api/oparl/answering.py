"""Answers of the OParl server: JSON for every origin, compressed, compared by ETag, sentences for what went wrong."""

import gzip
import json
from hashlib import sha256
from typing import TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers

from quattropole.api.oparl.addresses import SCHEMA

SMALL = 300
"""Bytes that are not worth compressing."""
METHODS = "GET, HEAD, OPTIONS"


def answer(request: HttpRequest, text: str, *, status: int = 200) -> HttpResponse:
    """JSON as it stands in `text`."""
    content = text.encode()
    response = HttpResponse(content, status=status, content_type="application/json; charset=utf-8")
    response["ETag"] = f'W/"{sha256(content).hexdigest()[:32]}"'
    response["Cache-Control"] = "public, no-cache"
    open_to_all(response)
    patch_vary_headers(response, ["Accept-Encoding"])
    if status == 200:
        unchanged = get_conditional_response(request, etag=response["ETag"], response=response)
        if unchanged is not None and unchanged is not response:
            return open_to_all(unchanged)
    return _compressed(request, response)


def refuse(request: HttpRequest, status: int, message: str, *, debug: str = "") -> HttpResponse:
    """An error as OParl 1.1 describes it."""
    error = {"type": f"{SCHEMA}Error", "message": message, "debug": debug or message}
    response = answer(request, json.dumps(error, ensure_ascii=False), status=status)
    response["Cache-Control"] = "no-store"
    del response["ETag"]
    return response


Response = TypeVar("Response", bound=HttpResponseBase)


def open_to_all(response: Response) -> Response:
    """Scripts of every origin may read it; it depends on no cookie."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def preflight() -> HttpResponse:
    """What scripts of other origins may do."""
    response = open_to_all(HttpResponse(status=204))
    response["Allow"] = response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "If-None-Match, Accept-Encoding"
    return response


def _compressed(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if len(response.content) < SMALL or not _takes_gzip(request.headers.get("Accept-Encoding", "")):
        return response
    response.content = gzip.compress(response.content, 4, mtime=0)
    response["Content-Encoding"] = "gzip"
    return response


def _takes_gzip(accepted: str) -> bool:
    for part in accepted.lower().split(","):
        name, _semicolon, weight = part.strip().partition(";")
        if name.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
