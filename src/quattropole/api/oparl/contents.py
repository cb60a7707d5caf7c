"""The files themselves. Each is looked up again among what is public, whatever is kept of it."""

import json
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from quattropole.api.oparl.answering import open_to_all
from quattropole.api.oparl.kinds import files
from quattropole.api.oparl.kinds.book import Book
from quattropole.api.oparl.models import OParlObject
from quattropole.decisions.documents import result_pdf
from quattropole.minutes.models import Document
from quattropole.network.models import Network


def content_of(request: HttpRequest, network: Network, kept: OParlObject, *, way: str) -> HttpResponseBase | None:
    """What the file holds, to look at (`access`) or to keep (`download`); None where it is not there."""
    tag = f'W/"{kept.digest[:32]}"'
    unchanged = get_conditional_response(request, etag=tag)
    if unchanged is not None:
        unchanged["ETag"] = tag
        return open_to_all(unchanged)
    told = json.loads(kept.body)
    kind, _dash, rest = kept.key.partition("-")
    book, number = Book(network), int(rest.partition("-")[0])
    response: HttpResponseBase | None
    if kind == "paper":
        response = _paper(book, number)
    elif kind == "minutes":
        response = _minutes(book, number)
    elif kind == "result":
        response = _result(book, number)
    else:
        response = HttpResponse(str(told["text"]).encode())
    if response is None:
        return None
    response["Content-Type"] = told["mimeType"]
    name = quote(told["fileName"])
    response["Content-Disposition"] = f"inline; filename*=UTF-8''{name}"
    if way == "download":
        plain = told["fileName"].encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
        response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{name}"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "public, no-cache"
    response["ETag"] = tag
    return open_to_all(response)


def _paper(book: Book, number: int) -> HttpResponseBase | None:
    paper = next(iter(files.current_papers(book, {number})), None)
    if paper is None:
        return None
    try:
        return FileResponse(paper.file.open("rb"))
    except FileNotFoundError:
        return None


def _minutes(book: Book, number: int) -> HttpResponse | None:
    document = files.public_minutes(book, {number}).first()
    if document is None:
        return None
    content = Document.objects.values_list("content", flat=True).get(pk=document.pk)
    return HttpResponse(bytes(content))


def _result(book: Book, number: int) -> HttpResponse | None:
    entry = next(iter(files.with_result(book, {number})), None)
    if entry is None or entry.vote is None:
        return None
    return HttpResponse(result_pdf(entry.vote, [str(code) for code in book.network.authentic_languages]))
