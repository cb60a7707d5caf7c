"""The session: opening, presence, quorum, items, closing. Members see the same page without the chair's controls."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.meetings import actions, bars, queries, rules
from quattropole.meetings.models import Meeting
from quattropole.meetings.statutes import rules_of
from quattropole.meetings.views.frame import Stopped, held_or_404, meeting_or_404, own_fields, perform, signed_in


@require_GET
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """The session page of a meeting that is convened, open or over."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    if meeting.state in (Meeting.State.PLANNED, Meeting.State.CANCELLED):
        return redirect("meetings:detail", pk)
    return show(request, viewer, meeting)


def show(request: HttpRequest, viewer: Viewer, meeting: Meeting, problem: Stopped | None = None) -> HttpResponse:
    """The session page; with `problem`, what was just stopped stands at its top."""
    chairs = rules.may_chair(viewer, meeting)
    context = {
        **presence_context(request, viewer, meeting),
        "stopped": problem,
        "items": queries.agenda_for(viewer, meeting),
        "may_open": chairs and meeting.state == Meeting.State.CONVENED and meeting.day == clock.today(),
        "may_close": chairs and meeting.state == Meeting.State.OPEN,
        "chairs": chairs,
        "opening": meeting.opening.get("verdicts", []),
    }
    return render(request, "meetings/session.html", context, status=409 if problem else 200)


def presence_context(request: HttpRequest, viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    """Who is present, and how the viewer stands to that, for `meetings/parts/presence.html`."""
    roll = queries.roll_of(meeting)
    organ = rules_of(meeting.organ, meeting.day)
    return {
        "meeting": meeting,
        "roll": roll,
        "quorum_source": organ.quorum.source if organ else None,
        "bar": bars.bar(roll.quorum.present, roll.quorum.base_size, roll.quorum.needed),
        "city_bars": [
            (row, bars.bar(row.quorum.present, row.quorum.seats, row.quorum.needed))
            for row in roll.cities
            if row.quorum is not None
        ],
        "records": queries.is_running(meeting) and rules.may_record_attendance(viewer, meeting),
        "announced": queries.has_announced(meeting),
        "mine": mine(viewer, meeting),
        "own": own_fields(request, reverse("meetings:session", args=[meeting.pk])),
    }


def mine(viewer: Viewer, meeting: Meeting) -> queries.OwnView | None:
    """How the viewer stands to the meeting; None for a visitor."""
    if viewer.person is None:
        return None
    return queries.own_view(meeting, queries.standings(meeting, [viewer.person.pk])[viewer.person.pk])


def _act(request: HttpRequest, pk: int, act: Callable[[Viewer, Meeting], object], done: str) -> HttpResponse:
    viewer = signed_in(request)
    meeting = held_or_404(viewer, pk)
    return perform(
        request,
        lambda: act(viewer, meeting),
        back=reverse("meetings:session", args=[pk]),
        done=done,
        show=lambda problem: show(request, viewer, held_or_404(viewer, pk), problem),
    )


@require_POST
def open_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the meeting."""
    return _act(
        request, pk, lambda viewer, meeting: actions.open_meeting(meeting, by=viewer), _("The meeting is open.")
    )


@require_POST
def close_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the meeting."""
    return _act(
        request, pk, lambda viewer, meeting: actions.close_meeting(meeting, by=viewer), _("The meeting is closed.")
    )
