"""The meeting book: have it made, fetch it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quattropole.access.rules import NotPossible
from quattropole.access.viewer import viewer_of
from quattropole.meetings import actions, rules
from quattropole.meetings.models import MeetingBook
from quattropole.meetings.paper_forms import BookForm
from quattropole.meetings.views.agenda import preparing
from quattropole.meetings.views.frame import Stopped, stopped
from quattropole.meetings.views.papers import as_attachment, show_papers


@require_POST
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the next version of a book."""
    viewer, meeting = preparing(request, pk)
    form = BookForm(request.POST, meeting=meeting)
    if not form.is_valid():
        return show_papers(request, viewer, meeting, Stopped(_("A book cannot be made in this layout.")))
    try:
        actions.make_book(
            meeting, layout=form.cleaned_data["layout"], audience=form.cleaned_data["audience"], by=viewer
        )
    except NotPossible as reason:
        return show_papers(request, viewer, meeting, stopped(reason))
    messages.success(request, _("The book is being made. This page shows how far it is."))
    return redirect("meetings:papers", pk)


@require_GET
def book(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A book as a download, for those who may see everything in it."""
    viewer = viewer_of(request)
    found = (
        rules.visible_books(viewer).select_related("meeting__organ").filter(pk=pk, state=MeetingBook.State.MADE).first()
    )
    if found is None or not rules.may_see_book(viewer, found):
        raise Http404
    day = timezone.localdate(found.meeting.starts_at)
    organ = slugify(found.meeting.organ.key)
    name = f"{day:%Y-%m-%d}-{organ}-{found.layout.replace('+', '-')}-v{found.version}.pdf"
    return as_attachment(found.file, "application/pdf", name)
