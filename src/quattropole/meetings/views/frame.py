"""What the views of meetings share: who asks, which meeting, and how an act is answered, done or stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer, viewer_of
from quattropole.charter import Findings
from quattropole.live.answers import is_live, live_done, live_problem
from quattropole.meetings import rules
from quattropole.meetings.models import Meeting


@dataclass(frozen=True)
class Stopped:
    """An act that was not done: what the statutes say, or what stood in its way."""

    message: str = ""
    findings: Findings | None = None

    @property
    def verdicts(self) -> list[dict[str, Any]]:
        """The verdicts that stop the act, as dicts for `parts/verdicts.html`."""
        if self.findings is None:
            return []
        stopping = self.findings.refusals or tuple(v for v in self.findings.verdicts if v.breached)
        return [verdict.as_dict() for verdict in stopping]


def stopped(problem: Refused | NotPossible) -> Stopped:
    """What a page says of an act that failed."""
    if isinstance(problem, Refused):
        return Stopped(findings=problem.findings)
    return Stopped(message=str(problem))


def signed_in(request: HttpRequest) -> Viewer:
    """Who asks; visitors are asked to sign in."""
    viewer = viewer_of(request)
    require(viewer.person is not None, _("This page is for people of the network. Please sign in."))
    return viewer


def meeting_or_404(viewer: Viewer, pk: int) -> Meeting:
    """The meeting, if it is for the viewer; what is not for somebody does not exist for that person."""
    found = Meeting.objects.select_related("organ", "host_city", "chair").filter(pk=pk).first()
    if found is None:
        raise Http404
    found.network = found.organ.network = viewer.network
    if not rules.may_see_meeting(viewer, found):
        raise Http404
    return found


def held_or_404(viewer: Viewer, pk: int) -> Meeting:
    """The meeting, once it has been convened and unless it was cancelled."""
    meeting = meeting_or_404(viewer, pk)
    if meeting.state in (Meeting.State.PLANNED, Meeting.State.CANCELLED):
        raise Http404
    return meeting


def back_to(request: HttpRequest, default: str) -> str:
    """Where the form says the person came from, if that is a page of this installation; else `default`.

    `at` is the element of that page to which the person returns.
    """
    wanted, at = request.POST.get("back", ""), request.POST.get("at", "")
    fits = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    )
    address = wanted if fits else default
    return f"{address.partition('#')[0]}#{at}" if at.replace("-", "").isalnum() else address


def own_fields(request: HttpRequest, back: str) -> SafeString:
    """The hidden fields of one reader's forms: the token against forged ones, and the page to come back to."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="back" value="{}">',
        get_token(request),
        back,
    )


def perform(
    request: HttpRequest, act: Callable[[], object], *, back: str, done: str, show: Callable[[Stopped], HttpResponse]
) -> HttpResponse:
    """Do one act, and answer as the page wants it: a live page by a message, any other by going back to it.

    Where the act is stopped, `show` is the page that says why.
    """
    try:
        act()
    except (Refused, NotPossible) as reason:
        problem = stopped(reason)
        if is_live(request):
            return live_problem(request, {"verdicts": problem.verdicts, "notice": problem.message})
        return show(problem)
    if is_live(request):
        return live_done(request, done)
    if done:
        messages.success(request, done)
    return redirect(back_to(request, back))


def typed(request: HttpRequest, name: str) -> str:
    """What was typed, or asked for in the address, without null characters: no database keeps those."""
    given = request.POST if request.method == "POST" else request.GET
    return str(given.get(name, "")).replace("\x00", "")


def number_or_404(request: HttpRequest, name: str) -> int:
    """A primary key out of a form."""
    given = request.POST.get(name, "")
    if not given.isdecimal() or len(given) > 18:
        raise Http404
    return int(given)
