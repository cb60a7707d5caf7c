"""Votes under way, as the people in the room see them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from quattropole.access.rules import audience_filter
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Ballot, Elector, Vote


@dataclass(frozen=True)
class BallotView:
    """A seat for which the viewer votes in a vote, and what was cast for it."""

    elector: Elector
    ballot: Ballot | None


def running_votes(viewer: Viewer) -> QuerySet[Vote]:
    """Open votes in which the viewer sits on a seat."""
    return (
        Vote.objects.filter(
            audience_filter(viewer, "item__meeting__organ", "item__"),
            state=Vote.State.OPEN,
            electors__person=viewer.person,
        )
        .select_related("item__meeting__organ", "election__office")
        .distinct()
        if viewer.person
        else Vote.objects.none()
    )


def votes_to_declare(viewer: Viewer) -> QuerySet[Vote]:
    """Closed votes whose result has not been declared."""
    return Vote.objects.filter(
        audience_filter(viewer, "item__meeting__organ", "item__"), state=Vote.State.CLOSED
    ).select_related("item__meeting__organ")


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
