"""The desk's side of the register: what was carried and still waits for its entry."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quattropole.decisions import actions, queries
from quattropole.decisions.views.answers import back_to, member, perform


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """The declared votes that wait for the register, each with the languages it lacks."""
    viewer = member(request)
    return render(request, "decisions/register.html", {"due": queries.due_for_register(viewer)})


@require_POST
def register_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter a declared vote into the register."""
    viewer = member(request)
    found = get_object_or_404(queries.votes_for(viewer), pk=pk)
    return perform(
        request,
        lambda: actions.register_resolution(found, by=viewer),
        back=back_to(request, reverse("decisions:register")),
        done=_("The resolution is in the register."),
    )
