"""What was cast in a vote: ballots by name, counted hands, or the counted slips of a secret vote.

Every figure of a result is added up here. While a secret vote is open, its urn is empty for whoever asks.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from quattropole import charter
from quattropole.access.audit import seal
from quattropole.decisions.models import Ballot, CountedSlip, Elector, HandCount, Means, Participation, Vote
from quattropole.decisions.queries.choices import added_up

Number = int | Fraction
Counts = dict[str, Number]


@dataclass(frozen=True)
class Cast:
    """One ballot, or the hands for one choice. `city` is the slug, empty where the ballot does not say it."""

    choice: str
    votes: Fraction
    city: str = ""
    is_void: bool = False
    is_paper: bool = False


@dataclass(frozen=True)
class Urn:
    """The ballots of a vote, and by city the votes of all who may vote (under "" those of no city, or of none said)."""

    choices: tuple[str, ...]
    entitled: Mapping[str, Fraction]
    ballots: tuple[Cast, ...]
    by_city: bool
    paper: int = 0

    @property
    def valid(self) -> list[Cast]:
        """The ballots that count."""
        return [cast for cast in self.ballots if not cast.is_void]

    @property
    def void(self) -> list[Cast]:
        """The ballots of those who were excluded after they had voted (BGB § 34)."""
        return [cast for cast in self.ballots if cast.is_void]

    @property
    def votes(self) -> Number:
        """The votes of all who may vote, or voted before they were excluded."""
        return sum_of((*self.entitled.values(), _votes(self.void)))

    def counts(self, cast: Iterable[Cast] | None = None) -> Counts:
        """Votes for each choice, `invalid` and `not_voted` included; of the valid ballots unless others are given."""
        given = self.valid if cast is None else cast
        return self._added_up(given, sum(self.entitled.values(), _votes(self.void)))

    def cities(self, cast: Iterable[Cast] | None = None) -> dict[str, Counts]:
        """The same for each city, without choices that nobody there made; empty where ballots do not say their city."""
        if not self.by_city:
            return {}
        given, void = _of_cities(self.valid if cast is None else cast), _of_cities(self.void)
        found: dict[str, Counts] = {}
        for city in sorted({*self.entitled, *given}):
            entitled = self.entitled.get(city, Fraction(0)) + _votes(void.get(city, ()))
            counts = self._added_up(given.get(city, ()), entitled)
            found[city] = {choice: votes for choice, votes in sorted(counts.items()) if votes}
        return found

    def _added_up(self, cast: Iterable[Cast], entitled: Fraction) -> Counts:
        """A void ballot counts as not voted."""
        counts = added_up(self.choices, ((one.choice, one.votes) for one in cast), entitled)
        return {choice: whole(votes) for choice, votes in counts.items()}


def urn_of(vote: Vote) -> Urn:
    """What was cast; two or three queries."""
    electors = {
        seat: (Fraction(votes), city or "", excluded is not None)
        for seat, votes, city, excluded in Elector.objects.filter(vote=vote).values_list(
            "seat_id", "votes", "seat__city__slug", "excluded"
        )
    }
    entitled = _by_city((votes, city) for votes, city, excluded in electors.values() if not excluded)
    choices = tuple(vote.choices)
    if vote.method == Vote.Method.HANDS:
        counted = HandCount.objects.filter(vote=vote).first()
        hands = counted.counts if counted else {}
        return Urn(choices, entitled, tuple(Cast(choice, Fraction(n)) for choice, n in hands.items()), by_city=False)
    if vote.method == Vote.Method.SECRET:
        return _secret(vote, choices, entitled)
    named = []
    for seat, choice, means in Ballot.objects.filter(vote=vote).values_list("seat_id", "choice", "means"):
        votes, city, excluded = electors[seat]
        named.append(Cast(choice, votes, city, is_void=excluded, is_paper=means == Means.PAPER))
    paper = sum(cast.is_paper for cast in named)
    return Urn(choices, entitled, tuple(named), by_city=True, paper=paper)


def _secret(vote: Vote, choices: tuple[str, ...], entitled: Mapping[str, Fraction]) -> Urn:
    """The slips know their city only where that was kept; everybody else is of no city, also among the entitled."""
    rows = CountedSlip.objects.filter(vote=vote).values_list("choice", "votes", "city")
    slips = tuple(Cast(choice, Fraction(votes), city) for choice, votes, city in rows)
    said = {slip.city for slip in slips} - {""}
    merged = _by_city((votes, city if city in said else "") for city, votes in entitled.items())
    paper = Participation.objects.filter(vote=vote, means=Means.PAPER).count()
    return Urn(choices, merged, slips, by_city=bool(said), paper=paper)


def _by_city(votes: Iterable[tuple[Fraction, str]]) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for weight, city in votes:
        found[city] = found.get(city, Fraction(0)) + weight
    return found


def _of_cities(ballots: Iterable[Cast]) -> dict[str, list[Cast]]:
    found: dict[str, list[Cast]] = {}
    for cast in ballots:
        found.setdefault(cast.city, []).append(cast)
    return found


def _votes(ballots: Iterable[Cast]) -> Fraction:
    return sum((cast.votes for cast in ballots), Fraction(0))


def sum_of(votes: Iterable[Fraction]) -> Number:
    """Votes together, a whole number as an integer."""
    return whole(sum(votes, Fraction(0)))


def whole(votes: Fraction) -> Number:
    """A whole number of votes as an integer, anything else as it is."""
    return votes.numerator if votes.denominator == 1 else votes


def show_somebody(ballots: Iterable[Cast]) -> bool:
    """Whether secret ballots, told apart by city, would show how somebody voted: a city with few, or with all alike."""
    cities = _of_cities(ballots).values()
    return any(charter.ballots_identify(Counter(cast.choice for cast in city).values()) for city in cities)


def shown_by_city(vote: Vote, urn: Urn) -> dict[str, Counts]:
    """City slug -> choice -> votes, as everybody may see it: of a secret vote only where it shows nobody's choice."""
    if vote.method == Vote.Method.SECRET and show_somebody(urn.ballots):
        return {}
    return urn.cities()


def ballot_digest(vote: Vote) -> str:
    """SHA-256 over all that was cast: seats and choices in the order of the seats, or slips in that of their codes."""
    if vote.method == Vote.Method.HANDS:
        hands = HandCount.objects.filter(vote=vote).first()
        return seal(hands.counts) if hands else ""
    rows: Iterable[tuple[Any, ...]]
    if vote.method == Vote.Method.SECRET:
        rows = (
            CountedSlip.objects.filter(vote=vote).order_by("receipt").values_list("receipt", "choice", "votes", "city")
        )
    else:
        rows = Ballot.objects.filter(vote=vote).order_by("seat_id").values_list("seat_id", "choice")
    return seal([list(row) for row in rows])
