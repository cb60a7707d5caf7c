"""A declared result to take away: as a document, and for machines. Whoever sees the vote sees its result."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from quattropole.access.viewer import Viewer
from quattropole.decisions import queries
from quattropole.decisions.documents import result_pdf as pdf_of
from quattropole.decisions.models import Vote
from quattropole.decisions.views.answers import member
from quattropole.network.models import Network

ALL = "all"
"""In place of a language: all in which the network's texts are authentic, one after the other."""


def _declared(viewer: Viewer, pk: int) -> Vote:
    votes = queries.votes_for(viewer).select_related("declared_by", "network")
    return get_object_or_404(votes, pk=pk, state=Vote.State.DECLARED)


@require_GET
def result_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The result of a vote for machines (docs/results.md)."""
    return json_answer(_declared(member(request), pk))


@require_GET
def result_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The result of a vote as a document, in one language or in all authentic ones."""
    return pdf_answer(_declared(member(request), pk), str(request.GET.get("language", ALL)))


def json_answer(vote: Vote) -> HttpResponse:
    """The result of a declared vote as JSON, to keep; 404 where none is stored."""
    document: dict[str, Any] | None = queries.result_document(vote)
    if document is None:
        raise Http404
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 2})
    return _named(response, f"{_name(vote)}.json")


def pdf_answer(vote: Vote, wanted: str) -> HttpResponse:
    """The result of a declared vote as a PDF; 404 for a language that the network does not have."""
    if not vote.result.get("counts"):
        raise Http404
    languages = languages_for(vote.network, wanted)
    response = HttpResponse(pdf_of(vote, languages), content_type="application/pdf")
    return _named(response, f"{_name(vote)}-{wanted}.pdf")


def languages_for(network: Network, wanted: str) -> Sequence[str]:
    """The languages of a document, where one of them is wanted, or `all` authentic ones."""
    if wanted == ALL:
        return [str(language) for language in network.authentic_languages]
    if wanted not in network.languages:
        raise Http404
    return [wanted]


def _name(vote: Vote) -> str:
    return f"{vote.network.slug}-{vote.item.meeting.organ.key}-{vote.pk}-result"


def _named(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
