"""The session: opening, presence, quorum, items, closing. Members see the same page without the chair's controls."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quattropole import clock
from quattropole.access.rules import NotPossible, Refused
from quattropole.access.viewer import Viewer
from quattropole.meetings import actions, bars, queries, rules
from quattropole.meetings.models import Attendance, Meeting
from quattropole.meetings.statutes import rules_of
from quattropole.meetings.views.frame import Stopped, meeting_or_404, signed_in, stopped
from quattropole.network.models import City, Person, Seat


@require_GET
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """The session page of a meeting that is convened, open or over."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    if meeting.state in (Meeting.State.PLANNED, Meeting.State.CANCELLED):
        return redirect("meetings:detail", pk)
    return show(request, viewer, meeting)


@require_GET
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Only who is present, and the quorum: what the session page refreshes."""
    viewer = signed_in(request)
    meeting = _held(viewer, pk)
    return render(request, "meetings/parts/presence.html", _presence(viewer, meeting))


def _held(viewer: Viewer, pk: int) -> Meeting:
    meeting = meeting_or_404(viewer, pk)
    if meeting.state in (Meeting.State.PLANNED, Meeting.State.CANCELLED):
        raise Http404
    return meeting


def show(request: HttpRequest, viewer: Viewer, meeting: Meeting, problem: Stopped | None = None) -> HttpResponse:
    """The session page; with `problem`, what was just stopped stands at its top."""
    chairs = rules.may_chair(viewer, meeting)
    context = {
        **_presence(viewer, meeting),
        "stopped": problem,
        "items": queries.agenda_for(viewer, meeting),
        "may_open": chairs and meeting.state == Meeting.State.CONVENED and meeting.day == clock.today(),
        "may_close": chairs and meeting.state == Meeting.State.OPEN,
        "chairs": chairs,
        "opening": meeting.opening.get("verdicts", []),
    }
    return render(request, "meetings/session.html", context, status=409 if problem else 200)


def _presence(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    roll = queries.roll_of(meeting)
    organ = rules_of(meeting.organ, meeting.day)
    running = meeting.state == Meeting.State.OPEN or (
        meeting.state == Meeting.State.CONVENED and meeting.day == clock.today()
    )
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
        "records": running and rules.may_record_attendance(viewer, meeting),
        "announced": any(
            place.attendance is None and place.reply is not None and place.reply.answer != "absent"
            for row in roll.cities
            for place in row.places
        ),
    }


def _act(request: HttpRequest, pk: int, act: Callable[[Viewer, Meeting], object], done: str = "") -> HttpResponse:
    """Do one act on the meeting; then the session page, or what stopped the act."""
    viewer = signed_in(request)
    meeting = _held(viewer, pk)
    try:
        act(viewer, meeting)
    except (Refused, NotPossible) as reason:
        return show(request, viewer, _held(viewer, pk), stopped(reason))
    if done:
        messages.success(request, done)
    anchor = request.POST.get("back", "")
    address = redirect("meetings:session", pk).url
    return redirect(f"{address}#{anchor}" if anchor.replace("-", "").isalnum() else address)


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


@require_POST
def arrive(request: HttpRequest, pk: int) -> HttpResponse:
    """A seat arrives, through its holder or the person chosen."""

    def act(viewer: Viewer, meeting: Meeting) -> object:
        seat = get_object_or_404(Seat, pk=_number(request, "seat"), organ=meeting.organ_id)
        chosen = request.POST.get("person")
        person = get_object_or_404(Person, pk=_number(request, "person")) if chosen else None
        mode = request.POST.get("mode")
        mode = mode if mode in Attendance.Mode.values else None
        return actions.record_arrival(meeting, seat, person=person, mode=mode, by=viewer)

    return _act(request, pk, act)


@require_POST
def arrive_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who announced to come is there."""
    return _act(
        request,
        pk,
        lambda viewer, meeting: actions.record_all_announced(meeting, by=viewer),
        _("All who announced to come are recorded as present."),
    )


@require_POST
def arrive_city(request: HttpRequest, pk: int) -> HttpResponse:
    """A city's whole delegation is there."""
    city = get_object_or_404(City, pk=_number(request, "city"))
    return _act(
        request,
        pk,
        lambda viewer, meeting: actions.record_city(meeting, city, by=viewer),
        _("Everybody from %(city)s who did not excuse themselves is recorded as present.") % {"city": city},
    )


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """A seat leaves."""

    def act(viewer: Viewer, meeting: Meeting) -> object:
        attendance = get_object_or_404(
            meeting.attendances.select_related("meeting__organ"), pk=_number(request, "attendance")
        )
        return actions.record_departure(attendance, by=viewer)

    return _act(request, pk, act)


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    if not given.isdecimal() or len(given) > 18:
        raise Http404
    return int(given)
