"""Items of the agenda."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer
from quattropole.meetings import actions, rules
from quattropole.meetings.forms import ItemForm
from quattropole.meetings.models import Meeting
from quattropole.meetings.views.frame import Stopped, meeting_or_404, signed_in, stopped
from quattropole.meetings.views.planning import show


def preparing(request: HttpRequest, pk: int) -> tuple[Viewer, Meeting]:
    """Who asks, and the meeting, for those who prepare it."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    require(
        rules.may_prepare(viewer, meeting.organ),
        _("Only the secretariat and those who convene or chair the organ prepare its meetings."),
    )
    return viewer, meeting


@require_http_methods(["GET", "HEAD", "POST"])
def add_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an item on the agenda."""
    viewer, meeting = preparing(request, pk)
    form = ItemForm(request.POST or None, meeting=meeting)
    problem: Stopped | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_item(
                meeting,
                kind=form.cleaned_data["kind"],
                titles=form.titles(),
                matter=form.matter(),
                office=form.cleaned_data["office"] or None,
                audience=form.cleaned_data["audience"],
                by=viewer,
            )
        except (Refused, NotPossible) as reason:
            problem = stopped(reason)
        else:
            messages.success(request, _("The item is on the agenda."))
            return redirect("meetings:detail", pk)
    context = {"form": form, "meeting": meeting, "stopped": problem}
    return render(request, "meetings/item.html", context, status=409 if problem else 200)


@require_POST
def move_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Move an item up or down by one place."""
    viewer, meeting = preparing(request, pk)
    moved = get_object_or_404(meeting.items, pk=item)
    step = -1 if request.POST.get("direction") == "up" else 1
    try:
        actions.move_item(moved, to=max(1, moved.position + step), by=viewer)
    except NotPossible as reason:
        return show(request, viewer, meeting, stopped(reason))
    return redirect(f"{_address(request, pk)}#agenda")


@require_POST
def remove_item(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """Take an item off the agenda."""
    viewer, meeting = preparing(request, pk)
    gone = meeting.items.filter(pk=item).first()
    try:
        if gone is not None:
            actions.remove_item(gone, by=viewer)
    except NotPossible as reason:
        return show(request, viewer, meeting, stopped(reason))
    messages.success(request, _("The item is off the agenda."))
    return redirect(f"{_address(request, pk)}#agenda")


def _address(request: HttpRequest, pk: int) -> str:
    return redirect("meetings:detail", pk).url
