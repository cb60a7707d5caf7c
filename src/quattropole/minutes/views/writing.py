"""Minutes are begun and written: settings, facts gathered anew, passages side by side."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.meetings.views.frame import Stopped, meeting_or_404, signed_in, stopped
from quattropole.minutes import actions, rules
from quattropole.minutes.actions.locking import only_writers
from quattropole.minutes.forms import KINDS, PassageForm, SettingsForm
from quattropole.minutes.models import Minutes, Section, Version
from quattropole.minutes.queries.differences import differing
from quattropole.minutes.saying import section_words
from quattropole.minutes.views.frame import CONFLICT, minutes_or_404, section_or_404, show


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the minutes of a meeting."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    form = SettingsForm(request.POST, viewer=viewer)
    context: dict[str, Any] = {"meeting": meeting, "drafts": True, "settings": form}
    if not form.is_valid():
        return render(request, "minutes/begin.html", context)
    try:
        actions.draft_minutes(meeting, **form.cleaned_data, by=viewer)
    except NotPossible as reason:
        return render(request, "minutes/begin.html", {**context, "stopped": stopped(reason)}, status=CONFLICT)
    messages.success(request, _("The minutes are drafted from what happened. Complete them section by section."))
    return redirect("minutes:meeting", pk)


@require_POST
def settings(request: HttpRequest, pk: int) -> HttpResponse:
    """Save how much the minutes tell, and who takes them."""
    viewer = signed_in(request)
    minutes, version = minutes_or_404(viewer, pk)
    form = SettingsForm(request.POST, viewer=viewer, minutes=minutes)
    if not form.is_valid():
        return show(request, viewer, minutes, version, settings=form)
    try:
        actions.set_up(minutes, **form.cleaned_data, by=viewer)
    except NotPossible as reason:
        return show(request, viewer, minutes, version, problem=stopped(reason))
    messages.success(request, _("Saved."))
    return redirect("minutes:minutes", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def gather(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what gathering the facts anew would change; a POST does it."""
    viewer = signed_in(request)
    minutes, version = minutes_or_404(viewer, pk)
    require(rules.may_write(viewer, minutes), only_writers())
    if request.method == "POST":
        try:
            changed = actions.gather_anew(minutes, by=viewer)
        except NotPossible as reason:
            return show(request, viewer, minutes, version, problem=stopped(reason))
        told = _("The facts are gathered anew. What was written stays.") if changed else _("Nothing has changed.")
        messages.success(request, told)
        return redirect("minutes:minutes", pk)
    if minutes.state != Minutes.State.DRAFT:
        raise Http404
    context = {"minutes": minutes, "meeting": minutes.meeting, "differing": differing(minutes)}
    return render(request, "minutes/gather.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: HttpRequest, pk: int, section: int) -> HttpResponse:
    """Write the passages of a section, all languages that bind side by side, the facts between them."""
    viewer = signed_in(request)
    minutes, _version = minutes_or_404(viewer, pk)
    require(rules.may_write(viewer, minutes), only_writers())
    found = section_or_404(minutes, section)
    data = request.POST if request.method == "POST" else None
    forms = _forms(found, data)
    if data is None:
        return _editor(request, minutes, found, forms)
    valid = [form.is_valid() for form in forms]
    if not all(valid):
        return _editor(request, minutes, found, forms)
    try:
        problem = _write(found, forms, viewer)
    except NotPossible as reason:
        return _editor(request, minutes, found, forms, stopped(reason))
    if problem:
        return _editor(request, minutes, found, forms, status=CONFLICT)
    messages.success(request, _("The section is saved."))
    if "next" in request.POST:
        following = next((one for one in minutes.sections.all() if one.position > found.position), None)
        if following is not None:
            return redirect("minutes:section", pk, following.pk)
    return redirect("minutes:section", pk, section)


def _forms(section: Section, data: Any) -> list[PassageForm]:
    texts = {passage.kind: passage.text for passage in section.passages.all()}
    return [PassageForm(data, section=section, kind=kind, text=texts.get(kind)) for kind in KINDS[section.kind]]


def _write(section: Section, forms: list[PassageForm], viewer: Viewer) -> bool:
    """Write all passages or none; whether one of them could not be written, which its form then says."""
    try:
        actions.write_section(section, {form.kind: form.changes for form in forms}, by=viewer)
    except actions.PassageProblem as problem:
        next(form for form in forms if form.kind == problem.kind).explain(problem.problem)
        return True
    return False


def _editor(
    request: HttpRequest,
    minutes: Minutes,
    section: Section,
    forms: list[PassageForm],
    problem: Stopped | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    sections = list(minutes.sections.all())
    place = sections.index(section)
    words = section_words(minutes, section, Version.FULL)
    context = {
        "minutes": minutes,
        "meeting": minutes.meeting,
        "section": section,
        "words": words,
        "parts": [(form, _facts_after(section, form.kind, words)) for form in forms],
        "before": sections[place - 1] if place else None,
        "after": sections[place + 1] if place + 1 < len(sections) else None,
        "stopped": problem,
    }
    return render(request, "minutes/section.html", context, status=CONFLICT if problem else status)


def _facts_after(section: Section, kind: str, words: Any) -> list[dict[str, Any]]:
    """The facts that stand after a passage, as in the document."""
    following = {"introduction": words.put, "discussion": words.decided}
    if section.kind == Section.Kind.CLOSING:
        return [*words.put, *words.decided]
    return list(following.get(kind, []))
