"""Decisions without a meeting: the list, a new one, its page, and the acts of those who ask."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quattropole import clock
from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer
from quattropole.decisions import queries
from quattropole.decisions.actions import answering
from quattropole.decisions.actions import circular as actions
from quattropole.decisions.forms import AnswerForm, CircularElectionForm, DeadlineForm
from quattropole.decisions.models import Proposal
from quattropole.decisions.queries.circular import Circular, allowed, circular_of, circulars_for
from quattropole.decisions.rules import may_ask_members, may_run_votes
from quattropole.decisions.views.answers import CONFLICT, SeeOther, member, perform, told
from quattropole.meetings.models import Meeting
from quattropole.meetings.rules import may_convene
from quattropole.network.models import Office, Organ, Person, Seat
from quattropole.network.queries import mandates_on
from quattropole.texts.localized import reading_order

PAGE = 30


def _found(viewer: Viewer, pk: int) -> Meeting:
    return get_object_or_404(circulars_for(viewer), pk=pk)


def _address(meeting: Meeting) -> str:
    return reverse("decisions:circular", args=[meeting.pk])


@require_GET
def circulars(request: HttpRequest) -> HttpResponse:
    """The decisions without a meeting that the viewer may see."""
    viewer = member(request)
    page = Paginator(circulars_for(viewer), PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_elect": bool(_offices(viewer)), "now": clock.now()}
    return render(request, "decisions/circulars.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_circular(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the members of the organ whose turn it is; before that, what the statutes say to it."""
    viewer = member(request)
    try:
        proposal = queries.proposal_for(viewer, pk)
    except Proposal.DoesNotExist:
        return render(request, "404.html", status=404)
    require(may_ask_members(viewer, proposal), _("Only those who convene the organ may ask its members."))
    form = DeadlineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = actions.start_circular(proposal, deadline=form.cleaned_data["deadline"], by=viewer)
        except (Refused, NotPossible) as problem:
            return _proposal_page(request, proposal, form, status=CONFLICT, **told(problem))
        messages.success(request, _("The members have been asked."))
        return SeeOther(_address(meeting))
    return _proposal_page(request, proposal, form)


def _proposal_page(
    request: HttpRequest, proposal: Proposal, form: DeadlineForm, status: int = 200, **shown: Any
) -> HttpResponse:
    draft = proposal.state == Proposal.State.DRAFT and proposal.origin_id != proposal.addressee_id
    organ = proposal.origin if draft else proposal.addressee
    proposed = {proposal.origin.key} if draft or proposal.proposed_on else set()
    findings = allowed(organ, "ordinary" if draft else proposal.matter, clock.today(), proposed_by=frozenset(proposed))
    titles, bodies = queries.wording_of(proposal)
    context = {
        "proposal": proposal,
        "organ": organ,
        "titles": titles,
        "bodies": bodies,
        "form": form,
        "findings": [verdict.as_dict() for verdict in findings.verdicts if verdict.rule != "circular"],
        "rule": organ.network.charter.on(clock.today()).organs[organ.key].circular,
        **shown,
    }
    return render(request, "decisions/circular_new.html", context, status=status)


def _offices(viewer: Viewer) -> list[Office]:
    """The offices that an organ elects whose members the viewer may ask."""
    rules = viewer.network.charter.on(clock.today()).offices
    organs = {organ.key: organ for organ in Organ.objects.select_related("network")}
    may = {key: may_convene(viewer, organs[key]) for key in {r.elected_by for r in rules.values()} if key in organs}
    offices = Office.objects.select_related("network").order_by("position")
    return [office for office in offices if office.key in rules and may.get(rules[office.key].elected_by or "")]


def _eligible(viewer: Viewer, offices: list[Office]) -> list[Person]:
    """Who holds a seat in an organ from which one of the offices is filled."""
    rules = viewer.network.charter.on(clock.today()).offices
    organs = {rules[office.key].eligible.seat_in for office in offices}
    held = mandates_on(clock.today()).filter(seat__isnull=False)
    if None not in organs:
        held = held.filter(seat__organ__key__in=[key for key in organs if key])
    return list(Person.objects.filter(pk__in=held.values("person")).order_by("family_name", "slug"))


@require_http_methods(["GET", "HEAD", "POST"])
def election_new(request: HttpRequest) -> HttpResponse:
    """Elect without a meeting."""
    viewer = member(request)
    offices = _offices(viewer)
    require(bool(offices), _("Only those who convene the organ may ask its members."))
    form = CircularElectionForm(request.POST or None, offices=offices, people=_eligible(viewer, offices))
    shown: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        try:
            meeting = actions.start_circular_election(
                form.cleaned_data["office"],
                list(Person.objects.filter(pk__in=form.cleaned_data["candidates"]).order_by("family_name", "slug")),
                deadline=form.cleaned_data["deadline"],
                by=viewer,
            )
        except (Refused, NotPossible) as problem:
            shown = told(problem)
        else:
            messages.success(request, _("The members have been asked."))
            return SeeOther(_address(meeting))
    status = CONFLICT if shown else 200
    return render(request, "decisions/circular_election.html", {"form": form, **shown}, status=status)


@require_GET
def circular(request: HttpRequest, pk: int) -> HttpResponse:
    """One decision without a meeting: what is asked, until when, who has answered, the result."""
    viewer = member(request)
    return _page(request, viewer, _found(viewer, pk))


def _page(request: HttpRequest, viewer: Viewer, meeting: Meeting, status: int = 200, **shown: Any) -> HttpResponse:
    asked = circular_of(meeting)
    may_run = may_run_votes(viewer, meeting)
    views = queries.vote_views(viewer, asked.votes, may_run=may_run)
    view = views[asked.vote.pk]
    manages = may_convene(viewer, meeting.organ)
    election = asked.vote.election
    context = {
        "meeting": meeting,
        "asked": asked,
        "view": view,
        "vote": asked.vote,
        "wordings": [(language, asked.vote.bodies[language]) for language in _own_first(asked.vote.bodies)],
        "earlier": [views[vote.pk] for vote in asked.votes[:-1]],
        "cities": queries.cities_by_slug(),
        "manages": manages,
        "may_close": asked.may_close and (manages or may_run),
        "answer": _answer_form(asked, view.names) if manages and view.is_open and asked.waiting else None,
        "round": DeadlineForm() if manages and election and election.state == "voting" and view.result else None,
        "back": _address(meeting),
        **shown,
    }
    return render(request, "decisions/circular.html", context, status=status)


def _own_first(words: dict[str, str]) -> list[str]:
    """The languages that have words, the reader's first."""
    order = [language for language in reading_order(get_language() or "de") if words.get(language)]
    return order + [language for language in words if words[language] and language not in order]


def _answer_form(asked: Circular, names: dict[str, str], data: Any = None, files: Any = None) -> AnswerForm:
    seats = [(str(one.elector.seat_id), f"{one.elector.seat}: {one.elector.person}") for one in asked.waiting]
    choices = [(choice, names.get(choice, choice)) for choice in asked.vote.choices]
    return AnswerForm(data, files, seats=seats, choices=choices)


@require_POST
def enter_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter an answer that came by e-mail or letter, with the message as proof."""
    viewer = member(request)
    meeting = _found(viewer, pk)
    asked = circular_of(meeting)
    names = queries.vote_views(viewer, [asked.vote], may_run=False)[asked.vote.pk].names
    form = _answer_form(asked, names, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, viewer, meeting, answer=form)
    seat = get_object_or_404(Seat, pk=form.cleaned_data["seat"], organ=meeting.organ_id)
    try:
        answering.enter_answer(
            meeting, seat, choice=form.cleaned_data["choice"], upload=form.cleaned_data["file"], by=viewer
        )
    except NotPossible as problem:
        return _page(request, viewer, meeting, status=CONFLICT, answer=form, **told(problem))
    messages.success(request, _("The answer is entered."))
    return SeeOther(_address(meeting))


def _act(request: HttpRequest, pk: int, deed: Callable[[Meeting, Viewer], object], done: str) -> HttpResponse:
    viewer = member(request)
    meeting = _found(viewer, pk)
    return perform(request, lambda: deed(meeting, viewer), back=_address(meeting), done=done)


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind those who have not answered."""
    return _act(request, pk, lambda meeting, by: answering.remind(meeting, by=by), _("A reminder has been sent."))


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the vote: everybody has answered, or the deadline has passed."""
    return _act(request, pk, lambda meeting, by: answering.close_circular(meeting, by=by), _("The vote is closed."))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the question back."""
    return _act(
        request, pk, lambda meeting, by: answering.withdraw_circular(meeting, by=by), _("The question is withdrawn.")
    )


@require_POST
def next_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask everyone again in the run-off."""
    viewer = member(request)
    meeting = _found(viewer, pk)
    form = DeadlineForm(request.POST)
    if not form.is_valid():
        return _page(request, viewer, meeting, round=form)
    return _act(
        request,
        pk,
        lambda found, by: actions.next_round(found, deadline=form.cleaned_data["deadline"], by=by),
        _("The members have been asked."),
    )
