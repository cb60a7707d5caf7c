"""The planning page of a meeting: the way to it, step by step, and what should come onto its agenda."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quattropole import clock
from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer
from quattropole.meetings.models import Meeting
from quattropole.meetings.rules import may_prepare
from quattropole.meetings.views.frame import Stopped, meeting_or_404, signed_in, stopped, typed
from quattropole.planning import actions, queries, rules
from quattropole.planning.drawings import Point, strip
from quattropole.planning.forms import NewStepForm, StepForm
from quattropole.planning.queries.owners import Owners
from quattropole.planning.queries.timeline import Timeline

WIDE, NARROW = 960, 360


def planned_or_404(request: HttpRequest, pk: int) -> tuple[Viewer, Meeting]:
    """Who asks and which meeting; only those who prepare it see its plan."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    if meeting.mode == Meeting.Mode.CIRCULAR:
        raise Http404
    require(
        rules.may_plan(viewer, meeting),
        _("Only the secretariat and those who convene or chair the organ prepare its meetings."),
    )
    return viewer, meeting


@require_GET
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of one meeting."""
    viewer, found = planned_or_404(request, pk)
    return show(request, viewer, found)


def show(request: HttpRequest, viewer: Viewer, meeting: Meeting, problem: Stopped | None = None) -> HttpResponse:
    """The page; with `problem`, what was just stopped stands at its top."""
    timeline = queries.timeline_of(meeting)
    context: dict[str, Any] = {
        "meeting": meeting,
        "stopped": problem,
        "timeline": timeline,
        "strips": [("wide", drawn(timeline, WIDE)), ("narrow", drawn(timeline, NARROW))],
        "hints": queries.hints_for(viewer, meeting),
        "today": clock.today(),
        "new_step": NewStepForm(owners=Owners(viewer.network, viewer.day).choices()),
        "may_set_habits": rules.may_set_habits(viewer, meeting.organ),
    }
    return render(request, "planning/meeting.html", context, status=409 if problem else 200)


def drawn(timeline: Timeline, width: int) -> Any:
    """The strip of a timeline; its dots carry the numbers of the table."""
    points = [
        Point(step.due, step.number, step.state.value.replace("_", "-"), f"{step.number}. {step.label}", step.key)
        for step in timeline.steps
    ]
    marks = [
        (clock.today(), "today", _("today")),
        (timeline.meeting.day, "meeting", _("Meeting")),
    ]
    return strip(points, marks, width=width)


def _perform(request: HttpRequest, pk: int, act: Any, done: str) -> HttpResponse:
    """Do something to the plan and go back to it, or show why not."""
    viewer = signed_in(request)
    found = meeting_or_404(viewer, pk)
    try:
        act(viewer, found)
    except (Refused, NotPossible) as reason:
        if rules.may_plan(viewer, found):
            return show(request, viewer, meeting_or_404(viewer, pk), stopped(reason))
        messages.error(request, stopped(reason).message)
        return redirect("desk:start")
    messages.success(request, done)
    if not rules.may_plan(viewer, found):
        return redirect("desk:start")
    at = request.POST.get("at", "")
    return redirect(reverse("planning:meeting", args=[pk]) + (f"#{at}" if at.replace("-", "").isalnum() else ""))


@require_POST
def finish(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A step is done."""
    return _perform(request, pk, lambda by, found: actions.finish_step(found, key, by=by), _("Noted as done."))


@require_POST
def reopen(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A step is not done after all."""
    return _perform(request, pk, lambda by, found: actions.reopen_step(found, key, by=by), _("Noted as open."))


@require_POST
def drop(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """A step that was added is taken away."""
    return _perform(request, pk, lambda by, found: actions.drop_step(found, key, by=by), _("The step is gone."))


@require_POST
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A step of this meeting alone."""
    viewer, found = planned_or_404(request, pk)
    form = NewStepForm(request.POST, owners=Owners(viewer.network, viewer.day).choices())
    if not form.is_valid():
        return show(request, viewer, found, Stopped(_("Say what is to be done, and by when.")))
    given = form.cleaned_data
    titles = {get_language() or "de": given["title"]}
    return _perform(
        request,
        pk,
        lambda by, meeting: actions.add_step(meeting, titles=titles, due=given["due"], owner=given["owner"], by=by),
        _("The step is added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """One step: for whoever has to see to it, and to change it for those who plan the meeting."""
    viewer = signed_in(request)
    found = meeting_or_404(viewer, pk)
    shown = queries.timeline_of(found).step(key) if found.mode != Meeting.Mode.CIRCULAR else None
    if shown is None:
        raise Http404
    require(
        rules.may_do_step(viewer, found, shown.owner_key),
        _("Only those who prepare the meeting, or have to see to the step, may say so."),
    )
    plans = rules.may_plan(viewer, found)
    owners = Owners(viewer.network, viewer.day)
    form = StepForm(
        request.POST or None,
        owners=owners.choices(),
        initial={
            "due": shown.due,
            "owner": shown.owner_key,
            "note": shown.note,
            "not_needed": shown.state is queries.StepState.NOT_NEEDED,
        },
    )
    problem: Stopped | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.change_step(found, key, by=viewer, **given)
        except NotPossible as reason:
            problem = stopped(reason)
        else:
            messages.success(request, _("The step is changed."))
            return redirect(f"{reverse('planning:meeting', args=[pk])}#step-{key}")
    context = {
        "meeting": found,
        "step": shown,
        "form": form,
        "stopped": problem,
        "plans": plans,
        "prepares": may_prepare(viewer, found.organ),
    }
    return render(request, "planning/step.html", context, status=409 if problem else 200)


@require_POST
def place_hint(request: HttpRequest, pk: int) -> HttpResponse:
    """Put on the agenda what a hint names."""
    key = typed(request, "hint")
    return _perform(
        request, pk, lambda by, found: actions.place_hint(found, key, by=by), _("It is on the agenda now, at its end.")
    )


@require_POST
def dismiss_hint(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a hint aside."""
    key, note = typed(request, "hint"), typed(request, "note")
    return _perform(
        request, pk, lambda by, found: actions.dismiss_hint(found, key, note=note, by=by), _("The hint is set aside.")
    )


@require_POST
def take_back_hint(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer a hint again."""
    key = typed(request, "hint")
    return _perform(
        request, pk, lambda by, found: actions.take_back_hint(found, key, by=by), _("The hint is offered again.")
    )
