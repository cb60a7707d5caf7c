"""One thing in two languages side by side."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quattropole.access.rules import NotPossible, Refused
from quattropole.access.viewer import Viewer
from quattropole.meetings.views.frame import stopped
from quattropole.texts.actions import Conflict, TextProblem
from quattropole.texts.models import State
from quattropole.translation import actions
from quattropole.translation.editing import Sheet, Typed, sheet_for
from quattropole.translation.machine import TranslatorProblem, chosen, may_be_sent
from quattropole.translation.memory import catch_up
from quattropole.translation.models import Assignment
from quattropole.translation.queries import Narrowed, work_for
from quattropole.translation.sources import Unit
from quattropole.translation.views.frame import at_desk, unit_or_404

CONFLICT = 409
TWICE = ["GET", "HEAD", "POST"]


@require_http_methods(TWICE)
def editor(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """The sheet of one language; a POST saves it, or puts a suggestion or a term into a row."""
    viewer = at_desk(request)
    catch_up()
    unit = unit_or_404(viewer, key, language)
    given = request.POST if request.method == "POST" else request.GET
    source = _source(unit, language, str(given.get("from", "")))
    if request.method != "POST":
        return _page(request, viewer, unit, source, language)
    typed = Typed.read(request.POST)
    act = str(request.POST.get("act", "save"))
    if act not in {"save", "next"}:
        return _page(request, viewer, unit, source, language, typed=_helped(viewer, unit, source, language, typed, act))
    try:
        actions.write_unit(unit, typed.writing(source, language), by=viewer)
    except Conflict as problem:
        return _conflict(request, viewer, unit, source, language, typed, problem)
    except (TextProblem, NotPossible, Refused) as problem:
        told = stopped(problem) if isinstance(problem, NotPossible | Refused) else None
        said = "" if told else str(problem)
        return _page(request, viewer, unit, source, language, typed=typed, stopped=told, said=said, status=CONFLICT)
    messages.success(request, _("The text is saved."))
    return redirect(_next(viewer, unit, language) if act == "next" else f"{_address(unit, language)}?from={source}")


def _address(unit: Unit, language: str) -> str:
    return reverse("translation:editor", args=[unit.key, language])


def _source(unit: Unit, target: str, wanted: str) -> str:
    """The language to translate from: the one asked for, else the best one; the target where there is no other."""
    offered = unit.sources_for(target)
    if wanted in offered:
        return wanted
    return offered[0] if offered else target


def _helped(viewer: Viewer, unit: Unit, source: str, target: str, typed: Typed, act: str) -> Typed:
    """A suggestion (`use:3:1`), a term (`term:3:board`) or the source (`copy:3`) goes into a row, without scripts."""
    kind, _colon, rest = act.partition(":")
    number, _colon, which = rest.partition(":")
    if not number.isdecimal() or len(number) > 5:
        return typed
    sheet = sheet_for(viewer, unit, source, target, typed)
    cell = next((cell for cell in sheet.cells if cell.number == int(number)), None)
    if cell is None:
        return typed
    if kind == "copy":
        return typed.with_row(cell.number, cell.row.source)
    if kind == "use" and which.isdecimal() and 0 < int(which) <= len(cell.suggestions):
        return typed.with_row(cell.number, cell.suggestions[int(which) - 1].target)
    hit = next((hit for hit in cell.hits if hit.slug == which), None) if kind == "term" else None
    if hit is None:
        return typed
    return typed.with_row(cell.number, f"{typed.row(cell.number).rstrip()} {hit.target}".strip())


def _conflict(
    request: HttpRequest, viewer: Viewer, unit: Unit, source: str, target: str, typed: Typed, problem: Conflict
) -> HttpResponse:
    """What was typed is kept; what the other wrote stands beside it. Saving again replaces it knowingly."""
    now = unit_or_404(viewer, unit.key, target)
    return _page(
        request,
        viewer,
        now,
        source,
        target,
        typed=typed,
        said=_("Somebody changed this text meanwhile. Your words are kept; compare and save again."),
        theirs=problem.theirs.get(target),
        source_changed=source in problem.theirs,
        status=CONFLICT,
    )


def _page(
    request: HttpRequest,
    viewer: Viewer,
    unit: Unit,
    source: str,
    target: str,
    *,
    typed: Typed | None = None,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    sheet = sheet_for(viewer, unit, source, target, typed)
    assignment = Assignment.objects.filter(unit=unit.key, language=target).select_related("person").first()
    service = chosen()
    context = {
        "unit": unit,
        "sheet": sheet,
        "source": source,
        "target": target,
        "sources": unit.sources_for(target),
        "others": [language for language in unit.languages if language != target],
        "chosen_state": typed.state if typed else sheet.usual_state,
        "assignment": assignment,
        "is_mine": assignment is not None and viewer.person is not None and assignment.person_id == viewer.person.pk,
        "service": service.name if service and _is_machines(sheet) and may_be_sent(unit) else "",
        "service_silent": service is not None and _is_machines(sheet) and not may_be_sent(unit),
        **shown,
    }
    return render(request, "translation/editor.html", context, status=status)


def _is_machines(sheet: Sheet) -> bool:
    """Whether a machine may write this language: nobody else has."""
    side = sheet.unit.side(sheet.target)
    return sheet.unit.may_write and (not side.words or side.state is State.MACHINE) and sheet.source != sheet.target


def _next(viewer: Viewer, unit: Unit, language: str) -> str:
    """The next thing that waits for the same language; the desk where nothing waits."""
    rows = [row for row in work_for(viewer, Narrowed(languages=[language])).rows if row.unit.may_write]
    following = next((row for row in rows if row.unit.key != unit.key), None)
    return _address(following.unit, language) if following else reverse("translation:desk")


@require_POST
def by_machine(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """Let the service translate what nobody has written."""
    viewer = at_desk(request)
    unit = unit_or_404(viewer, key, language)
    source = str(request.POST.get("from", ""))
    if source not in unit.sources_for(language):
        raise Http404
    try:
        lost = actions.translate_by_machine(unit, source, language, by=viewer)
    except (TranslatorProblem, NotPossible, TextProblem, Refused) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Translated by machine. Read it before anybody relies on it."))
        if lost:
            messages.warning(
                request, _("In %(count)s sentences emphasis or links were lost; put them in again.") % {"count": lost}
            )
    return redirect(f"{_address(unit, language)}?from={source}")
