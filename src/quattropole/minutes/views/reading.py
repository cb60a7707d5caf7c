"""Minutes are read: on the page of their meeting, on their own page, as a PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_GET

from quattropole.access.models import Audience
from quattropole.meetings.views.frame import meeting_or_404, signed_in
from quattropole.minutes import queries, rules
from quattropole.minutes.actions.drafting import BEGUN
from quattropole.minutes.documents import minutes_pdf
from quattropole.minutes.forms import SettingsForm
from quattropole.minutes.models import Document, Minutes, Version
from quattropole.minutes.views.frame import minutes_or_404, show


@require_GET
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """The minutes of a meeting; as long as there are none, how to begin them."""
    viewer = signed_in(request)
    found = meeting_or_404(viewer, pk)
    known = queries.minutes_of(viewer, found)
    if known:
        return show(request, viewer, *minutes_or_404(viewer, known[0].pk))
    drafts = rules.may_draft(viewer, found) and not Minutes.objects.filter(meeting=found).exists()
    can_begin = drafts and found.state in BEGUN
    context = {"meeting": found, "drafts": drafts, "settings": SettingsForm(viewer=viewer) if can_begin else None}
    return render(request, "minutes/begin.html", context)


@require_GET
def minutes(request: HttpRequest, pk: int) -> HttpResponse:
    """Minutes, or a corrigendum, with what can be done next."""
    viewer = signed_in(request)
    return show(request, viewer, *minutes_or_404(viewer, pk))


@require_GET
def pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The document as it was sealed, or set from the draft as it stands; `?version=public` is the public one."""
    viewer = signed_in(request)
    found, version = minutes_or_404(viewer, pk)
    if request.GET.get("version") == Version.PUBLIC and found.meeting.audience == Audience.PUBLIC:
        version = Version.PUBLIC
    return pdf_answer(found, version)


def pdf_answer(minutes: Minutes, version: Version) -> HttpResponse:
    """The PDF of a version. What is sealed is given as it was sealed, byte by byte."""
    if minutes.state == Minutes.State.SEALED:
        content = sealed_document(minutes, version)
    else:
        content = minutes_pdf(minutes, version)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{file_name(minutes, version)}"'
    return answer


def sealed_document(minutes: Minutes, version: Version) -> bytes:
    """What was sealed. There is a version for the organ only where something was kept from it."""
    kept = {document.version: document for document in Document.objects.filter(minutes=minutes)}
    document = kept.get(version) or (kept.get(Version.FULL) if version == Version.ORGAN else None)
    if document is None:
        raise Http404
    return bytes(document.content)


def file_name(minutes: Minutes, version: Version) -> str:
    """A name that sorts by organ and day."""
    day = minutes.meeting.day.isoformat()
    number = f"-{minutes.number}" if minutes.is_corrigendum else ""
    return f"{slugify(minutes.meeting.organ.key)}-{day}-minutes{number}-{version}.pdf"
