"""Meetings as far as they are for the reader."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.viewer import viewer_of
from quattropole.decisions.queries import Filters, register_of
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import agenda_for, meetings_for, papers_for
from quattropole.website.queries.meetings import attendance_of, latest_convocation
from quattropole.website.queries.paging import page_of


def meetings(request: HttpRequest) -> HttpResponse:
    """What comes, and what has been."""
    seen = meetings_for(viewer_of(request))
    now = clock.now()
    return render(
        request,
        "website/meetings.html",
        {
            "coming": seen.filter(starts_at__gte=now).order_by("starts_at", "pk")[:20],
            "page": page_of(seen.filter(starts_at__lt=now), request.GET.get("page")),
        },
    )


def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: agenda, papers, how it was convened, who was there, what it resolved."""
    viewer = viewer_of(request)
    try:
        shown = meetings_for(viewer).get(pk=pk)
    except Meeting.DoesNotExist:
        raise Http404 from None
    return render(
        request,
        "website/meeting.html",
        {
            "meeting": shown,
            "items": agenda_for(viewer, shown),
            "papers": [paper for paper in papers_for(viewer, shown) if paper.item_id is None],
            "convocation": latest_convocation(shown),
            "attendance": attendance_of(shown),
            "resolutions": register_of(viewer, Filters()).filter(meeting=shown),
            "trail": [(_("Meetings"), reverse("website:meetings"))],
        },
    )
