"""How an act is answered: done and sent on, or not done and told why, with status 409 and nothing lost."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from quattropole.access.rules import NotAllowed, NotPossible, Refused, acting
from quattropole.access.viewer import Viewer, viewer_of
from quattropole.live.answers import is_live, live_done, live_problem
from quattropole.meetings.models import Meeting

CONFLICT = 409


class SeeOther(HttpResponseRedirect):
    """The answer to a POST: go on by GET, so that a reload never sends the form again."""

    status_code = 303


def member(request: HttpRequest) -> Viewer:
    """Who asks; a visitor gets the page that says to sign in."""
    viewer = viewer_of(request)
    acting(viewer)
    return viewer


def meeting_address(meeting: Meeting) -> str:
    """The page of the meeting: of its session once it has begun."""
    if meeting.mode == Meeting.Mode.CIRCULAR:
        return reverse("decisions:circular", args=[meeting.pk])
    begun = meeting.state in {Meeting.State.OPEN, Meeting.State.CLOSED}
    return reverse("meetings:session" if begun else "meetings:detail", args=[meeting.pk])


def back_to(request: HttpRequest, default: str) -> str:
    """Where the form or the page says the person came from, if that is a page of this installation; else `default`."""
    wanted = str(request.POST.get("back", request.GET.get("back", "")))
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return default


def told(problem: Refused | NotPossible) -> dict[str, Any]:
    """What a page needs to say why an act was not done: the charter's verdicts, or a message."""
    if isinstance(problem, Refused):
        return {"verdicts": [verdict.as_dict() for verdict in problem.findings.refusals]}
    return {"notice": str(problem)}


def perform(request: HttpRequest, deed: Callable[[], object], *, back: str, done: str = "") -> HttpResponse:
    """Do it and go back; where it cannot be done, a page that says why."""
    try:
        deed()
    except NotAllowed as refused:
        if is_live(request):
            return live_problem(request, {"notice": refused.reason})
        raise
    except (Refused, NotPossible) as problem:
        if is_live(request):
            return live_problem(request, told(problem))
        return render(request, "decisions/not_done.html", {**told(problem), "back": back}, status=CONFLICT)
    if is_live(request):
        return live_done(request, done)
    if done:
        messages.success(request, done)
    return SeeOther(back)
