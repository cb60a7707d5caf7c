"""Items and papers."""

from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer, viewer_of
from quattropole.meetings import actions, rules
from quattropole.meetings.forms import ItemForm, PaperForm
from quattropole.meetings.models import Meeting
from quattropole.meetings.views.frame import Stopped, meeting_or_404, signed_in, stopped
from quattropole.meetings.views.planning import show


def _preparing(request: HttpRequest, pk: int) -> tuple[Viewer, Meeting]:
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
    viewer, meeting = _preparing(request, pk)
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
    viewer, meeting = _preparing(request, pk)
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
    viewer, meeting = _preparing(request, pk)
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


@require_http_methods(["GET", "HEAD", "POST"])
def add_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a file."""
    viewer, meeting = _preparing(request, pk)
    form = PaperForm(
        request.POST or None, request.FILES or None, meeting=meeting, initial={"item": request.GET.get("item")}
    )
    problem: Stopped | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_paper(
                meeting,
                form.cleaned_data["item"],
                upload=form.cleaned_data["file"],
                title=form.cleaned_data["title"],
                language=form.cleaned_data["language"],
                audience=form.cleaned_data["audience"],
                by=viewer,
            )
        except NotPossible as reason:
            problem = stopped(reason)
        else:
            messages.success(request, _("The paper is added."))
            return redirect("meetings:detail", pk)
    context = {"form": form, "meeting": meeting, "stopped": problem}
    return render(request, "meetings/paper.html", context, status=409 if problem else 200)


@require_POST
def remove_paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """Take a paper away."""
    viewer, meeting = _preparing(request, pk)
    gone = meeting.papers.select_related("meeting__organ").filter(pk=paper).first()
    try:
        if gone is not None:
            actions.remove_paper(gone, by=viewer)
    except NotPossible as reason:
        return show(request, viewer, meeting, stopped(reason))
    messages.success(request, _("The paper is removed."))
    return redirect("meetings:detail", pk)


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A paper as a download, for those for whom it is; never shown inside the platform's own pages."""
    found = rules.visible_papers(viewer_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        content = found.file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(content, content_type=found.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=0, no-store"
    return response
