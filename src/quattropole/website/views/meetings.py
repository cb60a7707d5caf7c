"""Meetings as far as they are for the reader."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.viewer import viewer_of
from quattropole.assembly.rules import may_watch_publicly
from quattropole.decisions.queries import Filters, register_of
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import agenda_for, meetings_for, papers_for
from quattropole.minutes.queries import published_for
from quattropole.website.queries.meetings import attendance_of, latest_convocation
from quattropole.website.queries.paging import page_of


def meetings(request: HttpRequest) -> HttpResponse:
    """What is in session, what comes, and what has been."""
    seen = meetings_for(viewer_of(request))
    now = clock.now()
    running = Q(state=Meeting.State.OPEN) & ~Q(mode=Meeting.Mode.CIRCULAR)
    return render(
        request,
        "website/meetings.html",
        {
            "now": seen.filter(running).order_by("starts_at", "pk")[:20],
            "coming": seen.exclude(running).filter(starts_at__gte=now).order_by("starts_at", "pk")[:20],
            "page": page_of(seen.exclude(running).filter(starts_at__lt=now), request.GET.get("page")),
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
            "watch": may_watch_publicly(shown),
            "resolutions": register_of(viewer, Filters()).filter(meeting=shown),
            "minutes": published_for(viewer).filter(meeting=shown).order_by("number"),
            "trail": [(_("Meetings"), reverse("website:meetings"))],
        },
    )
