"""Votes under way, as the people in the room see them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Ballot, Elector, Means, Participation, Vote
from quattropole.decisions.queries.choices import called
from quattropole.decisions.queries.facts import completed_wording, texts_present
from quattropole.decisions.rules import may_register
from quattropole.meetings.models import Meeting
from quattropole.meetings.rules import visible_items
from quattropole.network.models import City
from quattropole.texts.queries import wordings_of


@dataclass(frozen=True)
class BallotView:
    """A seat in a vote, and what was cast for it; of a secret vote only that it was (`took_part`: by which means)."""

    elector: Elector
    ballot: Ballot | None
    took_part: str = ""

    @property
    def has_voted(self) -> bool:
        """Whether there is a ballot of the seat."""
        return self.ballot is not None or bool(self.took_part)

    @property
    def is_paper(self) -> bool:
        """Whether it came on paper."""
        return Means.PAPER in (self.took_part, self.ballot.means if self.ballot else "")

    @property
    def is_void(self) -> bool:
        """Whether it counts for nothing, because the seat was excluded after it had voted (BGB § 34)."""
        return self.ballot is not None and self.elector.excluded is not None


def votes_for(viewer: Viewer) -> QuerySet[Vote]:
    """The votes under items that the viewer may see; whoever sits in a meeting sees what its organ sees."""
    return Vote.objects.filter(item__in=visible_items(viewer)).select_related(
        "item__meeting__organ", "election__office", "proposal__origin", "proposal__addressee"
    )


def running_votes(viewer: Viewer) -> QuerySet[Vote]:
    """Open votes in which the viewer sits on a seat, their own or as a substitute."""
    if viewer.person is None:
        return Vote.objects.none()
    sits = Elector.objects.filter(vote=OuterRef("pk"), person=viewer.person)
    return votes_for(viewer).filter(Exists(sits), state=Vote.State.OPEN)


def votes_to_declare(viewer: Viewer) -> QuerySet[Vote]:
    """Closed votes whose result has not been declared."""
    return votes_for(viewer).filter(state=Vote.State.CLOSED)


def votes_to_register(viewer: Viewer) -> QuerySet[Vote]:
    """What was carried and declared but is not in the register yet, because a language is missing."""
    return (
        votes_for(viewer)
        .filter(state=Vote.State.DECLARED, result__carried=True, resolution__isnull=True)
        .exclude(Q(matter="procedural") | Q(amendment__isnull=False))
        .select_related("item__placement")
        .prefetch_related(wordings_of("proposal__text"))
        .order_by("declared_at", "pk")
    )


def ballots_of(viewer: Viewer, vote: Vote) -> list[BallotView]:
    """The seats for which the viewer votes, with the ballots cast for them."""
    if viewer.person is None:
        return []
    electors = list(Elector.objects.filter(vote=vote, person=viewer.person).select_related("seat__city"))
    return _with_ballots(vote, electors)


def electors_of(vote: Vote) -> list[BallotView]:
    """All seats of the vote with what was cast for them, by city and number; two queries."""
    electors = (
        Elector.objects.filter(vote=vote)
        .select_related("seat__city", "person")
        .order_by("seat__city__position", "seat__number", "seat__key")
    )
    return _with_ballots(vote, list(electors))


def _with_ballots(vote: Vote, electors: list[Elector]) -> list[BallotView]:
    seats = [elector.seat_id for elector in electors]
    if vote.method == Vote.Method.SECRET:
        took = Participation.objects.filter(vote=vote, seat__in=seats)
        means = dict(took.values_list("seat_id", "means"))
        return [BallotView(elector, None, means.get(elector.seat_id, "")) for elector in electors]
    given = {ballot.seat_id: ballot for ballot in Ballot.objects.filter(vote=vote, seat__in=seats)}
    return [BallotView(elector, given.get(elector.seat_id)) for elector in electors]


@dataclass(frozen=True)
class CityBallots:
    """How the seats of one city voted; `city` is None for seats that belong to none."""

    city: City | None
    ballots: tuple[tuple[Elector, str, str], ...]


def roll_call(vote: Vote, names: dict[str, str]) -> list[CityBallots]:
    """Who voted how in a vote by name, city by city: the elector, the choice, and what the choice is called."""
    found: dict[int | None, list[tuple[Elector, str, str]]] = {}
    cities: dict[int | None, City | None] = {}
    for line in electors_of(vote):
        city = line.elector.seat.city
        choice = line.ballot.choice if line.ballot else "excluded" if line.elector.excluded else "not_voted"
        cities[city.pk if city else None] = city
        words = _("Excluded") if choice == "excluded" else called(names, choice)
        if line.is_paper:
            words = _("%(choice)s (on paper)") % {"choice": words}
        if line.is_void:
            words = _("%(choice)s; void, the seat is excluded") % {"choice": words}
        found.setdefault(city.pk if city else None, []).append((line.elector, choice, words))
    return [CityBallots(cities[key], tuple(ballots)) for key, ballots in found.items()]


@dataclass(frozen=True)
class Due:
    """A declared vote that waits for the register, the languages it lacks, and whether the viewer may enter it."""

    vote: Vote
    missing: tuple[str, ...]
    may_register: bool


def due_for_register(viewer: Viewer) -> list[Due]:
    """What waits for the register; the number of queries does not depend on how much it is."""
    authentic = viewer.network.authentic_languages
    found: list[Due] = []
    allowed: dict[int, bool] = {}
    for vote in votes_to_register(viewer):
        present = texts_present(*completed_wording(vote))
        missing = tuple(language for language in authentic if language not in present)
        meeting = vote.item.meeting_id
        if meeting not in allowed:
            allowed[meeting] = may_register(viewer, vote)
        found.append(Due(vote, missing, allowed[meeting]))
    return found


def open_votes_in(viewer: Viewer, meeting: Meeting) -> QuerySet[Vote]:
    """What is being voted on in a meeting right now."""
    return votes_for(viewer).filter(item__meeting=meeting, state=Vote.State.OPEN).order_by("pk")
