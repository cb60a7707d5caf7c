"""Votes: the page of one vote, made for a phone, and the acts of those who vote and of the chair."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from quattropole.access.rules import NotPossible, Refused
from quattropole.access.viewer import Viewer
from quattropole.decisions import actions, queries
from quattropole.decisions.forms import ExcludeForm, HandsForm
from quattropole.decisions.models import Vote
from quattropole.decisions.queries import VoteView
from quattropole.decisions.queries.choices import JOINT, PAD
from quattropole.decisions.receipts import grouped
from quattropole.decisions.rules import may_run_votes
from quattropole.decisions.views.answers import CONFLICT, SeeOther, back_to, meeting_address, member, perform, told
from quattropole.live.answers import is_live, live_done, live_problem
from quattropole.meetings.rules import visible_items
from quattropole.network.models import Seat


def _found(viewer: Viewer, pk: int) -> Vote:
    return get_object_or_404(queries.votes_for(viewer), pk=pk)


def _view(viewer: Viewer, found: Vote) -> VoteView:
    may_run = may_run_votes(viewer, found.item.meeting)
    return queries.vote_views(viewer, [found], may_run=may_run)[found.pk]


def vote_address(found: Vote) -> str:
    """The page of a vote."""
    return reverse("decisions:vote", args=[found.pk])


@require_POST
def item_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a vote on an agenda item."""
    viewer = member(request)
    item = get_object_or_404(visible_items(viewer).select_related("meeting__organ"), pk=pk)
    back = back_to(request, meeting_address(item.meeting))
    method = str(request.POST.get("method", ""))
    if method not in Vote.Method.values:
        method = Vote.Method.NAMED
    return perform(
        request, lambda: actions.open_vote(item, method=method, by=viewer), back=back, done=_("The vote is open.")
    )


@require_GET
def vote(request: HttpRequest, pk: int) -> HttpResponse:
    """One vote: what is voted on, the own ballots, the state, the result."""
    viewer = member(request)
    return _page(request, viewer, _found(viewer, pk))


@never_cache
@require_POST
def cast(request: HttpRequest, pk: int) -> HttpResponse:
    """Cast the ballot of a seat. Sent again, it is answered like the first time.

    The receipt of a secret ballot is in this answer and nowhere else.
    """
    viewer = member(request)
    found = _found(viewer, pk)
    seat = get_object_or_404(Seat, pk=_number(request, "seat"), organ=found.item.meeting.organ_id)
    ticked = [value.rstrip(PAD) for value in request.POST.getlist("choice")]
    nonce = request.POST.get("nonce", "")
    try:
        done = actions.cast(pk, choice=JOINT.join(ticked), nonce=nonce, seat=seat.pk, by=viewer)
    except (Refused, NotPossible) as problem:
        return _page(request, viewer, _found(viewer, pk), status=CONFLICT, ticked=ticked, **told(problem))
    back = back_to(request, vote_address(found))
    if done.receipt:
        shown = {"receipt": grouped(done.receipt), "vote": found, "back": back}
        return render(request, "decisions/receipt.html", shown)
    return SeeOther(back)


@require_POST
def count_hands(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter the counted show of hands."""
    viewer = member(request)
    found = _found(viewer, pk)
    form = HandsForm(request.POST, view=_view(viewer, found))
    if not form.is_valid():
        if is_live(request):
            return live_problem(request, {"notice": _("A count is a whole number, zero or more, for each choice.")})
        return _page(request, viewer, found, hands=form)
    try:
        actions.count_hands(found, counts=form.counts, by=viewer)
    except NotPossible as problem:
        if is_live(request):
            return live_problem(request, told(problem))
        return _page(request, viewer, found, status=CONFLICT, hands=form, **told(problem))
    if is_live(request):
        return live_done(request, _("The hands are entered."))
    return SeeOther(back_to(request, vote_address(found)))


@require_POST
def exclude(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a seat from voting (BGB § 34)."""
    viewer = member(request)
    found = _found(viewer, pk)
    seat = get_object_or_404(Seat, pk=_number(request, "seat"), organ=found.item.meeting.organ_id)
    interest = str(request.POST.get("interest", ""))
    return perform(
        request,
        lambda: actions.exclude_seat(found, seat, interest=interest, by=viewer),
        back=back_to(request, vote_address(found)),
        done=_("The seat does not vote on this item."),
    )


def _number(request: HttpRequest, name: str) -> int:
    given = str(request.POST.get(name, ""))
    return int(given) if given.isdecimal() and len(given) < 19 else 0


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the vote."""
    viewer = member(request)
    found = _found(viewer, pk)
    back = back_to(request, vote_address(found))
    return perform(request, lambda: actions.close_vote(found, by=viewer), back=back, done=_("The vote is closed."))


@require_POST
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare the result; `casting` is how the chair decides a tie, where the statutes have it so."""
    viewer = member(request)
    found = _found(viewer, pk)
    back = back_to(request, vote_address(found))
    casting = str(request.POST.get("casting", ""))
    done = _("The result is declared.")
    return perform(request, lambda: actions.declare_vote(found, casting=casting, by=viewer), back=back, done=done)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Break the vote off."""
    viewer = member(request)
    found = _found(viewer, pk)
    back = back_to(request, vote_address(found))
    return perform(request, lambda: actions.cancel_vote(found, by=viewer), back=back, done=_("The vote is cancelled."))


def _page(request: HttpRequest, viewer: Viewer, found: Vote, status: int = 200, **shown: Any) -> HttpResponse:
    """The page of a vote; `shown` holds a form as it was sent, and why something was not done."""
    view = _view(viewer, found)
    chairs = view.may_run and view.is_open
    shows_ballots = view.is_named and not view.is_open
    meeting = found.item.meeting
    context = {
        "view": view,
        "vote": found,
        "meeting": meeting,
        "meeting_address": meeting_address(meeting),
        "others": _others(viewer, found),
        "cities": queries.cities_by_slug(),
        "ballots": queries.roll_call(found, view.names) if shows_ballots else [],
        "hands": HandsForm(view=view) if chairs and not view.is_by_ballot else None,
        "exclude": ExcludeForm(view=view) if view.may_exclude else None,
        "consents": queries.consents_of(found) if view.is_open or view.is_closed else None,
        "back": vote_address(found),
        **shown,
    }
    return render(request, "decisions/vote.html", context, status=status)


def _others(viewer: Viewer, found: Vote) -> list[dict[str, str]]:
    """The wording in the other authentic languages, for those who want to compare."""
    here = found.bodies.shown(get_language()).language if found.bodies else found.titles.shown(get_language()).language
    return [
        {"language": language, "title": found.titles.get(language, ""), "body": found.bodies.get(language, "")}
        for language in viewer.network.authentic_languages
        if language != here and (found.titles.get(language) or found.bodies.get(language))
    ]
