"""Proposals: the list, a new one, and the page on which one is written and put on agendas."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quattropole import clock
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.access.viewer import Viewer
from quattropole.decisions import actions, queries
from quattropole.decisions.forms import AboutForm, PlaceForm, ProposalFilter, ProposalForm, matter_names
from quattropole.decisions.models import Proposal, Vote
from quattropole.decisions.rules import (
    may_ask_members,
    may_draft_proposal,
    may_edit_proposal,
    may_place_proposal,
    may_write_proposal,
)
from quattropole.decisions.views.answers import CONFLICT, SeeOther, back_to, meeting_address, member, perform, told
from quattropole.decisions.views.steps import thread_steps
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import meetings_for
from quattropole.network.models import Organ
from quattropole.texts.actions import Conflict, TextProblem
from quattropole.texts.forms import SideBySideForm
from quattropole.texts.names import language_name
from quattropole.texts.queries import columns

PAGE = 30
COMING = (Meeting.State.PLANNED, Meeting.State.CONVENED, Meeting.State.OPEN)


def _origins(viewer: Viewer) -> list[Organ]:
    """The organs for which the viewer may draft."""
    organs = Organ.objects.exclude(kind=Organ.Kind.SECRETARIAT)
    return [organ for organ in organs if may_draft_proposal(viewer, organ)]


def _matters(viewer: Viewer) -> dict[str, str]:
    return matter_names(viewer.network.charter.on(clock.today()))


def _found(viewer: Viewer, pk: int) -> Proposal:
    try:
        return queries.proposal_for(viewer, pk)
    except Proposal.DoesNotExist as missing:
        raise Http404 from missing


@require_GET
def proposals(request: HttpRequest) -> HttpResponse:
    """The proposals the viewer may see, by state."""
    viewer = member(request)
    narrowed = ProposalFilter(request.GET)
    found = queries.proposals_for(viewer)
    if narrowed.is_valid() and narrowed.cleaned_data["state"]:
        found = found.filter(state=narrowed.cleaned_data["state"])
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [queries.proposal_row(proposal) for proposal in page],
        "filter": narrowed,
        "may_draft": bool(_origins(viewer)),
    }
    return render(request, "decisions/proposals.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal_new(request: HttpRequest) -> HttpResponse:
    """Begin a proposal, with its text in as many languages as there are already."""
    viewer = member(request)
    origins = _origins(viewer)
    if not origins:
        raise NotAllowed(_("Only the secretariat and members of the proposing organ may do this."))
    data = request.POST if request.method == "POST" else None
    about = ProposalForm(data, origins=origins, matters=_matters(viewer), initial=_usual(origins))
    network = viewer.network
    text = SideBySideForm(data, languages=network.languages, authentic=network.authentic_languages)
    if data is not None and about.is_valid() & text.is_valid():
        try:
            with transaction.atomic():
                proposal = actions.draft_proposal(**about.cleaned_data, by=viewer)
                actions.write_proposal(proposal, text.changes, by=viewer)
        except TextProblem as problem:
            text.explain(problem)
        else:
            messages.success(request, _("The proposal is saved."))
            return SeeOther(reverse("decisions:proposal", args=[proposal.pk]))
    return render(request, "decisions/proposal_new.html", {"about": about, "form": text})


def _usual(origins: list[Organ]) -> dict[str, Any]:
    """What most proposals are: of the board to the assembly."""
    organs = {organ.kind: organ for organ in Organ.objects.filter(kind__in=[Organ.Kind.BOARD, Organ.Kind.ASSEMBLY])}
    board = organs.get(Organ.Kind.BOARD)
    return {"origin": board if board in origins else origins[0], "addressee": organs.get(Organ.Kind.ASSEMBLY)}


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal; a POST saves its text."""
    viewer = member(request)
    found = _found(viewer, pk)
    if request.method != "POST":
        return _page(request, viewer, found)
    form = SideBySideForm(request.POST, text=found.text)
    if not form.is_valid():
        return _page(request, viewer, found, form=form)
    try:
        actions.write_proposal(found, form.changes, by=viewer)
    except TextProblem as problem:
        form.explain(problem)
        return _page(request, viewer, found, form=form, status=CONFLICT if isinstance(problem, Conflict) else 200)
    except NotPossible as problem:
        return _page(request, viewer, found, form=form, status=CONFLICT, **told(problem))
    messages.success(request, _("The text is saved."))
    behind = [
        language_name(column.language)
        for column in columns(queries.proposal_for(viewer, pk).text)
        if column.is_outdated
    ]
    if behind:
        messages.warning(request, _("Now outdated: %(languages)s.") % {"languages": ", ".join(behind)})
    return SeeOther(reverse("decisions:proposal", args=[pk]))


@require_POST
def proposal_about(request: HttpRequest, pk: int) -> HttpResponse:
    """Save what the proposal is about."""
    viewer = member(request)
    found = _found(viewer, pk)
    about = AboutForm(request.POST, matters=_matters(viewer))
    if not about.is_valid():
        return _page(request, viewer, found, about=about)
    try:
        actions.change_proposal(found, **about.cleaned_data, by=viewer)
    except NotPossible as problem:
        return _page(request, viewer, found, about=about, status=CONFLICT, **told(problem))
    messages.success(request, _("Saved."))
    return SeeOther(reverse("decisions:proposal", args=[pk]))


@require_POST
def proposal_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the proposal on the agenda of a meeting; a refusal of the charter shows its verdicts on the same page."""
    viewer = member(request)
    found = _found(viewer, pk)
    place = PlaceForm(request.POST, meetings=_coming(viewer, found), proposal=found)
    if not place.is_valid():
        return _page(request, viewer, found, place=place)
    try:
        actions.place_proposal(found, place.chosen, by=viewer)
    except (Refused, NotPossible) as problem:
        return _page(request, viewer, found, place=place, status=CONFLICT, **told(problem))
    messages.success(request, _("The proposal is on the agenda."))
    return SeeOther(reverse("decisions:proposal", args=[pk]))


@require_POST
def agenda_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Put an existing proposal on the agenda of this meeting, from the meeting's own page."""
    viewer = member(request)
    meeting = get_object_or_404(meetings_for(viewer), pk=pk)
    number = str(request.POST.get("proposal", ""))
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    found = _found(viewer, int(number))
    back = back_to(request, meeting_address(meeting))
    return perform(
        request,
        lambda: actions.place_proposal(found, meeting, by=viewer),
        back=back,
        done=_("The proposal is on the agenda."),
    )


@require_POST
def proposal_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the proposal back."""
    viewer = member(request)
    found = _found(viewer, pk)
    return perform(
        request,
        lambda: actions.withdraw_proposal(found, by=viewer),
        back=reverse("decisions:proposal", args=[pk]),
        done=_("The proposal is withdrawn."),
    )


def _coming(viewer: Viewer, proposal: Proposal) -> list[Meeting]:
    """The coming meetings of both organs whose agenda the viewer may change and that do not have it yet."""
    meetings = (
        meetings_for(viewer)
        .filter(organ__in=[proposal.origin_id, proposal.addressee_id], state__in=COMING)
        .exclude(items__placement__proposal=proposal)
    )
    allowed: dict[int, bool] = {}
    found = []
    for meeting in meetings.order_by("starts_at"):
        if meeting.organ_id not in allowed:
            allowed[meeting.organ_id] = may_place_proposal(viewer, meeting)
        if allowed[meeting.organ_id]:
            found.append(meeting)
    return found


def _page(request: HttpRequest, viewer: Viewer, found: Proposal, status: int = 200, **shown: Any) -> HttpResponse:
    """The page of a proposal; `shown` holds forms as they were sent, and why something was not done."""
    votes = list(
        queries.votes_for(viewer)
        .filter(item__placement__proposal=found)
        .exclude(state=Vote.State.CANCELLED)
        .order_by("opened_at")
    )
    runs = any(vote.state in {Vote.State.OPEN, Vote.State.CLOSED} for vote in votes)
    may_edit = may_edit_proposal(viewer, found)
    matters = _matters(viewer)
    meetings = _coming(viewer, found) if found.state in {Proposal.State.DRAFT, Proposal.State.PROPOSED} else []
    context = {
        "proposal": found,
        "title": queries.wording_of(found)[0],
        "steps": thread_steps(found, viewer),
        "matter_name": matters.get(found.matter, found.matter),
        "columns": columns(found.text),
        "placements": found.placements.all(),
        "votes": votes,
        "vote_runs": runs,
        "may_edit": may_edit,
        "may_write": may_write_proposal(viewer, found) and not runs,
        "may_change": may_edit and not runs,
        "settled": sorted(queries.settled_languages(found)) if may_edit else [],
        "form": SideBySideForm(text=found.text),
        "about": AboutForm(
            initial={"matter": found.matter, "field": found.field_id, "audience": found.audience}, matters=matters
        ),
        "place": PlaceForm(meetings=meetings, proposal=found) if meetings else None,
        "may_ask": may_ask_members(viewer, found) and not runs,
        **shown,
    }
    return render(request, "decisions/proposal.html", context, status=status)
