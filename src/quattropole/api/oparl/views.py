"""The web edge of the OParl server: without session, language or cookie; every answer follows from its address."""

import json
from collections.abc import Callable
from functools import wraps

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect

from quattropole.api.oparl import asking, following, queries
from quattropole.api.oparl.addresses import LISTS, ORIGIN, ROOT, TYPES, canonical_origin, object_at, origin_of
from quattropole.api.oparl.answering import METHODS, answer, open_to_all, preflight, refuse
from quattropole.api.oparl.contents import content_of
from quattropole.api.oparl.writing import without_embedded
from quattropole.api.tasks import take_over
from quattropole.network.models import Network

View = Callable[..., HttpResponseBase]

UNKNOWN = "There is no such object here."


def endpoint(view: View) -> View:
    """What every address has in common: method, canonical host, and that nothing is behind what was committed."""

    @wraps(view)
    def serve(request: HttpRequest, *given: str, **named: str) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return preflight()
        if request.method not in {"GET", "HEAD"}:
            refused = refuse(request, 405, "Objects can only be fetched here.")
            refused["Allow"] = METHODS
            return refused
        elsewhere = _canonical(request)
        if elsewhere is not None:
            return elsewhere
        try:
            is_up_to_date = following.follow(_network(request))
        except OperationalError:  # on SQLite somebody else writes for longer than we wait
            return _busy(request)
        if not is_up_to_date:
            take_over.enqueue()
            return _busy(request)
        return view(request, *given, **named)

    return serve


def _busy(request: HttpRequest) -> HttpResponse:
    response = refuse(request, 503, "The server is taking over changes. Ask again in a moment.")
    response["Retry-After"] = "10"
    return response


def _network(request: HttpRequest) -> Network:
    network: Network = request.network  # type: ignore[attr-defined]  # set by NetworkMiddleware
    return network


def _canonical(request: HttpRequest) -> HttpResponse | None:
    """A redirect, where the network's objects are named by another host than the one that was asked."""
    origin = canonical_origin(_network(request))
    if not origin or origin.partition("://")[2] == request.get_host():
        return None
    return open_to_all(HttpResponsePermanentRedirect(f"{origin}{request.get_full_path()}"))


def _finished(request: HttpRequest, text: str) -> HttpResponse:
    return answer(request, text.replace(ORIGIN, origin_of(request, _network(request))))


@endpoint
def nothing(request: HttpRequest, rest: str = "") -> HttpResponseBase:
    """Whatever else is asked under these addresses."""
    return refuse(request, 404, UNKNOWN)


@endpoint
def entry(request: HttpRequest) -> HttpResponseBase:
    """The address that people know leads to the system."""
    return open_to_all(HttpResponsePermanentRedirect(f"{origin_of(request, _network(request))}{ROOT}/system"))


@endpoint
def system(request: HttpRequest) -> HttpResponseBase:
    """The system: where whoever fetches begins."""
    return _object(request, "system", "system")


@endpoint
def one(request: HttpRequest, kind: str, key: str) -> HttpResponseBase:
    """One object; of a deleted one its times."""
    if kind not in TYPES or kind == "system":
        return refuse(request, 404, UNKNOWN)
    return _object(request, kind, key)


def _object(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    kept = queries.object_of(kind, key)
    return refuse(request, 404, UNKNOWN) if kept is None else _finished(request, kept.body)


@endpoint
def bodies(request: HttpRequest) -> HttpResponseBase:
    """The list of bodies: the network alone."""
    return _list(request, f"{ROOT}/bodies", "body")


@endpoint
def of_body(request: HttpRequest, key: str, name: str) -> HttpResponseBase:
    """A list of the body."""
    if key != _network(request).slug or name not in LISTS:
        return refuse(request, 404, UNKNOWN)
    return _list(request, f"{ROOT}/body/{key}/{name}", LISTS[name])


@endpoint
def of_organization(request: HttpRequest, key: str) -> HttpResponseBase:
    """The meetings of an organization."""
    organization = queries.object_of("organization", key)
    if organization is None or organization.deleted:
        return refuse(request, 404, UNKNOWN)
    path = str(object_at("organization", key)).replace(ORIGIN, "")
    return _list(request, f"{path}/meetings", "meeting", within=key)


def _list(request: HttpRequest, path: str, kind: str, within: str = "") -> HttpResponse:
    try:
        asked = asking.read(request.GET)
    except asking.Nonsense as nonsense:
        return refuse(request, 400, str(nonsense))
    page = queries.page_of(kind, asked, within)
    shown = [without_embedded(body) for body in page.bodies] if asked.omit_internal else page.bodies
    links = {"first": f"{ORIGIN}{path}{asked.query(None)}", "self": f"{ORIGIN}{path}{asked.query(asked.after)}"}
    if page.after is not None:
        links["next"] = f"{ORIGIN}{path}{asked.query(page.after)}"
    rest = json.dumps({"pagination": {"elementsPerPage": asked.limit}, "links": links}, ensure_ascii=False)
    return _finished(request, f'{{"data":[{",".join(shown)}],{rest[1:]}')


@endpoint
def file_content(request: HttpRequest, key: str, way: str) -> HttpResponseBase:
    """A file itself: to look at (`access`) or to keep under its name (`download`); 410 where it was deleted."""
    kept = queries.object_of("file", key)
    if kept is None or way not in {"access", "download"}:
        return refuse(request, 404, UNKNOWN)
    if kept.deleted:
        return refuse(request, 410, "This file is not public any more.")
    response = content_of(request, _network(request), kept, way=way)
    return refuse(request, 404, UNKNOWN) if response is None else response
