"""List, plan, show, change, convene and cancel meetings."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quattropole import clock
from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer
from quattropole.meetings import actions, queries, rules
from quattropole.meetings.findings import distinct
from quattropole.meetings.forms import MeetingForm, SecondCallForm
from quattropole.meetings.models import Convocation, Meeting
from quattropole.meetings.queries.dispatches import own_letters
from quattropole.meetings.statutes import rules_of
from quattropole.meetings.views.frame import Stopped, meeting_or_404, signed_in, stopped

PER_PAGE = 30
COMING = (Meeting.State.PLANNED, Meeting.State.CONVENED, Meeting.State.OPEN)


@require_GET
def meeting_list(request: HttpRequest) -> HttpResponse:
    """Coming meetings first, then those that are over, page by page."""
    viewer = signed_in(request)
    meetings = queries.meetings_for(viewer)
    over = Paginator(meetings.exclude(state__in=COMING), PER_PAGE)
    return render(
        request,
        "meetings/list.html",
        {
            "coming": meetings.filter(state__in=COMING).order_by("starts_at"),
            "page": over.get_page(request.GET.get("page")),
            "may_plan": rules.preparable_organs(viewer).exists(),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Plan a meeting."""
    viewer = signed_in(request)
    organs = rules.preparable_organs(viewer)
    require(organs.exists(), _("Only the secretariat and those who convene or chair an organ plan meetings."))
    form = MeetingForm(
        request.POST or None,
        network=viewer.network,
        organs=organs,
        initial={"organ": request.GET.get("organ")},
    )
    problem: Stopped | None = None
    if request.method == "POST" and form.is_valid():
        try:
            meeting = actions.plan_meeting(form.cleaned_data["organ"], by=viewer, **form.frame())
        except NotPossible as reason:
            problem = stopped(reason)
        else:
            messages.success(request, _("The meeting is planned. Nobody has been told yet."))
            return redirect("meetings:detail", meeting.pk)
    return render(request, "meetings/edit.html", {"form": form, "stopped": problem}, status=_status(problem))


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the frame of a meeting."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    require(
        rules.may_prepare(viewer, meeting.organ),
        _("Only the secretariat and those who convene or chair the organ prepare its meetings."),
    )
    form = MeetingForm(request.POST or None, network=viewer.network, meeting=meeting)
    problem: Stopped | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(meeting, by=viewer, **form.frame())
        except (Refused, NotPossible) as reason:
            problem = stopped(reason)
        else:
            messages.success(request, _("The meeting is changed."))
            return redirect("meetings:detail", meeting.pk)
    context = {"form": form, "meeting": meeting, "stopped": problem}
    if meeting.state == Meeting.State.CONVENED:
        context["first_day"] = actions.first_day_to_move(meeting)
    return render(request, "meetings/edit.html", context, status=_status(problem))


def _status(problem: Stopped | None) -> int:
    return 409 if problem else 200


@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything about one meeting."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    if meeting.mode == Meeting.Mode.CIRCULAR:
        return redirect("decisions:circular", pk)
    return show(request, viewer, meeting)


def show(request: HttpRequest, viewer: Viewer, meeting: Meeting, problem: Stopped | None = None) -> HttpResponse:
    """The page of a meeting; with `problem`, what was just stopped stands at its top."""
    papers = queries.papers_for(viewer, meeting)
    prepares = rules.may_prepare(viewer, meeting.organ)
    planned = meeting.state == Meeting.State.PLANNED
    own = [] if planned else queries.own_places(viewer, meeting)
    context: dict[str, Any] = {
        "meeting": meeting,
        "stopped": problem,
        "items": queries.agenda_for(viewer, meeting, papers),
        "papers": [paper for paper in papers if paper.item_id is None],
        "prepares": prepares,
        "may_convene": planned and rules.may_convene(viewer, meeting.organ),
        "may_add": prepares and meeting.state in COMING,
        "own": own,
        "gives_proxy": bool(own) and _proxies_allowed(meeting),
        "convocations": _convocations(meeting),
        "letters": own_letters(viewer, meeting),
        "roll": None if planned else queries.roll_of(meeting),
    }
    if planned and prepares:
        findings = actions.check_convocation(meeting, by=viewer if context["may_convene"] else None)
        last_day = actions.last_day_to_convene(meeting)
        context |= {
            "findings": findings,
            "verdicts": distinct(v.as_dict() for v in findings.verdicts),
            "last_day": last_day,
            "days_left": (last_day - clock.today()).days if last_day else None,
        }
    if prepares and meeting.state == Meeting.State.CLOSED:
        context["second_call"] = _second_call(meeting)
    unnamed = [item for item in context["items"] if item.named_in_id is None]
    if meeting.state == Meeting.State.CONVENED and unnamed and rules.may_convene(viewer, meeting.organ):
        context["supplement"] = {
            "unnamed": unnamed,
            "verdicts": distinct(v.as_dict() for v in actions.check_supplement(meeting).verdicts),
        }
    return render(request, "meetings/detail.html", context, status=_status(problem))


def _convocations(meeting: Meeting) -> list[tuple[Convocation, list[Mapping[str, Any]], str]]:
    """What was sent that convenes, what the statutes said to it, and what kind of letter it was."""
    kinds = {mailing.convocation_id: mailing.get_kind_display() for mailing in meeting.mailings.defer("content")}
    return [
        (convocation, distinct(convocation.findings.get("verdicts", [])), kinds.get(convocation.pk, ""))
        for convocation in meeting.convocations.select_related("by").order_by("number")
    ]


def _proxies_allowed(meeting: Meeting) -> bool:
    verdict = queries.proxy_verdict(meeting)
    return verdict is not None and not verdict.breached


def _second_call(meeting: Meeting) -> dict[str, Any] | None:
    """Where the meeting ended without a quorum and the statutes know a second one: from when on, and the form."""
    organ = rules_of(meeting.organ, meeting.day)
    if organ is None or not organ.second_call.allowed or not queries.lacked_quorum(meeting):
        return None
    rule = organ.second_call
    first_day = max(
        meeting.day + timedelta(days=rule.days_after), clock.today() + timedelta(days=(rule.notice_days or 0) + 1)
    )
    starts_at = timezone.localtime(meeting.starts_at).replace(
        year=first_day.year, month=first_day.month, day=first_day.day
    )
    return {
        "rule": rule,
        "planned": meeting.second_calls.exclude(state=Meeting.State.CANCELLED).first(),
        "form": SecondCallForm(initial={"starts_at": starts_at}),
    }


@require_POST
def second_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan the second meeting on what is left of the agenda."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    form = SecondCallForm(request.POST)
    if not form.is_valid():
        return show(request, viewer, meeting, Stopped(_("Say when the second meeting begins.")))
    try:
        second = actions.plan_second_call(meeting, starts_at=form.cleaned_data["starts_at"], by=viewer)
    except (Refused, NotPossible) as reason:
        return show(request, viewer, meeting_or_404(viewer, pk), stopped(reason))
    messages.success(request, _("The second call is planned. Nobody has been told yet."))
    return redirect("meetings:detail", second.pk)


@require_POST
def convene(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the convocation."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    try:
        convocation = actions.convene(meeting, by=viewer)
    except (Refused, NotPossible) as reason:
        return show(request, viewer, meeting_or_404(viewer, pk), stopped(reason))
    people = convocation.invitations.values("person").distinct().count()
    messages.success(request, _("The meeting is convened: %(people)s people are invited.") % {"people": people})
    return redirect("meetings:detail", pk)


@require_POST
def supplement(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell those invited of items that came after the convocation."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    try:
        actions.send_supplement(meeting, by=viewer)
    except (Refused, NotPossible) as reason:
        return show(request, viewer, meeting_or_404(viewer, pk), stopped(reason))
    messages.success(request, _("Those invited are told of the new items."))
    return redirect("meetings:detail", pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel the meeting."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    try:
        actions.cancel_meeting(meeting, by=viewer)
    except NotPossible as reason:
        return show(request, viewer, meeting_or_404(viewer, pk), stopped(reason))
    messages.success(request, _("The meeting is cancelled."))
    return redirect("meetings:detail", pk)
