"""Votes under way, as the people in the room see them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Ballot, Elector, Vote
from quattropole.meetings.rules import visible_items
from quattropole.texts.queries import wordings_of


@dataclass(frozen=True)
class BallotView:
    """A seat for which the viewer votes in a vote, and what was cast for it."""

    elector: Elector
    ballot: Ballot | None


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
        .exclude(matter="procedural")
        .prefetch_related(wordings_of("proposal__text"))
        .order_by("declared_at", "pk")
    )


def ballots_of(viewer: Viewer, vote: Vote) -> list[BallotView]:
    """The seats for which the viewer votes, with the ballots cast for them."""
    if viewer.person is None:
        return []
    electors = list(Elector.objects.filter(vote=vote, person=viewer.person).select_related("seat__city"))
    given = {b.seat_id: b for b in Ballot.objects.filter(vote=vote, seat__in=[e.seat_id for e in electors])}
    return [BallotView(elector, given.get(elector.seat_id)) for elector in electors]


def electors_of(vote: Vote) -> list[BallotView]:
    """All seats of the vote with their ballots, by city and number; two queries."""
    electors = (
        Elector.objects.filter(vote=vote)
        .select_related("seat__city", "person")
        .order_by("seat__city__position", "seat__number", "seat__key")
    )
    given = {ballot.seat_id: ballot for ballot in Ballot.objects.filter(vote=vote)}
    return [BallotView(elector, given.get(elector.seat_id)) for elector in electors]
