"""The start page of signed-in people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from quattropole.access.rules import acting
from quattropole.access.viewer import viewer_of
from quattropole.desk.queries import desk_of
from quattropole.meetings.rules import preparable_organs


@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """What is due, from whom, by when."""
    viewer = viewer_of(request)
    acting(viewer)
    desk = desk_of(viewer)
    context = {"desk": desk, "may_plan": not desk.sections and preparable_organs(viewer).exists()}
    return render(request, "desk/start.html", context)
