"""What the charter asks about a vote, read from the database."""

from fractions import Fraction

from django.db.models import Q

from quattropole import charter
from quattropole.access.audit import seal
from quattropole.decisions.models import Ballot, Elector, HandCount, Proposal, Vote
from quattropole.decisions.queries.choices import added_up, named_by
from quattropole.meetings.models import AgendaItem
from quattropole.meetings.queries import presence
from quattropole.texts.localized import Localized
from quattropole.texts.queries import localized

Number = int | Fraction


def wording_of(proposal: Proposal) -> tuple[Localized, Localized]:
    """Titles and bodies of the proposal's text as they read now, in the languages that have words."""
    return localized(proposal.text)


def amended_wording(item: AgendaItem) -> tuple[Localized, Localized] | None:
    """What carried amendments made of the text under an item: the languages that were amended along, and no other."""
    placement = getattr(item, "placement", None)
    if placement is None or not placement.amended_titles:
        return None
    return Localized(placement.amended_titles), Localized(placement.amended_bodies)


def wording_under(item: AgendaItem) -> tuple[Localized, Localized]:
    """What is decided under an item, as it reads now: amended, or the proposal's own text; empty without a proposal."""
    placement = getattr(item, "placement", None)
    if placement is None:
        return Localized(), Localized()
    return amended_wording(item) or wording_of(placement.proposal)


def texts_present(titles: Localized, bodies: Localized) -> frozenset[str]:
    """The languages in which both the title and the wording are there."""
    return frozenset(titles.languages()) & frozenset(bodies.languages())


def proposed_by_of(item: AgendaItem) -> frozenset[str]:
    """The organs that have proposed what stands under the item, for the charter's right of proposal."""
    placement = getattr(item, "placement", None)
    if placement is None:
        return frozenset(item.proposed_by)
    proposal = placement.proposal
    proposed = {proposal.origin.key} if proposal.proposed_on or placement.purpose == "propose" else set()
    return frozenset(proposed) | frozenset(item.proposed_by)


def ballot_digest(vote: Vote) -> str:
    """SHA-256 over all ballots of the vote: seat and choice, ordered by seat."""
    return seal(
        [list(row) for row in Ballot.objects.filter(vote=vote).order_by("seat_id").values_list("seat_id", "choice")]
    )


def choice_counts(vote: Vote) -> dict[str, Number]:
    """The votes for each choice, `invalid` and `not_voted` included: hands, or the weights of the seats."""
    weights = {
        seat: Fraction(votes)
        for seat, votes in Elector.objects.filter(vote=vote, excluded__isnull=True).values_list("seat_id", "votes")
    }
    ballots: list[tuple[str, Fraction]]
    if vote.method == Vote.Method.HANDS:
        counted = HandCount.objects.filter(vote=vote).first()
        ballots = [(choice, Fraction(hands)) for choice, hands in (counted.counts if counted else {}).items()]
    else:
        cast = Ballot.objects.filter(vote=vote).values_list("seat_id", "choice")
        ballots = [(choice, weights[seat]) for seat, choice in cast]
    counts = added_up(vote.choices, ballots, sum(weights.values(), Fraction(0)))
    return {choice: whole(votes) for choice, votes in counts.items()}


def entitled_votes(vote: Vote) -> Fraction:
    """The votes of all who may vote; those of excluded seats are not among them."""
    electors = Elector.objects.filter(vote=vote, excluded__isnull=True)
    return sum((Fraction(votes) for votes in electors.values_list("votes", flat=True)), Fraction(0))


def whole(votes: Fraction) -> Number:
    """A whole number of votes as an integer, anything else as it is."""
    return votes.numerator if votes.denominator == 1 else votes


def counts_json(counts: dict[str, Number]) -> dict[str, int | str]:
    """Counts for storing: whole numbers as numbers, fractions as "3/4"."""
    return {choice: votes if isinstance(votes, int) else str(votes) for choice, votes in counts.items()}


def count_of(vote: Vote) -> charter.Count:
    """The count of a yes/no vote, for the charter."""
    counts = choice_counts(vote)
    return charter.Count(
        yes=counts["yes"],
        no=counts["no"],
        abstain=counts["abstain"],
        invalid=counts["invalid"],
        not_voted=counts["not_voted"],
    )


def counts_by_city(vote: Vote) -> dict[str, dict[str, Number]]:
    """City slug -> choice -> votes; empty for a show of hands, which is counted for the whole room only."""
    if vote.method == Vote.Method.HANDS:
        return {}
    cities: dict[str, dict[str, Fraction]] = {}
    ballots = dict(Ballot.objects.filter(vote=vote).values_list("seat_id", "choice"))
    electors = Elector.objects.filter(vote=vote, excluded__isnull=True)
    for seat_id, votes, city in electors.values_list("seat_id", "votes", "seat__city__slug"):
        counts = cities.setdefault(city or "", {})
        for choice in named_by(ballots.get(seat_id, "not_voted")):
            counts[choice] = counts.get(choice, Fraction(0)) + Fraction(votes)
    return {
        city: {choice: whole(votes) for choice, votes in sorted(counts.items())}
        for city, counts in sorted(cities.items())
    }


def presence_of(vote: Vote) -> charter.Presence:
    """Who was there when the vote was opened: what a majority of those present is measured against."""
    meeting = vote.item.meeting
    there = meeting.attendances.filter(arrived_at__lte=vote.opened_at).filter(
        Q(left_at__isnull=True) | Q(left_at__gt=vote.opened_at)
    )
    return presence(meeting, there=list(there))


def completed_wording(vote: Vote) -> tuple[Localized, Localized]:
    """The wording voted on; languages that came later are added from the text under its item, amended or not.

    Those voted on never change.
    """
    if vote.election_id:
        return Localized(vote.result["titles"]), Localized(vote.result["bodies"])
    titles, bodies = Localized(vote.titles), Localized(vote.bodies)
    if vote.proposal is not None:
        later_titles, later_bodies = amended_wording(vote.item) or wording_of(vote.proposal)
        titles = Localized({**later_titles, **titles})
        bodies = Localized({**later_bodies, **bodies})
    return titles, bodies


def settled_languages(proposal: Proposal) -> frozenset[str]:
    """The languages in which an organ has carried the proposal: their wording stays as it was voted on."""
    carried = proposal.votes.filter(state=Vote.State.DECLARED, result__carried=True)
    return frozenset(language for vote in carried for language in texts_present(vote.titles, vote.bodies))
