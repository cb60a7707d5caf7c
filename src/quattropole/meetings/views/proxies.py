"""A vote is given to somebody else: by who holds the seat, or recorded at the desk."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer
from quattropole.meetings import actions, queries, rules
from quattropole.meetings.forms import ProxyForm
from quattropole.meetings.models import Meeting, Proxy
from quattropole.meetings.views.frame import (
    Stopped,
    back_to,
    held_or_404,
    number_or_404,
    perform,
    signed_in,
    stopped,
)
from quattropole.network.models import Seat
from quattropole.network.queries import mandates_on


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """Give the vote of a seat to somebody, as the statutes allow it; or read that they do not."""
    viewer = signed_in(request)
    meeting = held_or_404(viewer, pk)
    return _give(request, viewer, meeting, get_object_or_404(Seat, pk=seat, organ=meeting.organ_id))


@require_http_methods(["GET", "HEAD", "POST"])
def give_own(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the vote of the own seat to somebody."""
    viewer = signed_in(request)
    meeting = held_or_404(viewer, pk)
    held = mandates_on(meeting.day).filter(person=viewer.person, seat__organ=meeting.organ_id).first()
    if held is None or held.seat is None:
        raise Http404
    return _give(request, viewer, meeting, held.seat)


def _give(request: HttpRequest, viewer: Viewer, meeting: Meeting, seat: Seat) -> HttpResponse:
    require(
        rules.may_give_proxy(viewer, meeting, seat),
        _("Only who holds the seat gives its vote to somebody else; the secretariat and the chair record it."),
    )
    form = ProxyForm(request.POST or None, people=queries.carriers_for(meeting, seat))
    problem: Stopped | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_proxy(meeting, seat, form.cleaned_data["carrier"], by=viewer)
        except (Refused, NotPossible) as reason:
            problem = stopped(reason)
        else:
            messages.success(request, _("The proxy is recorded."))
            return redirect(back_to(request, _page_of(viewer, meeting, seat)))
    context = {
        "form": form,
        "meeting": meeting,
        "seat": seat,
        "stopped": problem,
        "verdict": queries.proxy_verdict(meeting),
        "standing": queries.standing_proxies(meeting).filter(seat=seat).select_related("carrier").first(),
        "back": request.POST.get("back", request.GET.get("back", "")),
    }
    return render(request, "meetings/proxy.html", context, status=409 if problem else 200)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a proxy: the one named, or the one that the reader gave."""
    viewer = signed_in(request)
    meeting = held_or_404(viewer, pk)
    proxies = Proxy.objects.select_related("seat", "meeting__organ__network").filter(meeting=meeting)
    if "proxy" in request.POST:
        proxy = get_object_or_404(proxies, pk=number_or_404(request, "proxy"))
    else:
        proxy = get_object_or_404(proxies.filter(giver=viewer.person).order_by("-pk")[:1])
    return perform(
        request,
        lambda: actions.withdraw_proxy(proxy, by=viewer),
        back=_page_of(viewer, meeting, proxy.seat),
        done=_("The proxy is withdrawn."),
        show=lambda problem: _stopped(request, meeting, problem),
    )


def _stopped(request: HttpRequest, meeting: Meeting, problem: Stopped) -> HttpResponse:
    return render(request, "meetings/not_done.html", {"meeting": meeting, "stopped": problem}, status=409)


def _page_of(viewer: Viewer, meeting: Meeting, seat: Seat) -> str:
    """Where somebody goes on: at the desk with the seat, else with the session."""
    if rules.may_record_attendance(viewer, meeting):
        return reverse("meetings:seat", args=[meeting.pk, seat.pk])
    return reverse("meetings:session", args=[meeting.pk])
