"""The page of a meeting that says who got what, when and how; letters to print; proof."""

from collections.abc import Callable
from urllib.parse import quote

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quattropole.access.rules import require
from quattropole.access.viewer import Viewer
from quattropole.meetings import actions, rules
from quattropole.meetings.models import Dispatch, Meeting
from quattropole.meetings.printing import PART, bound
from quattropole.meetings.proof import proof_csv, proof_pdf
from quattropole.meetings.queries.dispatches import FATES, OPEN, dispatches_of, fate_of, rounds_of, to_post
from quattropole.meetings.views.frame import Stopped, meeting_or_404, number_or_404, perform, signed_in

PER_PAGE = 50


@require_GET
def dispatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Who got what, when and how."""
    viewer, meeting = _prepared(request, pk)
    return _show(request, viewer, meeting)


def _prepared(request: HttpRequest, pk: int) -> tuple[Viewer, Meeting]:
    """The meeting, for those who prepare it."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    require(
        rules.may_prepare(viewer, meeting.organ),
        _("Only the secretariat and those who convene or chair the organ prepare its meetings."),
    )
    return viewer, meeting


def _show(request: HttpRequest, viewer: Viewer, meeting: Meeting, problem: Stopped | None = None) -> HttpResponse:
    records = dispatches_of(viewer, meeting)
    wanted, version = request.GET.get("state", ""), request.GET.get("letter", "")
    if wanted == "open":
        records = records.filter(pk__in=_open(viewer, meeting))
    elif wanted in FATES:
        records = records.filter(FATES[wanted].holds)
    if version.isdecimal() and len(version) < 5:
        records = records.filter(version=int(version))
    page = Paginator(records, PER_PAGE).get_page(request.GET.get("page"))
    rounds = rounds_of(meeting)
    posting = sum(round_.fates["to_post"] for round_ in rounds)
    context = {
        "meeting": meeting,
        "stopped": problem,
        "rounds": rounds,
        "going_on": any(round_.is_going_on for round_ in rounds),
        "failed": sum(round_.fates["failed"] for round_ in rounds),
        "page": page,
        "rows": [(record, FATES[fate], fate) for record in page for fate in [fate_of(record)]],
        "fates": [("open", _("not arrived yet")), *((key, fate.label) for key, fate in FATES.items())],
        "state": wanted,
        "letter": version,
        "posting": posting,
        "parts": range(1, -(-posting // PART) + 1),
    }
    return render(request, "meetings/dispatch.html", context, status=409 if problem else 200)


def _open(viewer: Viewer, meeting: Meeting) -> list[int]:
    """The keys of the dispatches that have not reached the person yet."""
    condition = FATES[OPEN[0]].holds
    for key in OPEN[1:]:
        condition |= FATES[key].holds
    return list(dispatches_of(viewer, meeting).filter(condition).values_list("pk", flat=True))


@require_GET
def print_letters(request: HttpRequest, pk: int) -> HttpResponse:
    """The letters that are to be posted, as one PDF; several files where they are many."""
    _viewer, meeting = _prepared(request, pk)
    part = request.GET.get("part", "1")
    first = (int(part) - 1) * PART if part.isdecimal() and 0 < len(part) < 5 else 0
    letters = to_post(meeting)[max(0, first) : max(0, first) + PART].values_list("letter", flat=True)
    found = [bytes(letter) for letter in letters if letter]
    if not found:
        raise Http404
    return _pdf(bound(found), f"{_name(meeting)}-{slugify(_('Letters to post'))}-{part}.pdf", download=True)


@require_GET
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: one's own, or for those who prepare the meeting anybody's."""
    viewer = signed_in(request)
    found = get_object_or_404(rules.visible_dispatches(viewer).select_related("meeting__organ"), pk=pk)
    if not found.letter:
        raise Http404
    name = f"{_name(found.meeting)}-{slugify(found.get_kind_display())}-{found.version}.pdf"
    return _pdf(bytes(found.letter), name, download=False)


@require_GET
def proof(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """The proof of dispatch, as CSV or as PDF."""
    viewer, meeting = _prepared(request, pk)
    name = f"{_name(meeting)}-{slugify(_('Proof of dispatch'))}.{form}"
    if form == "pdf":
        return _pdf(proof_pdf(viewer, meeting, get_language() or "de"), name, download=True)
    response = HttpResponse("\ufeff" + proof_csv(viewer, meeting), content_type="text/csv; charset=utf-8")
    return _named(response, name, download=True)


def _name(meeting: Meeting) -> str:
    return f"{meeting.day.isoformat()}-{slugify(str(meeting))[:60]}"


def _pdf(content: bytes, name: str, *, download: bool) -> HttpResponse:
    return _named(HttpResponse(content, content_type="application/pdf"), name, download=download)


def _named(response: HttpResponse, name: str, *, download: bool) -> HttpResponse:
    shown = "attachment" if download else "inline"
    response["Content-Disposition"] = f"{shown}; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=0, no-store"
    return response


@require_POST
def posted(request: HttpRequest, pk: int) -> HttpResponse:
    """Letters were posted: one, or all that are to be."""
    viewer, meeting = _prepared(request, pk)
    one = [number_or_404(request, "dispatch")] if "dispatch" in request.POST else None
    done = ngettext("The letter is marked as posted.", "The letters are marked as posted.", 1 if one else 2)
    return _do(request, viewer, meeting, lambda: actions.mark_posted(meeting, one, by=viewer), done)


@require_POST
def by_post(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter whose mail came back goes by post."""
    viewer, meeting = _prepared(request, pk)
    records = Dispatch.objects.select_related("meeting__organ__network").defer("letter")
    found = get_object_or_404(records, pk=number_or_404(request, "dispatch"), meeting=meeting)
    done = _("The letter is now among those to be posted.")
    return _do(request, viewer, meeting, lambda: actions.send_by_post(found, by=viewer), done)


@require_POST
def go_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Have the letters made that are not there yet."""
    viewer, meeting = _prepared(request, pk)
    done = _("The letters are being made.")
    return _do(request, viewer, meeting, lambda: actions.go_on_making(meeting, by=viewer), done)


def _do(request: HttpRequest, viewer: Viewer, meeting: Meeting, act: Callable[[], object], done: str) -> HttpResponse:
    return perform(
        request,
        act,
        back=reverse("meetings:dispatch", args=[meeting.pk]),
        done=done,
        show=lambda problem: _show(request, viewer, meeting, problem),
    )
