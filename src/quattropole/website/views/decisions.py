"""Proposals, the register, a resolution with its thread and its proof."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole.access.viewer import Viewer, viewer_of
from quattropole.decisions.models import Proposal, Resolution, Vote
from quattropole.decisions.queries import (
    cities_by_slug,
    proposal_for,
    proposals_for,
    register_of,
    resolution_at,
    result_view,
    thread_of,
)
from quattropole.decisions.queries.threads import proposal_thread
from quattropole.decisions.views.results import ALL, json_answer, pdf_answer
from quattropole.website.forms import RegisterForm
from quattropole.website.queries import wordings
from quattropole.website.queries.paging import page_of
from quattropole.website.queries.proofs import gates_of, proof_document
from quattropole.website.queries.thread import ahead, drawn


def proposals(request: HttpRequest) -> HttpResponse:
    """What is proposed, and what became of it."""
    page = page_of(proposals_for(viewer_of(request)), request.GET.get("page"))
    return render(request, "website/proposals.html", {"page": page})


def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """A proposal in its languages, with what became of it."""
    viewer = viewer_of(request)
    try:
        shown = proposal_for(viewer, pk)
    except Proposal.DoesNotExist:
        raise Http404 from None
    led_to = Resolution.objects.filter(proposal=shown).select_related("organ")
    return render(
        request,
        "website/proposal.html",
        {
            "proposal": shown,
            "title": wordings.title_of(shown),
            "wordings": wordings.of_text(shown.text, shown.text.wordings.all()),
            "steps": [*drawn(proposal_thread(shown, viewer), led_to), *ahead(shown)],
            "trail": [(_("Proposals"), reverse("website:proposals"))],
        },
    )


def resolutions(request: HttpRequest) -> HttpResponse:
    """The register: searched, filtered, in pages. The list alone for htmx."""
    viewer = viewer_of(request)
    form = RegisterForm(viewer, request.GET)
    page = page_of(register_of(viewer, form.filters()), request.GET.get("page"))
    template = "website/register_list.html" if _wants_part(request) else "website/resolutions.html"
    response = render(request, template, {"form": form, "page": page})
    response["Vary"] = "HX-Request, HX-History-Restore-Request"
    return response


def resolution(request: HttpRequest, organ: str, year: int, number: int) -> HttpResponse:
    """A resolution in its languages: thread, result, proof of validity."""
    viewer = viewer_of(request)
    shown = _resolution(viewer, organ, year, number)
    return render(
        request,
        "website/resolution.html",
        {
            "resolution": shown,
            "wordings": wordings.of_resolution(shown, viewer.network),
            "steps": drawn(thread_of(shown, viewer)),
            "result": result_view(shown.result),
            "cities": cities_by_slug(),
            "gates": gates_of(shown),
            "trail": [(_("Resolutions"), reverse("website:resolutions"))],
        },
    )


def proof(request: HttpRequest, organ: str, year: int, number: int) -> HttpResponse:
    """The proof of validity as JSON, to keep and to check."""
    viewer = viewer_of(request)
    shown = _resolution(viewer, organ, year, number)
    document: dict[str, Any] = proof_document(shown)
    response = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 2, "sort_keys": True})
    name = f"{viewer.network.slug}-{organ}-{shown.label}-proof.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def result_json(request: HttpRequest, organ: str, year: int, number: int) -> HttpResponse:
    """The result of the vote for machines (docs/results.md)."""
    return json_answer(_vote_of(_resolution(viewer_of(request), organ, year, number)))


def result_pdf(request: HttpRequest, organ: str, year: int, number: int) -> HttpResponse:
    """The result of the vote as a document."""
    vote = _vote_of(_resolution(viewer_of(request), organ, year, number))
    return pdf_answer(vote, str(request.GET.get("language", ALL)))


def _vote_of(resolution: Resolution) -> Vote:
    """The vote from which a resolution came; 404 for one from before the platform."""
    if resolution.vote is None:
        raise Http404
    return resolution.vote


def _wants_part(request: HttpRequest) -> bool:
    """Whether htmx asks for the list alone; when it restores its history it wants the page."""
    return "HX-Request" in request.headers and "HX-History-Restore-Request" not in request.headers


def _resolution(viewer: Viewer, organ: str, year: int, number: int) -> Resolution:
    try:
        return resolution_at(viewer, organ, year, number)
    except Resolution.DoesNotExist:
        raise Http404 from None
