"""Room and travel of a meeting: one page with its forms."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.meetings.models import Meeting
from quattropole.meetings.views.frame import Stopped, stopped
from quattropole.planning import actions
from quattropole.planning.logistics_forms import CheckForm, CostForm, InterpretationForm, LogisticsForm
from quattropole.planning.models import Cost, Interpretation
from quattropole.planning.queries.logistics import arrangements_of
from quattropole.planning.views.timeline import planned_or_404


@require_http_methods(["GET", "HEAD", "POST"])
def logistics(request: HttpRequest, pk: int) -> HttpResponse:
    """Where and with what the meeting is held."""
    viewer, meeting = planned_or_404(request, pk)
    if request.method != "POST":
        return show(request, viewer, meeting)
    form = LogisticsForm(request.POST)
    if not form.is_valid():
        return show(request, viewer, meeting, form=form)
    try:
        actions.set_logistics(meeting, by=viewer, **form.cleaned_data)
    except NotPossible as reason:
        return show(request, viewer, meeting, stopped(reason), form=form)
    messages.success(request, _("Saved."))
    return redirect("planning:logistics", pk)


def show(
    request: HttpRequest,
    viewer: Viewer,
    meeting: Meeting,
    problem: Stopped | None = None,
    *,
    form: LogisticsForm | None = None,
) -> HttpResponse:
    """The page; with `problem`, what was just stopped stands at its top."""
    found = arrangements_of(meeting)
    context: dict[str, Any] = {
        "meeting": meeting,
        "stopped": problem,
        "plan": found,
        "form": form or LogisticsForm(initial={name: getattr(found.logistics, name) for name in actions.LOGISTICS}),
        "interpretation_form": InterpretationForm(network=viewer.network),
        "check_form": CheckForm(),
        "cost_form": CostForm(),
    }
    return render(request, "planning/logistics.html", context, status=409 if problem else 200)


def _perform(
    request: HttpRequest, pk: int, at: str, form: forms.Form | None, act: Callable[[Viewer, Meeting], object]
) -> HttpResponse:
    viewer, meeting = planned_or_404(request, pk)
    if form is not None and not form.is_valid():
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return show(request, viewer, meeting, Stopped(said))
    try:
        act(viewer, meeting)
    except NotPossible as reason:
        return show(request, viewer, meeting, stopped(reason))
    return redirect(f"{reverse('planning:logistics', args=[pk])}#{at}")


@require_POST
def interpret(request: HttpRequest, pk: int) -> HttpResponse:
    """Interpreters between two languages."""
    viewer, _meeting = planned_or_404(request, pk)
    form = InterpretationForm(request.POST, network=viewer.network)
    return _perform(
        request,
        pk,
        "interpretation",
        form,
        lambda by, found: actions.plan_interpretation(found, by=by, **form.cleaned_data),
    )


@require_POST
def drop_interpretation(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """No interpreters between two languages."""

    def act(by: Viewer, meeting: Meeting) -> None:
        found = Interpretation.objects.filter(meeting=meeting, pk=entry).first()
        if found is None:
            raise Http404
        found.meeting = meeting
        actions.drop_interpretation(found, by=by)

    return _perform(request, pk, "interpretation", None, act)


@require_POST
def tick(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick a line, or take the tick away."""
    form = CheckForm.Tick(request.POST)
    return _perform(
        request,
        pk,
        "checklist",
        form,
        lambda by, found: actions.tick(found, form.cleaned_data["line"], done=form.cleaned_data["done"] == "1", by=by),
    )


@require_POST
def add_check(request: HttpRequest, pk: int) -> HttpResponse:
    """A new line."""
    form = CheckForm(request.POST)
    return _perform(
        request, pk, "checklist", form, lambda by, found: actions.add_check(found, form.cleaned_data["title"], by=by)
    )


@require_POST
def drop_check(request: HttpRequest, pk: int) -> HttpResponse:
    """A line that is not needed."""
    form = CheckForm.Tick(request.POST)
    return _perform(
        request, pk, "checklist", form, lambda by, found: actions.drop_check(found, form.cleaned_data["line"], by=by)
    )


@require_POST
def add_cost(request: HttpRequest, pk: int) -> HttpResponse:
    """A new estimate."""
    form = CostForm(request.POST)
    return _perform(
        request,
        pk,
        "costs",
        form,
        lambda by, found: actions.add_cost(found, label=form.cleaned_data["label"], cents=form.cents(), by=by),
    )


@require_POST
def drop_cost(request: HttpRequest, pk: int, entry: int) -> HttpResponse:
    """An estimate is taken away."""

    def act(by: Viewer, meeting: Meeting) -> None:
        found = Cost.objects.filter(meeting=meeting, pk=entry).first()
        if found is None:
            raise Http404
        found.meeting = meeting
        actions.drop_cost(found, by=by)

    return _perform(request, pk, "costs", None, act)
