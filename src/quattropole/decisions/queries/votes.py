"""Votes as a reader sees them: what can be chosen, what was cast, what can be done next."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import (
    Ballot,
    Candidacy,
    Elector,
    HandCount,
    Means,
    Participation,
    Resolution,
    Vote,
)
from quattropole.decisions.queries.choices import PAD, called, is_candidate
from quattropole.decisions.queries.counting import chair_decides
from quattropole.decisions.queries.results import ResultView, choice_names, result_view
from quattropole.decisions.queries.slips import is_listed
from quattropole.decisions.queries.voting import BallotView

RUNNING = frozenset({Vote.State.OPEN, Vote.State.CLOSED})


@dataclass(frozen=True)
class Option:
    """One choice on a ballot, with its hands where hands were counted. `length`: of what the form sends, at least."""

    key: str
    name: str
    hands: int | None = None
    length: int = 0

    @property
    def value(self) -> str:
        """What the form sends."""
        return self.key.ljust(self.length, PAD)


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
    may_enter: bool = False
    voted: frozenset[int] = frozenset()
    on_paper: int = 0
    may_decide_tie: bool = False

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
        """Whether every seat votes for itself, openly."""
        return self.vote.method == Vote.Method.NAMED

    @property
    def is_secret(self) -> bool:
        """Whether nobody sees how a seat votes."""
        return self.vote.method == Vote.Method.SECRET

    @property
    def is_by_ballot(self) -> bool:
        """Whether ballots are cast, openly or in secret, and no hands are counted."""
        return self.vote.method != Vote.Method.HANDS

    @property
    def is_by_city(self) -> bool:
        """Whether one seat casts the votes of its city."""
        return self.vote.unit == Vote.Unit.DELEGATION

    @property
    def options(self) -> list[Option]:
        """The choices on the ballot, in order."""
        length = max(map(len, self.vote.choices), default=0) if self.is_secret else 0
        return [Option(key, self.names.get(key, key), self.counts.get(key), length) for key in self.vote.choices]

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
        if not self.is_open or not self.is_by_ballot:
            return []
        return [own for own in self.own if not own.has_voted and own.elector.excluded is None]

    @property
    def may_exclude(self) -> bool:
        """Whether a seat can be excluded now: in an open vote, and from one by name until the result is declared."""
        runs = self.is_open or (self.is_closed and self.is_named)
        return self.may_run and runs and not self.is_by_city and bool(self.electors)

    @property
    def is_listed(self) -> bool:
        """Whether all its ballots are published under their codes."""
        return is_listed(self.vote)

    @property
    def took_part(self) -> list[BallotView]:
        """The own seats that have voted in secret."""
        return [own for own in self.own if own.took_part]

    @property
    def waiting(self) -> list[Elector]:
        """The seats that can still vote, for those who enter ballots on paper."""
        return [one for one in self.electors if one.excluded is None and one.seat_id not in self.voted]

    @property
    def paper_counted(self) -> int:
        """The secret ballots on paper that are counted so far."""
        return sum(self.vote.paper.values())

    @property
    def paper_options(self) -> list[Option]:
        """What a ballot on paper can say, with how many of the secret ones say it; `invalid` included."""
        counted = self.vote.paper
        keys = [*self.vote.choices, "invalid"]
        return [Option(key, self.names.get(key, key), counted.get(key, 0)) for key in keys]

    @property
    def kept_out(self) -> list[BallotView]:
        """The own seats that are excluded from this vote."""
        return [own for own in self.own if own.elector.excluded is not None]


def vote_views(viewer: Viewer, votes: Sequence[Vote], *, may_run: bool) -> dict[int, VoteView]:
    """Votes (with `election` and `item__meeting` at hand) as the reader sees them; the same queries for any number."""
    keys = [vote.pk for vote in votes]
    secret = [vote.pk for vote in votes if vote.method == Vote.Method.SECRET]
    may_enter = may_run or viewer.is_secretariat
    elections = {vote.election_id for vote in votes if vote.election_id}
    stood = Candidacy.objects.filter(election__in=elections).select_related("person", "partner") if elections else []
    named: dict[int, dict[str, str]] = {}
    for candidate in stood:
        named.setdefault(candidate.election_id, {})[candidate.choice] = candidate.name
    electors = Elector.objects.filter(vote__in=keys)
    seats = dict(electors.filter(excluded__isnull=True).order_by().values_list("vote").annotate(Count("pk")))
    cast = dict(Ballot.objects.filter(vote__in=keys).order_by().values_list("vote").annotate(Count("pk")))
    if secret:
        took_part = Participation.objects.filter(vote__in=secret).order_by().values_list("vote")
        cast |= dict(took_part.annotate(Count("pk")))
    paper = _paper(secret)
    own = _own(viewer, keys)
    running = [vote.pk for vote in votes if vote.state in RUNNING]
    listed = _electors(running) if may_enter else {}
    voted = _voted(running) if may_enter else {}
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
            may_enter=may_enter,
            voted=frozenset(voted.get(vote.pk, ())),
            on_paper=paper.get(vote.pk, 0),
            may_decide_tie=may_run and _is_tie(viewer, vote),
        )
        for vote in votes
    }


def _is_tie(viewer: Viewer, vote: Vote) -> bool:
    """Whether the chair decides the closed vote, where the statutes have the chair do so."""
    today = clock.today()
    organ = viewer.network.charter.on(today).organs.get(vote.item.meeting.organ.key)
    can = vote.state == Vote.State.CLOSED and organ is not None and organ.chair.casting_vote
    return can and chair_decides(vote, today)


def _paper(votes: list[int]) -> dict[int, int]:
    """Secret vote -> seats that vote on paper in it."""
    if not votes:
        return {}
    marked = Participation.objects.filter(vote__in=votes, means=Means.PAPER).order_by().values_list("vote")
    return dict(marked.annotate(Count("pk")))


def _voted(votes: list[int]) -> dict[int, set[int]]:
    """Vote -> seats that have voted in it."""
    found: dict[int, set[int]] = {}
    for model in (Ballot, Participation) if votes else ():
        for vote, seat in model.objects.filter(vote__in=votes).values_list("vote_id", "seat_id"):
            found.setdefault(vote, set()).add(seat)
    return found


def _own(viewer: Viewer, votes: list[int]) -> dict[int, list[BallotView]]:
    if viewer.person is None or not votes:
        return {}
    electors = Elector.objects.filter(vote__in=votes, person=viewer.person).select_related("seat__city")
    cast = Ballot.objects.filter(vote__in=votes, person=viewer.person)
    given = {(ballot.vote_id, ballot.seat_id): ballot for ballot in cast}
    rows = list(electors.order_by("seat__number", "seat__key"))
    took_part = Participation.objects.filter(vote__in=votes, seat__in=[elector.seat_id for elector in rows])
    means = {(vote, seat): by for vote, seat, by in took_part.values_list("vote_id", "seat_id", "means")}
    found: dict[int, list[BallotView]] = {}
    for elector in rows:
        key = (elector.vote_id, elector.seat_id)
        found.setdefault(elector.vote_id, []).append(BallotView(elector, given.get(key), means.get(key, "")))
    return found


def _electors(votes: list[int]) -> dict[int, list[Elector]]:
    found: dict[int, list[Elector]] = {}
    if votes:
        rows = Elector.objects.filter(vote__in=votes).select_related("seat__city", "person")
        for elector in rows.order_by("seat__city__position", "seat__number", "seat__key"):
            found.setdefault(elector.vote_id, []).append(elector)
    return found
