"""Who does not vote under an item (BGB § 34), and who objects to a result."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.access.viewer import Viewer
from quattropole.decisions import actions, queries
from quattropole.decisions.forms import ObjectionForm, RecusalForm
from quattropole.decisions.models import Objection, Recusal, Vote
from quattropole.decisions.queries.amendments import liftable, recusals_under
from quattropole.decisions.rules import may_run_votes, own_seats
from quattropole.decisions.views.amendments import text_address
from quattropole.decisions.views.answers import CONFLICT, SeeOther, back_to, meeting_address, member, perform, told
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import seats_of
from quattropole.meetings.rules import visible_items
from quattropole.network.models import Seat

TWICE = ["GET", "HEAD", "POST"]


def _seats(viewer: Viewer, meeting: Meeting, *, speaks_for_all: bool) -> list[Seat]:
    """The seats for which the viewer speaks here: the own ones first."""
    own = own_seats(viewer, meeting)
    filled = [place.seat for place in seats_of(meeting) if place.person or place.seat.pk in own]
    spoken_for = filled if speaks_for_all else [seat for seat in filled if seat.pk in own]
    return sorted(spoken_for, key=lambda seat: seat.pk not in own)


@require_http_methods(TWICE)
def recusals(request: HttpRequest, pk: int) -> HttpResponse:
    """Who does not vote under an item; declared by oneself, or recorded by the chair and the secretariat."""
    viewer = member(request)
    item = get_object_or_404(visible_items(viewer).select_related("meeting__organ__network", "network"), pk=pk)
    all_seats = viewer.is_secretariat or may_run_votes(viewer, item.meeting)
    seats = _seats(viewer, item.meeting, speaks_for_all=all_seats)
    recorded = recusals_under([item]).get(item.pk, [])
    form = RecusalForm(request.POST if request.method == "POST" else None, seats=seats) if seats else None
    context = {
        "item": item,
        "meeting": item.meeting,
        "meeting_address": meeting_address(item.meeting),
        "form": form,
        "recusals": recorded,
        "liftable": liftable(viewer, item, recorded),
        "text_address": text_address(item),
        "source": viewer.network.charter.on(item.meeting.day).exclusion.source,
        "back": back_to(request, ""),
    }
    if request.method == "POST" and form is None:
        raise NotAllowed(_("Only who sits on the seat, the chair and the secretariat may do this."))
    if form is None or not form.is_valid():
        return render(request, "decisions/recusals.html", context)
    try:
        actions.recuse(item, form.seat, interest=form.cleaned_data["interest"], by=viewer)
    except NotPossible as problem:
        return render(request, "decisions/recusals.html", {**context, **told(problem)}, status=CONFLICT)
    messages.success(request, _("The seat does not vote on this item."))
    return SeeOther(back_to(request, text_address(item)))


@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """The seat votes again."""
    viewer = member(request)
    found = get_object_or_404(
        Recusal.objects.filter(item__in=visible_items(viewer)).select_related("item__meeting__organ"), pk=pk
    )
    back = back_to(request, text_address(found.item))
    done = _("The seat votes on this item again.")
    return perform(request, lambda: actions.lift_recusal(found, by=viewer), back=back, done=done)


@require_http_methods(TWICE)
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to a declared result."""
    viewer = member(request)
    vote = get_object_or_404(queries.votes_for(viewer), pk=pk)
    meeting = vote.item.meeting
    taken = set(Objection.objects.filter(vote=vote).values_list("seat", flat=True))
    seats = [seat for seat in _seats(viewer, meeting, speaks_for_all=viewer.is_secretariat) if seat.pk not in taken]
    is_open = vote.state == Vote.State.DECLARED and meeting.state == Meeting.State.OPEN
    form = (
        ObjectionForm(
            request.POST if request.method == "POST" else None,
            seats=seats,
            languages=meeting.network.languages,
            initial={"language": get_language()},
        )
        if seats
        else None
    )
    context = {
        "vote": vote,
        "meeting": meeting,
        "meeting_address": meeting_address(meeting),
        "form": form if is_open else None,
        "is_open": is_open,
        "back": back_to(request, ""),
    }
    if form is None or not form.is_valid():
        return render(request, "decisions/objection.html", context)
    try:
        actions.record_objection(
            vote,
            form.seat,
            reasons=form.cleaned_data["reasons"],
            language=form.cleaned_data["language"],
            by=viewer,
        )
    except NotPossible as problem:
        return render(request, "decisions/objection.html", {**context, **told(problem)}, status=CONFLICT)
    messages.success(request, _("The objection is recorded."))
    return SeeOther(back_to(request, f"{meeting_address(meeting)}"))
