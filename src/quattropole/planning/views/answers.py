"""Answers to a convocation: who comes, who is missing, and what quorum is to be expected."""

import csv
from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quattropole import clock
from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.look.drawings import measure_bar
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import roll_of
from quattropole.meetings.views.frame import Stopped, stopped
from quattropole.planning import actions
from quattropole.planning.queries import answers as queries
from quattropole.planning.views.timeline import planned_or_404

BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


@require_GET
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """The answers of one meeting."""
    viewer, meeting = planned_or_404(request, pk)
    return show(request, viewer, meeting)


def show(request: HttpRequest, viewer: Viewer, meeting: Meeting, problem: Stopped | None = None) -> HttpResponse:
    """The page; with `problem`, what was just stopped stands at its top."""
    found = queries.answers_of(meeting)
    quorum = found.expected.announced
    context = {
        "meeting": meeting,
        "stopped": problem,
        "answers": found,
        "expected": found.expected,
        "bar": measure_bar(
            quorum.present, quorum.base_size, quorum.needed or None, is_met=quorum.present >= quorum.needed
        ),
        "missing_cities": {city.city for city in queries.missing_cities(quorum)},
        "page": Paginator(queries.people_without_answer(meeting), 50).get_page(request.GET.get("page")),
        "may_remind": meeting.state == Meeting.State.CONVENED
        and bool(found.unanswered)
        and not any(reminder.on == clock.today() for reminder in found.reminders),
    }
    return render(request, "planning/answers.html", context, status=409 if problem else 200)


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to everybody without an answer."""
    viewer, meeting = planned_or_404(request, pk)
    try:
        reminder = actions.remind_unanswered(meeting, by=viewer)
    except NotPossible as reason:
        return show(request, viewer, meeting, stopped(reason))
    messages.success(request, _("%(people)s people are reminded by mail.") % {"people": reminder.people})
    if reminder.by_post:
        messages.warning(
            request, _("%(people)s people have no e-mail address; call them.") % {"people": reminder.by_post}
        )
    return redirect("planning:answers", pk)


@require_GET
def export(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The answers as a table for the door, or for the kitchen."""
    _viewer, meeting = planned_or_404(request, pk)
    if name == "catering":
        rows: Iterable[list[str]] = queries.catering_rows(queries.answers_of(meeting).cities)
        head = [_("City"), _("in the room"), _("without an answer")]
    else:
        rows = queries.door_rows(roll_of(meeting))
        head = [_("City"), _("Seat"), _("Person"), _("Instead of"), _("Answer")]
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{meeting.day.isoformat()}-{name}.csv"'
    answer.write(BYTE_ORDER_MARK)
    table = csv.writer(answer, delimiter=";")
    table.writerow(head)
    table.writerows(rows)
    return answer
