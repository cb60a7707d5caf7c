"""Opening a vote; what other rooms ask before it, and add when it is broken off."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.electorate import Electorate, freeze, gather
from quattropole.decisions.models import Amendment, Election, Proposal, Vote
from quattropole.decisions.queries import presence_json, proposed_by_of, texts_present, wording_under
from quattropole.decisions.rules import may_run_votes
from quattropole.live import Topic, publish
from quattropole.meetings.models import AgendaItem, Convocation, Meeting
from quattropole.meetings.queries import seats_of
from quattropole.network.models import City
from quattropole.texts.localized import Localized

YES_NO_ABSTAIN = ("yes", "no", "abstain")


def locked_vote(vote: Vote, *states: str) -> Vote:
    """The vote, locked against everyone who casts or closes; raises `NotPossible` unless in one of `states`."""
    locked = (
        Vote.objects.select_for_update(of=("self",)).select_related("item__meeting__organ", "proposal").get(pk=vote.pk)
    )
    if locked.state not in states:
        raise NotPossible(_("The vote is %(state)s.") % {"state": locked.get_state_display()})
    return locked


def only_chair() -> str:
    """Who may run votes, as those who may not are told."""
    return _("Only the person who chairs the meeting may do this.")


def _open_meeting(item: AgendaItem, by: Viewer) -> Meeting:
    meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("organ__network", "network")
        .get(pk=item.meeting_id)
    )
    require(may_run_votes(by, meeting), only_chair())
    if meeting.state != Meeting.State.OPEN:
        raise NotPossible(_("The meeting is not in session."))
    if Vote.objects.filter(item=item, state__in=[Vote.State.OPEN, Vote.State.CLOSED]).exists():
        raise NotPossible(_("A vote on this item is already running."))
    return meeting


def _convocation_ok(meeting: Meeting) -> bool:
    convocation = Convocation.objects.filter(meeting=meeting).order_by("number").last()
    return convocation is not None and not convocation.findings.get("refused", True)


@dataclass(frozen=True)
class Question:
    """What is put to the vote: its wording in every language, its matter in the charter, the choices on the ballot.

    `places`: how many candidates one ballot may name; `number`: the round of an election.
    """

    titles: Localized
    bodies: Localized
    matter: str
    choices: Sequence[str] = YES_NO_ABSTAIN
    proposal: Proposal | None = None
    amendment: Amendment | None = None
    election: Election | None = None
    number: int = 1
    places: int = 1


before_opening: list[Callable[[AgendaItem, Question, str], str | None]] = []
"""What other rooms ask before a vote is opened: the item, what is asked, how it is voted on; why not, or None."""

at_opening: list[Callable[[Vote, Viewer], None]] = []
"""What else begins with a vote, in its transaction."""

secret_demands: list[Callable[[AgendaItem], int]] = []
"""How many of those present demand that votes on an item be secret; votes on procedure are open all the same."""

breaking_off: list[Callable[[Vote, Viewer], None]] = []
"""What else follows when a vote is broken off, in its transaction."""


def secret_demanded_by(item: AgendaItem, question: Question) -> int:
    """How many seats demand that this question be answered in secret."""
    if question.matter == "procedural":
        return 0
    return max((demanded(item) for demanded in secret_demands), default=0)


def begin_vote(item: AgendaItem, question: Question, *, method: str, by: Viewer) -> Vote:
    """Ask the charter, then open the vote for the seats that are present. Callers check what is voted on.

    Raises `Refused` with the charter's findings, `NotPossible` where the meeting or the item does not allow it.
    """
    meeting = _open_meeting(item, by)
    for asked in before_opening:
        obstacle = asked(item, question, method)
        if obstacle:
            raise NotPossible(obstacle)
    electorate = gather(item, meeting)
    findings = charter.open_vote(
        by.network.charter.on(clock.today()),
        charter.OpenVoteFacts(
            organ=meeting.organ.key,
            matter=question.matter,
            on=clock.today(),
            item_named_in_convocation=item.named_in_id is not None,
            proposed_by=proposed_by_of(item),
            presence=electorate.presence,
            convocation_ok=_convocation_ok(meeting),
            office=question.election.office.key if question.election else None,
            second_call=meeting.second_call_of_id is not None,
            secret=method == Vote.Method.SECRET,
            secret_demanded_by=secret_demanded_by(item, question),
            weights=electorate.weights,
            texts_present=texts_present(question.titles, question.bodies) if question.proposal else None,
        ),
    )
    if findings.refused:
        raise Refused(findings)
    _require_countable(meeting, question, method, electorate)
    vote = Vote.objects.create(
        network=by.network,
        item=item,
        proposal=question.proposal,
        amendment=question.amendment,
        election=question.election,
        round=question.number,
        matter=question.matter,
        method=method,
        unit=electorate.unit,
        choices=list(question.choices),
        places=question.places,
        titles=question.titles,
        bodies=question.bodies,
        opened_at=clock.now(),
        opened_by=by.person,
        opening=findings.as_dict(),
        presence={**presence_json(electorate.presence), **_measures(meeting, question)},
        cities=electorate.large_cities if method == Vote.Method.SECRET else [],
    )
    freeze(vote, electorate)
    for deed in at_opening:
        deed(vote, by)
    record(
        "vote opened",
        vote,
        by=by.person,
        network=by.network,
        method=method,
        round=question.number,
        matter=question.matter,
    )
    publish(meeting.pk, Topic.VOTES)
    return vote


def _measures(meeting: Meeting, question: Question) -> dict[str, Any]:
    """What else the majority is measured against, written down as it is now: members, inhabitants of the cities."""
    statutes = meeting.network.charter.on(clock.today())
    bases = frozenset() if question.election else statutes.bases_for(meeting.organ.key, question.matter)
    found: dict[str, Any] = {}
    if charter.Base.MEMBERS in bases and statutes.membership.kind is charter.MemberKind.SEAT:
        found["members"] = sum(1 for place in seats_of(meeting) if place.person is not None)
    if charter.Base.POPULATION in bases:
        seated = City.objects.filter(seats__in=[place.seat for place in seats_of(meeting)]).distinct()
        sizes = dict(seated.values_list("slug", "population"))
        found["populations"] = sizes if all(sizes.values()) else {}
    return found


def _require_countable(meeting: Meeting, question: Question, method: str, electorate: Electorate) -> None:
    """Raise `NotPossible` for a way of voting that cannot give the figures which the result needs."""
    if method == Vote.Method.NAMED:
        return
    hands = method == Vote.Method.HANDS
    if hands and any(weight != 1 for weight in electorate.weights):
        raise NotPossible(_("Seats weigh differently here; hands cannot be counted. Vote by name."))
    statutes = meeting.network.charter.on(clock.today())
    if question.election or not statutes.counts_cities(meeting.organ.key, question.matter):
        return
    cite = statutes.majority_for(meeting.organ.key, question.matter).source.cite
    if hands:
        raise NotPossible(
            _("Each city’s vote counts here (%(cite)s); hands are counted for the whole room. Vote by name.")
            % {"cite": cite}
        )
    if electorate.small_cities:
        raise NotPossible(
            _(
                "Each city’s vote counts here (%(cite)s). In secret it would show who votes how where fewer than "
                "%(least)s seats are there: %(cities)s. Vote by name."
            )
            % {
                "cite": cite,
                "least": charter.SMALLEST_SECRET_GROUP,
                "cities": ", ".join(electorate.small_cities),
            }
        )


def require_open_proposal(item: AgendaItem) -> Proposal | None:
    """The proposal under the item, locked until the transaction ends, so that nobody withdraws it while a vote opens.

    None where the item has none; raises `NotPossible` where it is withdrawn or decided.
    """
    proposal = (
        Proposal.objects.select_for_update(of=("self",)).select_related("text").filter(placements__item=item.pk).first()
    )
    if proposal is not None and proposal.state not in {Proposal.State.DRAFT, Proposal.State.PROPOSED}:
        raise NotPossible(_("This proposal is closed; it cannot be voted on."))
    return proposal


def open_vote(item: AgendaItem, *, method: str, by: Viewer) -> Vote:
    """Open a vote on an agenda item: on its proposal as it reads now, amended or not, or on the item itself."""
    with transaction.atomic():
        item = AgendaItem.objects.select_related("meeting").get(pk=item.pk)
        if item.kind == AgendaItem.Kind.ELECTION:
            raise NotPossible(_("This item is an election; open a round of it."))
        proposal = require_open_proposal(item)
        if proposal is not None:
            titles, bodies = wording_under(item)
        elif item.matter:
            titles, bodies = item.titles, item.notes
        else:
            raise NotPossible(_("Nothing is decided under this item."))
        question = Question(titles, bodies, item.matter or "procedural", proposal=proposal)
        return begin_vote(item, question, method=method, by=by)
