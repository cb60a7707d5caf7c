"""Elections: the list, one election with its candidates and rounds, and the acts on it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quattropole.access.viewer import Viewer
from quattropole.decisions import actions, queries
from quattropole.decisions.models import Candidacy, Election, Vote
from quattropole.decisions.rules import may_run_votes
from quattropole.decisions.views.answers import back_to, meeting_address, member, perform
from quattropole.network.models import Person


def _found(viewer: Viewer, pk: int) -> Election:
    return get_object_or_404(queries.elections_for(viewer), pk=pk)


def _address(found: Election) -> str:
    return reverse("decisions:election", args=[found.pk])


@require_GET
def elections(request: HttpRequest) -> HttpResponse:
    """The elections the viewer may see."""
    viewer = member(request)
    return render(request, "decisions/elections.html", {"elections": queries.elections_for(viewer)})


@require_GET
def election(request: HttpRequest, pk: int) -> HttpResponse:
    """One election: candidates, term, rounds with their results, and the mandates that followed."""
    viewer = member(request)
    found = _found(viewer, pk)
    meeting = found.item.meeting
    may_run = may_run_votes(viewer, meeting)
    rounds = list(
        queries.votes_for(viewer).filter(election=found).exclude(state=Vote.State.CANCELLED).order_by("round")
    )
    views = queries.vote_views(viewer, rounds, may_run=may_run)
    held = queries.election_views(viewer, meeting, [found], views, may_run=may_run)[found.item_id]
    context = {
        "election": found,
        "held": held,
        "meeting": meeting,
        "meeting_address": meeting_address(meeting),
        "cities": queries.cities_by_slug(),
        "mandates": found.mandates.select_related("person__city"),
        "back": _address(found),
    }
    return render(request, "decisions/election.html", context)


@require_POST
def nominate(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody up as a candidate."""
    viewer = member(request)
    found = _found(viewer, pk)
    chosen = str(request.POST.get("person", ""))
    person = get_object_or_404(Person, pk=int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0)
    back = back_to(request, _address(found))
    done = _("%(person)s is a candidate.") % {"person": person}
    return perform(request, lambda: actions.nominate(found, person, by=viewer), back=back, done=done)


@require_POST
def step_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A candidate steps back."""
    viewer = member(request)
    candidacy = get_object_or_404(
        Candidacy.objects.select_related("election", "person").filter(election__in=queries.elections_for(viewer)), pk=pk
    )
    back = back_to(request, _address(candidacy.election))
    return perform(request, lambda: actions.withdraw_candidacy(candidacy, by=viewer), back=back)


@require_POST
def open_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the next round."""
    viewer = member(request)
    found = _found(viewer, pk)
    back = back_to(request, _address(found))
    method = str(request.POST.get("method", ""))
    if method not in Vote.Method.values:
        method = Vote.Method.NAMED
    return perform(
        request, lambda: actions.open_round(found, method=method, by=viewer), back=back, done=_("The vote is open.")
    )
