"""The minutes that somebody may read, and those that have to be begun."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from quattropole.meetings.views.frame import signed_in
from quattropole.minutes import queries
from quattropole.minutes.models import Minutes

PER_PAGE = 30


@require_GET
def minutes_list(request: HttpRequest) -> HttpResponse:
    """All minutes for the viewer, the latest first, after the meetings whose minutes have to be begun."""
    viewer = signed_in(request)
    found = queries.minutes_for(viewer)
    state = request.GET.get("state", "")
    if state in Minutes.State.values:
        found = found.filter(state=state)
    return render(
        request,
        "minutes/list.html",
        {
            "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
            "to_write": list(queries.to_write(viewer)[:PER_PAGE]),
            "states": Minutes.State.choices,
            "state": state,
        },
    )
