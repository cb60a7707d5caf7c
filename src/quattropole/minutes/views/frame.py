"""What the views of minutes share: which minutes, and the page on which they stand with what can be done next."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from quattropole.access.viewer import Viewer
from quattropole.meetings.views.frame import Stopped, meeting_or_404
from quattropole.minutes import rules
from quattropole.minutes.forms import ApproveForm, RequestForm, SettingsForm
from quattropole.minutes.models import Minutes, Request, Section, Signature, Version
from quattropole.minutes.queries import minutes_of
from quattropole.minutes.queries.content import changed_since_sent, whole
from quattropole.minutes.saying import part_of
from quattropole.minutes.saying.blocks import sees
from quattropole.minutes.saying.document import section_title

CONFLICT = 409


def minutes_or_404(viewer: Viewer, pk: int) -> tuple[Minutes, Version]:
    """The minutes, whole, and the version of them that is for the viewer."""
    found = whole(Minutes.objects.all()).filter(pk=pk).first()
    if found is None:
        raise Http404
    found.network = found.meeting.organ.network = viewer.network
    version = rules.version_for(viewer, found)
    if version is None:
        raise Http404
    return found, version


def section_or_404(minutes: Minutes, pk: int) -> Section:
    """A section of the minutes."""
    section = next((section for section in minutes.sections.all() if section.pk == pk), None)
    if section is None:
        raise Http404
    section.minutes = minutes
    return section


def show(
    request: HttpRequest,
    viewer: Viewer,
    minutes: Minutes,
    version: Version,
    *,
    problem: Stopped | None = None,
    **forms: Any,
) -> HttpResponse:
    """The page of minutes; with `problem`, what was just stopped stands at its top."""
    sections = list(minutes.sections.all())
    part = part_of(minutes, sections, version)
    writes = rules.may_write(viewer, minutes)
    context = {
        "minutes": minutes,
        "meeting": meeting_or_404(viewer, minutes.meeting_id),
        "part": part,
        "version": version,
        "stopped": problem,
        "language": get_language(),
        "others": minutes_of(viewer, minutes.meeting),
        "entry": getattr(minutes, "entry", None),
        "publication": getattr(minutes, "publication", None),
        "writes": writes,
        "may_seal": rules.may_seal(viewer, minutes),
        **_steps(viewer, minutes, sections, version, writes=writes),
        **forms,
    }
    return render(request, "minutes/minutes.html", context, status=CONFLICT if problem else 200)


def _steps(
    viewer: Viewer, minutes: Minutes, sections: list[Section], version: Version, *, writes: bool
) -> dict[str, Any]:
    """What the viewer can do with the minutes as they stand."""
    found: dict[str, Any] = {"may_write": writes and minutes.is_open}
    if minutes.state == Minutes.State.DRAFT and writes and not minutes.is_corrigendum:
        found["settings"] = SettingsForm(viewer=viewer, minutes=minutes)
    if minutes.state == Minutes.State.PROPOSED:
        found["changed"] = [section_title(minutes, one) for one in changed_since_sent(minutes)]
        asked = Request.objects.filter(minutes=minutes).select_related("person", "section", "answered_by")
        found["requests"] = list(asked if writes else asked.filter(person=viewer.person))
        if rules.may_request(viewer, minutes):
            seen = [section for section in sections if sees(version, section.audience)]
            found["request_form"] = RequestForm(minutes=minutes, sections=seen)
        if viewer.is_secretariat or viewer.offices:
            form = ApproveForm(minutes=minutes, viewer=viewer)
            approving = [one for one in form.meetings.values() if rules.may_approve(viewer, minutes, one)]
            found |= {"approve_form": form if approving else None, "nothing_later": writes and not form.meetings}
    if minutes.state == Minutes.State.APPROVED:
        signed = {signature.role: signature for signature in minutes.signatures.all()}
        role = rules.role_of(viewer, minutes)
        by_viewer = any(one.person_id == (viewer.person.pk if viewer.person else 0) for one in signed.values())
        found["sign_as"] = Signature.Role(role).label if role and role not in signed and not by_viewer else ""
        found["missing"] = [Signature.Role(role).label for role in Signature.Role.values if role not in signed]
    return found
