"""Papers: the list of a meeting, one paper with its history, what is done with it, and its files."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer, viewer_of
from quattropole.meetings import actions, queries, rules
from quattropole.meetings.models import Meeting, Paper
from quattropole.meetings.paper_forms import (
    BookForm,
    MovePaperForm,
    PaperAudienceForm,
    PaperForm,
    VersionForm,
    initial_of,
)
from quattropole.meetings.queries.papers import PaperView, paper_views, rows_for
from quattropole.meetings.views.agenda import preparing
from quattropole.meetings.views.frame import Stopped, meeting_or_404, signed_in, stopped

LOOK_AGAIN = "4"
"""Seconds after which a page on which a book is being made is fetched anew."""


@require_GET
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """All papers of a meeting, and its books."""
    viewer = signed_in(request)
    return show_papers(request, viewer, meeting_or_404(viewer, pk))


def show_papers(request: HttpRequest, viewer: Viewer, meeting: Meeting, problem: Stopped | None = None) -> HttpResponse:
    """The page of a meeting's papers; with `problem`, what was just stopped stands at its top."""
    rows, authentic = rows_for(viewer, meeting), viewer.network.authentic_languages
    current = paper_views(rows, authentic)
    prepares = rules.may_prepare(viewer, meeting.organ)
    books = queries.books_for(viewer, meeting, prepares=prepares)
    context: dict[str, Any] = {
        "meeting": meeting,
        "stopped": problem,
        "prepares": prepares,
        "may_add": prepares and meeting.state != Meeting.State.CANCELLED,
        "items": queries.agenda_for(viewer, meeting, current),
        "papers": [paper for paper in current if paper.item_id is None],
        "count": len(current),
        "withdrawn": paper_views(rows, authentic, withdrawn=True),
        "books": books,
        "is_waiting": any(row.is_waiting for row in books),
        "form": BookForm(meeting=meeting) if prepares else None,
    }
    response = render(request, "meetings/papers.html", context, status=409 if problem else 200)
    if context["is_waiting"]:
        # Named without a fragment: a browser that is at one would stay where it is.
        response["Refresh"] = f"{LOOK_AGAIN}; url={reverse('meetings:papers', args=[meeting.pk])}"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def add_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a paper, in one language or in several."""
    viewer, meeting = preparing(request, pk)
    form = PaperForm(
        request.POST or None, request.FILES or None, meeting=meeting, initial={"item": request.GET.get("item")}
    )
    problem: Stopped | None = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.add_languages(meeting, given["item"], files=form.incoming(), audience=given["audience"], by=viewer)
        except NotPossible as reason:
            problem = stopped(reason)
        else:
            messages.success(request, _("The paper is added."))
            return redirect("meetings:papers", pk)
    context = {"form": form, "meeting": meeting, "stopped": problem}
    return render(request, "meetings/paper.html", context, status=409 if problem else 200)


@require_GET
def history(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One paper: its languages, its versions, and for those who prepare what can be done with it."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    return _show(request, viewer, meeting, _paper_or_404(viewer, meeting, number))


def _paper_or_404(viewer: Viewer, meeting: Meeting, number: int) -> PaperView:
    rows = [row for row in rows_for(viewer, meeting) if row.number == number]
    found = [*paper_views(rows, viewer.network.authentic_languages)]
    found += paper_views(rows, viewer.network.authentic_languages, withdrawn=True)
    if not found:
        raise Http404
    return found[0]


def _show(
    request: HttpRequest,
    viewer: Viewer,
    meeting: Meeting,
    paper: PaperView,
    problem: Stopped | None = None,
    form: VersionForm | None = None,
) -> HttpResponse:
    prepares = rules.may_prepare(viewer, meeting.organ)
    context: dict[str, Any] = {
        "meeting": meeting,
        "paper": paper,
        "stopped": problem,
        "prepares": prepares,
        "may_add": prepares and meeting.state != Meeting.State.CANCELLED,
        "may_withdraw": prepares and not paper.is_withdrawn and meeting.state != Meeting.State.CLOSED,
    }
    if prepares:
        initial = initial_of(paper.shown)
        wanted = {"language": paper.missing[0] if paper.missing else paper.shown.language}
        context |= {
            "version_form": form or VersionForm(meeting=meeting, initial=wanted),
            "audience_form": PaperAudienceForm(initial=initial),
            "move_form": MovePaperForm(meeting=meeting, initial=initial),
        }
    status = 409 if problem else 400 if form is not None else 200
    return render(request, "meetings/paper_history.html", context, status=status)


@require_POST
def add_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A newer version, or another language."""
    viewer, meeting = preparing(request, pk)
    paper = _paper_or_404(viewer, meeting, number)
    form = VersionForm(request.POST, request.FILES, meeting=meeting)
    if not form.is_valid():
        return _show(request, viewer, meeting, paper, form=form)
    given = form.cleaned_data
    try:
        actions.add_version(
            paper.shown,
            language=given["language"],
            upload=given["file"],
            title=given["title"],
            note=given["note"],
            by=viewer,
        )
    except NotPossible as reason:
        return _show(request, viewer, meeting, paper, stopped(reason), form)
    messages.success(request, _("The version is added."))
    return redirect("meetings:paper_history", pk, number)


@require_POST
def withdraw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Withdraw a paper."""
    return _act(
        request,
        pk,
        number,
        lambda paper, viewer: actions.withdraw_paper(paper, by=viewer),
        _("The paper is withdrawn."),
    )


@require_POST
def change_audience(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Let others see a paper."""
    preparing(request, pk)
    form = PaperAudienceForm(request.POST)
    if not form.is_valid():
        raise Http404
    audience = form.cleaned_data["audience"]
    return _act(
        request,
        pk,
        number,
        lambda paper, viewer: actions.change_paper_audience(paper, audience=audience, by=viewer),
        _("Who sees the paper is changed."),
    )


@require_POST
def move(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Put a paper under another item."""
    _viewer, meeting = preparing(request, pk)
    form = MovePaperForm(request.POST, meeting=meeting)
    if not form.is_valid():
        raise Http404
    item = form.cleaned_data["item"]
    return _act(
        request,
        pk,
        number,
        lambda paper, viewer: actions.move_paper(paper, item=item, by=viewer),
        _("The paper is moved."),
    )


def _act(request: HttpRequest, pk: int, number: int, act: Callable[[Paper, Viewer], None], done: str) -> HttpResponse:
    viewer, meeting = preparing(request, pk)
    paper = _paper_or_404(viewer, meeting, number)
    try:
        act(paper.shown, viewer)
    except NotPossible as reason:
        return _show(request, viewer, meeting, paper, stopped(reason))
    messages.success(request, done)
    return redirect("meetings:paper_history", pk, number)


@require_POST
def remove_paper(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """Take a version of a paper away."""
    viewer, meeting = preparing(request, pk)
    gone = meeting.papers.select_related("meeting__organ").filter(pk=paper).first()
    try:
        if gone is not None:
            actions.remove_paper(gone, by=viewer)
    except NotPossible as reason:
        return show_papers(request, viewer, meeting, stopped(reason))
    messages.success(request, _("The paper is removed."))
    return redirect("meetings:papers", pk)


@require_GET
def paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A paper as a download, for those for whom it is; never shown inside the platform's own pages."""
    found = rules.visible_papers(viewer_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return as_attachment(found.file, found.media_type, found.name)


@require_GET
def paper_as_pdf(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What was made of an office file, for those for whom the paper is."""
    found = rules.visible_papers(viewer_of(request)).filter(pk=pk).exclude(pdf="").first()
    if found is None:
        raise Http404
    return as_attachment(found.pdf, "application/pdf", f"{found.name.rpartition('.')[0]}.pdf")


def as_attachment(file: FieldFile, media_type: str, name: str) -> HttpResponseBase:
    """A stored file as an attachment that no browser interprets; the caller has asked who may fetch it."""
    try:
        content = file.open("rb")
    except FileNotFoundError as missing:
        raise Http404 from missing
    response = FileResponse(content, content_type=media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=0, no-store"
    return response
