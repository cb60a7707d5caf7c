"""What is decided under the items of an agenda, for one reader, in a constant number of reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Amendment, Candidacy, Election, Placement, Vote
from quattropole.decisions.queries.elections import eligible_for, going_on
from quattropole.decisions.queries.votes import RUNNING, VoteView, vote_views
from quattropole.decisions.rules import (
    is_own_candidacy,
    may_nominate,
    may_place_proposal,
    may_run_votes,
    may_see_proposal,
)
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.meetings.rules import may_prepare
from quattropole.network.models import City, Person


@dataclass(frozen=True)
class ElectionView:
    """An election as a reader sees it."""

    election: Election
    candidates: tuple[Candidacy, ...]
    rounds: tuple[VoteView, ...]
    standing: tuple[Candidacy, ...]
    eligible: tuple[Person, ...]
    withdrawable: frozenset[int]
    may_nominate: bool
    may_run: bool
    meeting_open: bool

    @property
    def is_nominating(self) -> bool:
        """Whether candidates can be put up."""
        return self.election.state == Election.State.NOMINATING

    @property
    def takes_pairs(self) -> bool:
        """Whether two can stand together: two places are open, and nobody stands alone."""
        up = [candidate for candidate in self.candidates if candidate.withdrawn_at is None]
        return self.election.office.places == 2 and all(candidate.partner_id for candidate in up)

    @property
    def takes_single(self) -> bool:
        """Whether people can stand alone: nobody stands as one of two."""
        return not any(candidate.partner_id for candidate in self.candidates if candidate.withdrawn_at is None)

    @property
    def running(self) -> VoteView | None:
        """The round that is open, or closed and not declared."""
        return next((view for view in self.rounds if view.vote.state in RUNNING), None)

    @property
    def step_back(self) -> frozenset[int]:
        """The candidacies that this reader can take back now: of those who still stand, outside a running round."""
        over = self.election.state in {Election.State.DECIDED, Election.State.FAILED}
        if over or self.running is not None:
            return frozenset()
        return self.withdrawable & frozenset(candidate.pk for candidate in self.standing)

    @property
    def is_run_off(self) -> bool:
        """Whether the next round is a run-off."""
        return any(view.vote.state == Vote.State.DECLARED for view in self.rounds)

    @property
    def may_open_round(self) -> bool:
        """Whether the chair can open the next round now."""
        over = self.election.state in {Election.State.DECIDED, Election.State.FAILED}
        return self.may_run and self.meeting_open and not over and self.running is None and bool(self.standing)


@dataclass(frozen=True)
class ItemBusiness:
    """What is decided under one item."""

    item: AgendaItem
    placement: Placement | None
    may_see_proposal: bool
    election: ElectionView | None
    votes: tuple[VoteView, ...]
    may_run: bool
    meeting_open: bool
    amendments_first: bool = False

    @property
    def running(self) -> VoteView | None:
        """The vote that is open, or closed and not declared."""
        return next((view for view in self.votes if view.vote.state in RUNNING), None)

    @property
    def declared(self) -> list[VoteView]:
        """The votes with a result."""
        return [view for view in self.votes if view.vote.state == Vote.State.DECLARED]

    @property
    def may_open(self) -> bool:
        """Whether the chair can open a vote on the item now."""
        if not (self.may_run and self.meeting_open) or self.running or self.item.kind == AgendaItem.Kind.ELECTION:
            return False
        if self.placement is not None:
            is_open = self.placement.put_off_at is None and self.placement.proposal.state in {"draft", "proposed"}
            return is_open and not self.amendments_first
        decided = (view.vote.matter == self.item.matter and not view.vote.amendment_id for view in self.declared)
        return bool(self.item.matter) and not any(decided)

    @property
    def is_anything(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.placement or self.votes or self.election or self.may_open)


@dataclass
class AgendaBusiness:
    """What is decided in a meeting, item by item."""

    meeting: Meeting
    items: dict[int, ItemBusiness] = field(default_factory=dict)
    cities: dict[str, City] = field(default_factory=dict)
    may_place: bool = False

    @property
    def running(self) -> list[VoteView]:
        """All votes under way."""
        return [item.running for item in self.items.values() if item.running]


def cities_by_slug() -> dict[str, City]:
    """The cities by slug, for results that name them so."""
    return {city.slug: city for city in City.objects.order_by("position")}


def election_views(
    viewer: Viewer, meeting: Meeting, elections: Iterable[Election], rounds: dict[int, VoteView], *, may_run: bool
) -> dict[int, ElectionView]:
    """The elections of one meeting by the primary key of their item."""
    listed = list(elections)
    if not listed:
        return {}
    nominating = may_nominate(viewer, meeting)
    manages = may_run or may_prepare(viewer, meeting.organ)
    candidates: dict[int, list[Candidacy]] = {}
    for candidate in Candidacy.objects.filter(election__in=listed).select_related("person__city", "partner__city"):
        candidates.setdefault(candidate.election_id, []).append(candidate)
    found: dict[int, ElectionView] = {}
    for election in listed:
        here = candidates.get(election.pk, [])
        held = [view for view in rounds.values() if view.vote.election_id == election.pk]
        held.sort(key=lambda view: (view.vote.round, view.vote.opened_at))
        up = {one.pk for candidate in here if candidate.withdrawn_at is None for one in candidate.people}
        open_to = nominating and election.state == Election.State.NOMINATING
        people = eligible_for(election.office, meeting, election.term_begins) if open_to else []
        found[election.item_id] = ElectionView(
            election=election,
            candidates=tuple(here),
            rounds=tuple(held),
            standing=tuple(going_on(here, [view.vote for view in held])),
            eligible=tuple(person for person in people if person.pk not in up),
            withdrawable=frozenset(one.pk for one in here if manages or is_own_candidacy(viewer, one)),
            may_nominate=nominating,
            may_run=may_run,
            meeting_open=meeting.state == Meeting.State.OPEN,
        )
    return found


def waiting_amendments() -> QuerySet[Amendment]:
    """In a query of placements: what is moved against their text and not decided; the text waits for it."""
    return Amendment.objects.filter(placement=OuterRef("pk"), state=Amendment.State.MOVED)


def agenda_business(meeting: Meeting, viewer: Viewer, items: Sequence[AgendaItem] | None = None) -> AgendaBusiness:
    """What is decided in a meeting under its items (all of them unless given); the same reads for 3 and 300 items."""
    listed = list(meeting.items.order_by("position")) if items is None else list(items)
    may_run = may_run_votes(viewer, meeting)
    votes = list(
        Vote.objects.filter(item__meeting=meeting)
        .select_related("item__meeting__organ", "election__office", "proposal", "network")
        .order_by("opened_at", "pk")
    )
    views = vote_views(viewer, votes, may_run=may_run)
    elections = Election.objects.filter(item__meeting=meeting).select_related("office__network", "item__meeting")
    held = election_views(viewer, meeting, elections, views, may_run=may_run)
    placed = Placement.objects.filter(item__meeting=meeting).annotate(amendments_first=Exists(waiting_amendments()))
    placements = {
        placement.item_id: placement
        for placement in placed.select_related(
            "proposal__origin", "proposal__addressee", "proposal__field", "referred_to"
        )
    }
    by_item: dict[int, list[VoteView]] = {}
    for view in views.values():
        by_item.setdefault(view.vote.item_id, []).append(view)
    business = AgendaBusiness(meeting, cities=cities_by_slug(), may_place=may_place_proposal(viewer, meeting))
    for item in listed:
        placement = placements.get(item.pk)
        business.items[item.pk] = ItemBusiness(
            item=item,
            placement=placement,
            may_see_proposal=placement is not None and may_see_proposal(viewer, placement.proposal),
            election=held.get(item.pk),
            votes=tuple(by_item.get(item.pk, ())),
            may_run=may_run,
            meeting_open=meeting.state == Meeting.State.OPEN,
            amendments_first=bool(getattr(placement, "amendments_first", False)),
        )
    return business


__all__ = [
    "AgendaBusiness",
    "ElectionView",
    "ItemBusiness",
    "agenda_business",
    "cities_by_slug",
    "election_views",
]
