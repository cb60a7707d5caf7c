"""The member's own page of a meeting: when, where, what about, and the answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from quattropole.access.rules import NotPossible, Refused, require
from quattropole.meetings import actions, queries
from quattropole.meetings.forms import ReplyForm, may_send_substitute
from quattropole.meetings.models import Meeting
from quattropole.meetings.views.frame import Stopped, meeting_or_404, signed_in, stopped


@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the convocation for one's seat."""
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    places = queries.own_places(viewer, meeting)
    require(bool(places), _("Only who holds the seat answers for it."))
    wanted = request.POST.get("seat") or request.GET.get("seat")
    place = next((place for place in places if str(place.seat.pk) == wanted), places[0])
    given = place.reply
    form = ReplyForm(
        request.POST or None,
        meeting=meeting,
        seat=place.seat,
        people=queries.substitutes_for(place.seat, meeting.day),
        initial={"answer": given.answer, "substitute": given.substitute_id} if given else None,
    )
    problem: Stopped | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.reply(
                meeting,
                place.seat,
                answer=form.cleaned_data["answer"],
                substitute=form.cleaned_data.get("substitute"),
                by=viewer,
            )
        except (Refused, NotPossible) as reason:
            problem = stopped(reason)
        else:
            messages.success(request, _("Thank you, your answer is recorded."))
            return redirect("meetings:detail", pk)
    papers = queries.papers_for(viewer, meeting)
    context = {
        "form": form,
        "meeting": meeting,
        "place": place,
        "places": places,
        "items": queries.agenda_for(viewer, meeting, papers),
        "papers": [paper for paper in papers if paper.item_id is None],
        "open_for_answers": meeting.state == Meeting.State.CONVENED,
        "substitutes_allowed": may_send_substitute(meeting, place.seat),
        "stopped": problem,
    }
    return render(request, "meetings/reply.html", context, status=409 if problem else 200)
