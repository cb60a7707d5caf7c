"""What is decided under the items of an agenda, for one reader, in a constant number of reads."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Ballot, Candidacy, Election, Elector, HandCount, Placement, Resolution, Vote
from quattropole.decisions.queries.choices import called, is_candidate
from quattropole.decisions.queries.elections import eligible_for, going_on
from quattropole.decisions.queries.results import ResultView, choice_names, result_view
from quattropole.decisions.queries.voting import BallotView
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

RUNNING = frozenset({Vote.State.OPEN, Vote.State.CLOSED})


@dataclass(frozen=True)
class Option:
    """One choice on a ballot, with its hands where hands were counted."""

    key: str
    name: str
    hands: int | None = None


@dataclass(frozen=True)
class VoteView:
    """One vote as a reader sees it. `seats` may vote in it, `cast` of them have."""

    vote: Vote
    names: dict[str, str]
    seats: int
    cast: int
    own: tuple[BallotView, ...]
    electors: tuple[Elector, ...]
    counts: dict[str, int]
    result: ResultView | None
    resolution: Resolution | None
    may_run: bool

    @property
    def is_open(self) -> bool:
        """Whether ballots and hands are taken."""
        return self.vote.state == Vote.State.OPEN

    @property
    def is_closed(self) -> bool:
        """Whether it waits for its declaration."""
        return self.vote.state == Vote.State.CLOSED

    @property
    def is_named(self) -> bool:
        """Whether every seat votes for itself."""
        return self.vote.method == Vote.Method.NAMED

    @property
    def options(self) -> list[Option]:
        """The choices on the ballot, in order."""
        return [Option(key, self.names.get(key, key), self.counts.get(key)) for key in self.vote.choices]

    @property
    def candidates(self) -> list[Option]:
        """The candidates among the choices."""
        return [option for option in self.options if is_candidate(option.key)]

    @property
    def others(self) -> list[Option]:
        """The choices that name nobody."""
        return [option for option in self.options if not is_candidate(option.key)]

    @property
    def chosen(self) -> list[tuple[BallotView, str]]:
        """The own seats that have voted, with what was chosen for them."""
        return [(own, called(self.names, own.ballot.choice)) for own in self.own if own.ballot]

    @property
    def to_cast(self) -> list[BallotView]:
        """The own seats that can still vote."""
        if not self.is_open or not self.is_named:
            return []
        return [own for own in self.own if own.ballot is None and own.elector.excluded is None]

    @property
    def kept_out(self) -> list[BallotView]:
        """The own seats that are excluded from this vote."""
        return [own for own in self.own if own.elector.excluded is not None]

    @property
    def version(self) -> str:
        """Changes when a page that shows the vote has to be shown anew."""
        return f"{self.vote.state}-{len(self.chosen)}-{len(self.kept_out)}"


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
            return self.placement.proposal.state in {"draft", "proposed"}
        return bool(self.item.matter) and not self.declared

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


def vote_views(viewer: Viewer, votes: Sequence[Vote], *, may_run: bool) -> dict[int, VoteView]:
    """Votes (with `election` and `item__meeting` at hand) as the reader sees them; seven queries for any number."""
    keys = [vote.pk for vote in votes]
    elections = {vote.election_id for vote in votes if vote.election_id}
    stood = Candidacy.objects.filter(election__in=elections).select_related("person", "partner") if elections else []
    named: dict[int, dict[str, str]] = {}
    for candidate in stood:
        named.setdefault(candidate.election_id, {})[candidate.choice] = candidate.name
    electors = Elector.objects.filter(vote__in=keys)
    seats = dict(electors.filter(excluded__isnull=True).order_by().values_list("vote").annotate(Count("pk")))
    cast = dict(Ballot.objects.filter(vote__in=keys).order_by().values_list("vote").annotate(Count("pk")))
    own = _own(viewer, keys)
    listed = _electors([vote.pk for vote in votes if vote.state == Vote.State.OPEN]) if may_run else {}
    hands = {count.vote_id: count.counts for count in HandCount.objects.filter(vote__in=keys)}
    entries = {entry.vote_id: entry for entry in Resolution.objects.filter(vote__in=keys).select_related("organ")}
    return {
        vote.pk: VoteView(
            vote=vote,
            names=choice_names(named.get(vote.election_id or 0, {})),
            seats=seats.get(vote.pk, 0),
            cast=cast.get(vote.pk, 0),
            own=tuple(own.get(vote.pk, ())),
            electors=tuple(listed.get(vote.pk, ())),
            counts=hands.get(vote.pk, {}),
            result=result_view(vote.result) if vote.state == Vote.State.DECLARED else None,
            resolution=entries.get(vote.pk),
            may_run=may_run,
        )
        for vote in votes
    }


def _own(viewer: Viewer, votes: list[int]) -> dict[int, list[BallotView]]:
    if viewer.person is None or not votes:
        return {}
    electors = Elector.objects.filter(vote__in=votes, person=viewer.person).select_related("seat__city")
    cast = Ballot.objects.filter(vote__in=votes, person=viewer.person)
    given = {(ballot.vote_id, ballot.seat_id): ballot for ballot in cast}
    found: dict[int, list[BallotView]] = {}
    for elector in electors.order_by("seat__number", "seat__key"):
        ballot = given.get((elector.vote_id, elector.seat_id))
        found.setdefault(elector.vote_id, []).append(BallotView(elector, ballot))
    return found


def _electors(votes: list[int]) -> dict[int, list[Elector]]:
    found: dict[int, list[Elector]] = {}
    if votes:
        rows = Elector.objects.filter(vote__in=votes).select_related("seat__city", "person")
        for elector in rows.order_by("seat__city__position", "seat__number", "seat__key"):
            found.setdefault(elector.vote_id, []).append(elector)
    return found


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


def agenda_business(meeting: Meeting, viewer: Viewer, items: Sequence[AgendaItem] | None = None) -> AgendaBusiness:
    """What is decided in a meeting under its items (all of them unless given); the same reads for 3 and 300 items."""
    listed = list(meeting.items.order_by("position")) if items is None else list(items)
    may_run = may_run_votes(viewer, meeting)
    votes = list(
        Vote.objects.filter(item__meeting=meeting)
        .select_related("item__meeting__organ", "election__office", "proposal")
        .order_by("opened_at", "pk")
    )
    views = vote_views(viewer, votes, may_run=may_run)
    elections = Election.objects.filter(item__meeting=meeting).select_related("office__network", "item__meeting")
    held = election_views(viewer, meeting, elections, views, may_run=may_run)
    placements = {
        placement.item_id: placement
        for placement in Placement.objects.filter(item__meeting=meeting).select_related(
            "proposal__origin", "proposal__addressee", "proposal__field"
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
        )
    return business


__all__ = [
    "AgendaBusiness",
    "ElectionView",
    "ItemBusiness",
    "Option",
    "VoteView",
    "agenda_business",
    "cities_by_slug",
    "election_views",
    "vote_views",
]
