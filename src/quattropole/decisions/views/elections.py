"""Elections: the list, one election with its candidates and rounds, the acts on it, and offices that go by turn."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quattropole.access.viewer import Viewer
from quattropole.decisions import actions, queries
from quattropole.decisions.models import Candidacy, Election, Vote
from quattropole.decisions.rules import may_run_votes
from quattropole.decisions.views.answers import back_to, meeting_address, member, perform
from quattropole.network.models import Office, Person


def _found(viewer: Viewer, pk: int) -> Election:
    return get_object_or_404(queries.elections_for(viewer), pk=pk)


def _address(found: Election) -> str:
    return reverse("decisions:election", args=[found.pk])


@require_GET
def elections(request: HttpRequest) -> HttpResponse:
    """The elections the viewer may see, and the offices that go by turn."""
    viewer = member(request)
    turns = queries.turns_for(viewer, viewer.day)
    return render(
        request, "decisions/elections.html", {"elections": queries.elections_for(viewer), "turns": turns, "back": ""}
    )


@require_POST
def take_turn(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody takes an office for the city whose turn it is."""
    viewer = member(request)
    office = get_object_or_404(Office.objects.select_related("organ", "network"), pk=pk)
    person = _person(request, "person")
    try:
        day = date.fromisoformat(str(request.POST.get("on", "")))
    except ValueError:
        raise Http404 from None
    back = back_to(request, reverse("decisions:elections"))
    done = _("%(person)s takes the office.") % {"person": person}
    return perform(request, lambda: actions.take_turn(office, person, on=day, by=viewer), back=back, done=done)


def _person(request: HttpRequest, field: str) -> Person:
    chosen = str(request.POST.get(field, ""))
    return get_object_or_404(Person, pk=int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0)


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
    """Put somebody up as a candidate, alone or together with somebody else."""
    viewer = member(request)
    found = _found(viewer, pk)
    person = _person(request, "person")
    partner = _person(request, "partner") if request.POST.get("partner") else None
    back = back_to(request, _address(found))
    if partner is None:
        done = _("%(person)s is a candidate.") % {"person": person}
    else:
        done = _("%(person)s and %(partner)s stand together.") % {"person": person, "partner": partner}
    return perform(request, lambda: actions.nominate(found, person, partner=partner, by=viewer), back=back, done=done)


@require_POST
def step_back(request: HttpRequest, pk: int) -> HttpResponse:
    """A candidate steps back."""
    viewer = member(request)
    seen = Candidacy.objects.filter(election__in=queries.elections_for(viewer))
    candidacy = get_object_or_404(seen.select_related("election", "person", "partner"), pk=pk)
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
