"""Published minutes, and the register of minutes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole.access.viewer import Viewer, viewer_of
from quattropole.minutes.models import Minutes, Version
from quattropole.minutes.queries import published_for, register_entries
from quattropole.minutes.queries.content import whole
from quattropole.minutes.saying import part_of
from quattropole.minutes.views.reading import pdf_answer
from quattropole.website.queries.paging import page_of


def minutes_list(request: HttpRequest) -> HttpResponse:
    """The minutes that are published for the reader, those of the latest meeting first."""
    page = page_of(published_for(viewer_of(request)), request.GET.get("page"))
    return render(request, "website/minutes_list.html", {"page": page})


def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Published minutes, without what is not public."""
    found = _published(viewer_of(request), pk)
    part = part_of(found, found.sections.all(), Version.PUBLIC)
    context = {
        "minutes": found,
        "part": part,
        "entry": found.entry,
        "others": published_for(viewer_of(request)).filter(meeting=found.meeting_id).exclude(pk=pk),
        "documents": found.documents.defer("content").filter(version=Version.PUBLIC),
        "trail": [(_("Minutes"), reverse("website:minutes"))],
    }
    return render(request, "website/minutes.html", context)


def minutes_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The public version as it was sealed."""
    return pdf_answer(_published(viewer_of(request), pk), Version.PUBLIC)


def minutes_register(request: HttpRequest) -> HttpResponse:
    """The register of minutes: the chain of its entries; those that are not published by number and digest alone."""
    viewer = viewer_of(request)
    page = page_of(register_entries(viewer), request.GET.get("page"), 50)
    shown = set(published_for(viewer).filter(entry__in=[entry.pk for entry in page]).values_list("pk", flat=True))
    rows = [(entry, entry.minutes_id in shown) for entry in page]
    context = {"page": page, "rows": rows, "trail": [(_("Minutes"), reverse("website:minutes"))]}
    return render(request, "website/minutes_register.html", context)


def _published(viewer: Viewer, pk: int) -> Minutes:
    found = whole(published_for(viewer)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
