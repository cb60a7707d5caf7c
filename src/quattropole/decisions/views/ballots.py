"""Ballots on paper, consent in writing, and the published list of a secret vote."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.decisions import actions, queries
from quattropole.decisions.models import Vote
from quattropole.decisions.paper_forms import PaperCountForm
from quattropole.decisions.queries.choices import JOINT
from quattropole.decisions.queries.slips import is_listed, slips_of
from quattropole.decisions.rules import may_run_votes
from quattropole.decisions.views.answers import back_to, member, perform
from quattropole.network.models import Seat


def _found(viewer: Viewer, pk: int) -> Vote:
    return get_object_or_404(queries.votes_for(viewer), pk=pk)


def _back(request: HttpRequest, vote: Vote) -> str:
    return back_to(request, reverse("decisions:vote", args=[vote.pk]))


def _seat(request: HttpRequest, vote: Vote) -> Seat:
    """The seat that the form names; raises `NotPossible` where it names none of the organ's."""
    given = str(request.POST.get("seat", ""))
    number = int(given) if given.isdecimal() and len(given) < 19 else 0
    seat = Seat.objects.filter(pk=number, organ=vote.item.meeting.organ_id).first()
    if seat is None:
        raise NotPossible(_("Choose a seat."))
    return seat


@require_POST
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """A seat votes on paper: by name what it chose, in secret that it did."""
    viewer = member(request)
    vote = _found(viewer, pk)
    if vote.method == Vote.Method.SECRET:
        return perform(
            request,
            lambda: actions.mark_paper_ballot(vote, _seat(request, vote), by=viewer),
            back=_back(request, vote),
            done=_("Noted: the seat votes on paper."),
        )
    choice = JOINT.join(request.POST.getlist("choice"))
    return perform(
        request,
        lambda: actions.enter_paper_ballot(vote, _seat(request, vote), choice=choice, by=viewer),
        back=_back(request, vote),
        done=_("The ballot is entered, marked as on paper."),
    )


@require_POST
def count_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """What the secret ballots on paper say, all together."""
    viewer = member(request)
    vote = _found(viewer, pk)

    def deed() -> None:
        if "anew" in request.POST:
            actions.count_paper(vote, counts={}, by=viewer)
            return
        view = queries.vote_views(viewer, [vote], may_run=may_run_votes(viewer, vote.item.meeting))[vote.pk]
        form = PaperCountForm(request.POST, view=view)
        if not form.is_valid():
            raise NotPossible(_("A count is a whole number, zero or more, for each choice."))
        actions.count_paper(vote, counts=form.counts, by=viewer)

    return perform(request, deed, back=_back(request, vote), done=_("The ballots on paper are counted."))


@require_POST
def consent(request: HttpRequest, pk: int) -> HttpResponse:
    """A member who is not there consents in writing."""
    viewer = member(request)
    vote = _found(viewer, pk)
    return perform(
        request,
        lambda: actions.record_consent(vote, _seat(request, vote), by=viewer),
        back=_back(request, vote),
        done=_("The consent is recorded."),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ballots(request: HttpRequest, pk: int) -> HttpResponse:
    """All ballots of a secret vote under their codes. A code is looked for by POST, so that no address holds it."""
    viewer = member(request)
    vote = _found(viewer, pk)
    if not is_listed(vote):
        raise Http404
    listed = slips_of(vote)
    code = str(request.POST.get("code", "")).strip()[:100]
    context = {
        "vote": vote,
        "meeting": vote.item.meeting,
        "listed": listed,
        "code": code,
        "own": listed.find(code) if code else None,
    }
    return render(request, "decisions/ballots.html", context)
