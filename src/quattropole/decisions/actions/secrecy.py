"""Emptying the urn of a secret vote: its slips are counted in the order of their codes, and their traces blurred."""

from collections.abc import Sequence
from fractions import Fraction

from django.db import connection, transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import seal
from quattropole.access.rules import NotPossible
from quattropole.decisions.actions.electorate import is_large
from quattropole.decisions.models import CountedSlip, Elector, Means, Participation, Slip, Vote
from quattropole.decisions.queries.urn import Cast, Number, show_somebody
from quattropole.decisions.receipts import receipt_of_nobody

Row = tuple[str, str, str, str]
"""Receipt, choice, votes, city."""


def count_slips(vote: Vote) -> None:
    """Close a locked, open, secret vote, whose `closed_at` is set: seal and write the counted slips, empty the urn.

    Ballots on paper become slips among the others, with codes that nobody has: alone they would show who chose what.
    Raises `NotPossible` where the slips, or the counted paper ballots, are not as many as the seats that voted.
    """
    _overwrite_what_goes()
    _put_paper_in(vote)
    slips = list(Slip.objects.filter(vote=vote).order_by("receipt").values_list("receipt", "choice", "votes", "city"))
    if len(slips) != Participation.objects.filter(vote=vote).count():
        raise NotPossible(
            _("The urn does not hold one ballot for each seat that voted. Break the vote off; vote again.")
        )
    rows = _cities_kept(vote, slips)
    vote.ballots_digest = seal([list(row) for row in rows])
    vote.state, vote.paper = Vote.State.CLOSED, {}
    vote.save(update_fields=["state", "closed_at", "paper", "ballots_digest"])
    CountedSlip.objects.bulk_create(
        [
            CountedSlip(network=vote.network, vote=vote, receipt=receipt, choice=choice, votes=votes, city=city)
            for receipt, choice, votes, city in rows
        ],
        batch_size=500,
    )
    empty_urn(vote)


def _put_paper_in(vote: Vote) -> None:
    marked = Participation.objects.filter(vote=vote, means=Means.PAPER).count()
    counted = sum(vote.paper.values())
    if marked != counted:
        raise NotPossible(
            _("%(marked)s seats voted on paper, but %(counted)s ballots on paper are counted. Count them first.")
            % {"marked": marked, "counted": counted}
        )
    weight = Elector.objects.filter(vote=vote, excluded__isnull=True).values_list("votes", flat=True).first() or "1"
    Slip.objects.bulk_create(
        [
            Slip(receipt=receipt_of_nobody(), vote=vote, choice=choice, votes=weight)
            for choice, ballots in vote.paper.items()
            for _ballot in range(ballots)
        ]
    )


def _cities_kept(vote: Vote, slips: Sequence[Row]) -> list[Row]:
    """The slips with their cities where the result depends on each city, or where that shows nobody's choice."""
    meeting = vote.item.meeting
    if not vote.election_id and vote.network.charter.on(clock.today()).counts_cities(meeting.organ.key, vote.matter):
        return list(slips)
    weights: dict[str, list[Number]] = {}
    electors = Elector.objects.filter(vote=vote, excluded__isnull=True)
    for city, votes in electors.values_list("seat__city__slug", "votes"):
        weights.setdefault(city or "", []).append(Fraction(votes))
    large = {city for city, here in weights.items() if is_large(here)}
    rows = [(receipt, choice, votes, city if city in large else "") for receipt, choice, votes, city in slips]
    if not show_somebody(Cast(choice, Fraction(votes), city) for _receipt, choice, votes, city in rows):
        return rows
    return [(receipt, choice, votes, "") for receipt, choice, votes, _city in rows]


def empty_urn(vote: Vote) -> None:
    """Take the slips of a vote that is over out of the urn, and write down anew who has voted, seat by seat.

    Whatever the database keeps of when a row came (place, transaction) is then the same for all.
    """
    if not Slip.objects.filter(vote=vote).exists():
        return
    _overwrite_what_goes()
    voted = list(Participation.objects.filter(vote=vote).order_by("seat_id").values_list("seat_id", "means"))
    Participation.objects.filter(vote=vote).delete()
    Participation.objects.bulk_create(
        [Participation(network=vote.network, vote=vote, seat_id=seat, means=means) for seat, means in voted],
        batch_size=500,
    )
    Slip.objects.filter(vote=vote).delete()
    transaction.on_commit(_sweep)


def _overwrite_what_goes() -> None:
    """Have SQLite write noughts over rows that are deleted or changed; PostgreSQL is swept afterwards."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete = ON")


def _sweep() -> None:
    from quattropole.decisions.tasks import sweep_urn

    sweep_urn.enqueue()
