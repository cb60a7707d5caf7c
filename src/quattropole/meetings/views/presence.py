"""Who comes and goes: recorded at the desk, or said on the own device."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quattropole.access.rules import NotAllowed, require
from quattropole.access.viewer import Viewer
from quattropole.live.answers import is_live
from quattropole.meetings import actions, queries, rules
from quattropole.meetings.models import Attendance, Meeting
from quattropole.meetings.views import session
from quattropole.meetings.views.frame import (
    Stopped,
    held_or_404,
    number_or_404,
    own_fields,
    perform,
    signed_in,
)
from quattropole.network.models import City, Person, Seat

FOUND_AT_MOST = 50


def act_on(
    request: HttpRequest, pk: int, act: Callable[[Viewer, Meeting], object], done: str, *, back: str = ""
) -> HttpResponse:
    """Do one act on who is present; then the page it came from, or the session with what stopped it.

    On a live page the list itself says what was recorded at the desk: there `done` is empty, and nothing scrolls.
    """
    viewer = signed_in(request)
    meeting = held_or_404(viewer, pk)
    return perform(
        request,
        lambda: act(viewer, meeting),
        back=back or reverse("meetings:session", args=[pk]),
        done=done,
        show=lambda problem: session.show(request, viewer, held_or_404(viewer, pk), problem),
    )


@require_POST
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """Say "I am here" for the own seat, or the one for which the reader was named."""

    def act(viewer: Viewer, meeting: Meeting) -> object:
        seat = rules.check_in_seats(viewer, meeting).first()
        if seat is None:
            raise NotAllowed(_("Only who holds the seat, or the substitute named for it, checks in for it."))
        return actions.check_in(meeting, seat, mode=_mode(request), by=viewer)

    return act_on(request, pk, act, _("You are recorded as present."))


@require_POST
def gone(request: HttpRequest, pk: int) -> HttpResponse:
    """Say "I leave"."""
    return act_on(
        request,
        pk,
        lambda viewer, meeting: actions.check_out(meeting, by=viewer),
        _("You are no longer recorded as present."),
    )


@require_POST
def arrive(request: HttpRequest, pk: int) -> HttpResponse:
    """A seat arrives, through its holder or the person chosen."""

    def act(viewer: Viewer, meeting: Meeting) -> object:
        seat = get_object_or_404(Seat, pk=number_or_404(request, "seat"), organ=meeting.organ_id)
        chosen = request.POST.get("person")
        person = get_object_or_404(Person, pk=number_or_404(request, "person")) if chosen else None
        return actions.record_arrival(meeting, seat, person=person, mode=_mode(request), by=viewer)

    return act_on(request, pk, act, "")


@require_POST
def arrive_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who announced to come is there."""
    return act_on(
        request,
        pk,
        lambda viewer, meeting: actions.record_all_announced(meeting, by=viewer),
        "" if is_live(request) else _("All who announced to come are recorded as present."),
    )


@require_POST
def arrive_city(request: HttpRequest, pk: int) -> HttpResponse:
    """A city's whole delegation is there."""
    city = get_object_or_404(City, pk=number_or_404(request, "city"))
    return act_on(
        request,
        pk,
        lambda viewer, meeting: actions.record_city(meeting, city, by=viewer),
        "" if is_live(request) else _said_of(city),
    )


def _said_of(city: City) -> str:
    return _("Everybody from %(city)s who did not excuse themselves is recorded as present.") % {"city": city}


@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """A seat leaves."""

    def act(viewer: Viewer, meeting: Meeting) -> object:
        attendance = get_object_or_404(
            meeting.attendances.select_related("meeting__organ"), pk=number_or_404(request, "attendance")
        )
        return actions.record_departure(attendance, by=viewer)

    return act_on(request, pk, act, "")


@require_GET
def seats(request: HttpRequest, pk: int) -> HttpResponse:
    """Find a seat by its name, its holder or its city: the desk of a body too large to be listed."""
    viewer = signed_in(request)
    meeting = held_or_404(viewer, pk)
    _require_desk(viewer, meeting)
    wanted = request.GET.get("q", "").strip()
    city = request.GET.get("city", "")
    roll = queries.roll_of(meeting)
    found = [place for place in roll.places if _fits(place, wanted, city)]
    here = f"{reverse('meetings:seats', args=[pk])}?{request.GET.urlencode()}"
    context = {
        "meeting": meeting,
        "roll": roll,
        "wanted": wanted,
        "city": city,
        "places": found[:FOUND_AT_MOST],
        "more": max(len(found) - FOUND_AT_MOST, 0),
        "records": queries.is_running(meeting),
        "own": own_fields(request, here),
    }
    return render(request, "meetings/seats.html", context)


def _fits(place: queries.Place, wanted: str, city: str) -> bool:
    if city and (place.seat.city is None or place.seat.city.slug != city):
        return False
    people = (place.holder, place.attendance and place.attendance.person)
    named = [str(place.seat), *(person.name for person in people if person)]
    return not wanted or any(wanted.casefold() in name.casefold() for name in named)


@require_GET
def seat(request: HttpRequest, pk: int, seat: int) -> HttpResponse:
    """One seat at the desk: who is there for it, who could be, and when it came and went."""
    viewer = signed_in(request)
    return show_seat(request, viewer, held_or_404(viewer, pk), seat)


def show_seat(
    request: HttpRequest, viewer: Viewer, meeting: Meeting, seat: int, problem: Stopped | None = None
) -> HttpResponse:
    """The page of one seat; with `problem`, what was just stopped stands at its top."""
    _require_desk(viewer, meeting)
    place = next((place for place in queries.roll_of(meeting).places if place.seat.pk == seat), None)
    if place is None:
        raise Http404
    context: dict[str, Any] = {
        "meeting": meeting,
        "place": place,
        "stopped": problem,
        "history": meeting.attendances.filter(seat=seat).select_related("person").order_by("arrived_at", "pk"),
        "proxies": meeting.proxies.filter(seat=seat).select_related("carrier").order_by("given_at", "pk"),
        "substitutes": queries.substitutes_for(place.seat, meeting.day),
        "records": queries.is_running(meeting),
        "verdict": queries.proxy_verdict(meeting),
        "own": own_fields(request, reverse("meetings:seat", args=[meeting.pk, seat])),
    }
    return render(request, "meetings/seat.html", context, status=409 if problem else 200)


def _require_desk(viewer: Viewer, meeting: Meeting) -> None:
    require(
        rules.may_record_attendance(viewer, meeting),
        _("Only the chair and the secretariat record who is present."),
    )


def _mode(request: HttpRequest) -> str | None:
    mode = request.POST.get("mode")
    return mode if mode in Attendance.Mode.values else None
