"""Place cards: printed for the hall, and what happens when one is scanned."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer, viewer_of
from quattropole.meetings import actions, queries, rules
from quattropole.meetings.cards import cards_for, read_token
from quattropole.meetings.models import Attendance, Meeting
from quattropole.meetings.views.frame import Stopped, held_or_404, signed_in, stopped
from quattropole.network.models import Seat

ON_A_SHEET = 8
SHEETS_AT_MOST = 30


@require_GET
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """The place cards of a meeting, eight on a sheet of A4; of a large body city by city."""
    viewer = signed_in(request)
    meeting = held_or_404(viewer, pk)
    require(
        rules.may_record_attendance(viewer, meeting),
        _("Only the chair and the secretariat print the place cards."),
    )
    roll = queries.roll_of(meeting)
    city = request.GET.get("city", "")
    rows = [row for row in roll.cities if not city or (row.city is not None and row.city.slug == city)]
    places = [place for row in rows for place in row.places if place.holder is not None]
    origin = f"{request.scheme}://{request.get_host()}"
    printed = cards_for(meeting, places[: ON_A_SHEET * SHEETS_AT_MOST], origin=origin)
    context = {
        "meeting": meeting,
        "roll": roll,
        "city": city,
        "sheets": [printed[start : start + ON_A_SHEET] for start in range(0, len(printed), ON_A_SHEET)],
        "left_out": len(places) - len(printed),
        "with_codes": meeting.mode != Meeting.Mode.VIRTUAL,
    }
    return render(request, "meetings/cards.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: HttpRequest, token: str) -> HttpResponse:
    """Where the code of a place card leads: one tap says "I am here" for the seat, if it is the reader's."""
    viewer = viewer_of(request)
    if viewer.person is None:
        return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
    meeting, seat = _read(token)
    problem = _obstacle(viewer, meeting, seat)
    if problem is None and request.method == "POST":
        try:
            actions.check_in(meeting, seat, mode=Attendance.Mode.ON_SITE, means=Attendance.Means.CARD, by=viewer)
        except (Refused, NotPossible) as reason:
            return _page(request, viewer, meeting, seat, stopped(reason), 409)
        messages.success(request, _("You are recorded as present."))
        return redirect("meetings:card", token)
    return _page(request, viewer, meeting, seat, problem, 403 if problem else 200)


def _read(token: str) -> tuple[Meeting, Seat]:
    read = read_token(token)
    if read is None:
        raise Http404
    meeting = Meeting.objects.select_related("organ__network", "network").filter(pk=read[0]).first()
    if meeting is None:
        raise Http404
    seat = Seat.objects.select_related("city").filter(pk=read[1], organ=meeting.organ_id).first()
    if seat is None:
        raise Http404
    return meeting, seat


def _obstacle(viewer: Viewer, meeting: Meeting, seat: Seat) -> Stopped | None:
    """Why the card is of no use to the reader now."""
    if not rules.may_check_in(viewer, meeting, seat):
        return Stopped(
            _("This card belongs to %(seat)s. Who holds that seat, or is named to sit for it, checks in with it.")
            % {"seat": seat}
        )
    if not queries.is_running(meeting):
        return Stopped(_("The card is good only on the day of its meeting, until the meeting is closed."))
    if meeting.mode == Meeting.Mode.VIRTUAL:
        return Stopped(_("This meeting takes place remotely only."))
    return None


def _page(
    request: HttpRequest, viewer: Viewer, meeting: Meeting, seat: Seat, problem: Stopped | None, status: int
) -> HttpResponse:
    person = viewer.person
    here = meeting.attendances.filter(seat=seat, person=person, is_proxy=False, left_at__isnull=True).first()
    context = {
        "meeting": meeting,
        "seat": seat,
        "here": here,
        "stopped": problem,
        "sees": rules.may_see_meeting(viewer, meeting),
    }
    return render(request, "meetings/card.html", context, status=status)
