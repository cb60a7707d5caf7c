"""Elections: who is elected, who goes into the run-off, and a lot that anybody can draw again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from hashlib import sha256

from quattropole.charter import wording
from quattropole.charter.counting import least, number_json
from quattropole.charter.model import Base, Json, Number, RunOffCount, Tie
from quattropole.charter.offices import OfficeRules
from quattropole.charter.values import Fact, Votes

TIE_TEXT = {Tie.REPEAT: "tie_repeat", Tie.LOT: "tie_lot", Tie.NONE: "tie"}
PART = "part_"


@dataclass(frozen=True, slots=True)
class ElectionOutcome:
    """The outcome of a round. ``text_key``: ``elected``, ``run_off``, ``tie_repeat``, ``tie_lot``, ``tie``, ``none``;
    with ``part_`` before it where some places were filled, and not all.

    ``needed``: the votes that elect, measured against ``base_votes`` (with ``relative`` the most votes are enough);
    ``run_off``: who stands in the next round; ``tied``: between whom a lot decides or the round is repeated;
    ``ranking``: all candidates with their votes, best first.
    """

    round: int
    elected: tuple[str, ...]
    run_off: tuple[str, ...]
    tie: bool
    tied: tuple[str, ...]
    needed: Number
    votes_cast: Number
    text_key: str
    ranking: tuple[tuple[str, Number], ...]
    base: Base
    base_votes: Number
    threshold: Fraction
    strict: bool
    relative: bool

    def text(self, lang: str, names: Mapping[str, str] | None = None) -> str:
        """The outcome in words; ``names``: what to call the candidates."""
        called = names or {}
        facts: dict[str, Fact] = {
            "round": self.round,
            "elected": tuple(called.get(key, key) for key in self.elected),
            "run_off": tuple(called.get(key, key) for key in self.run_off),
            "tied": tuple(called.get(key, key) for key in self.tied),
            "needed": Votes(self.needed),
            "votes_cast": Votes(self.votes_cast),
        }
        return wording.sentence(f"election.{self.text_key}", facts, lang)

    def as_dict(self) -> dict[str, Json]:
        return {
            "round": self.round,
            "elected": list(self.elected),
            "run_off": list(self.run_off),
            "tie": self.tie,
            "tied": list(self.tied),
            "needed": number_json(self.needed),
            "votes_cast": number_json(self.votes_cast),
            "ranking": [[key, number_json(votes)] for key, votes in self.ranking],
            "base": self.base.value,
            "base_votes": number_json(self.base_votes),
            "threshold": str(self.threshold),
            "strict": self.strict,
            "relative": self.relative,
        }


def elect(
    office: OfficeRules,
    ballots: Mapping[str, Number],
    round: int = 1,  # noqa: A002 - the word of the field; the built-in is for floats, which we do not use
    *,
    against: Number = 0,
    abstain: Number = 0,
    invalid: Number = 0,
    present: Number | None = None,
    valid_ballots: Number | None = None,
    places: int | None = None,
) -> ElectionOutcome:
    """Who is elected in this round.

    ``ballots``: votes for each candidate; ``against``: votes against a single candidate (or against all);
    ``valid_ballots``: ballots cast and valid, needed where one ballot may name several people; ``places``: how many
    are still to be filled (all of the office unless given; one where pairs stand for an office of two).
    Abstentions and invalid ballots are not cast; they matter only where the charter asks for a majority of those
    ``present``. Round 2 and later are run-offs. Raises ValueError where a count contradicts itself.
    """
    if places is not None:
        office = replace(office, places=places)
    cast = valid_ballots if valid_ballots is not None else sum(ballots.values()) + against
    _check(ballots, cast, against, abstain, invalid, present)
    ranking = tuple(sorted(ballots.items(), key=lambda entry: (-entry[1], entry[0])))
    by_most = relative(office, round)
    reaches = _reaches_relative if by_most else _reaches_share
    enough = [entry for entry in ranking if entry[1] and reaches(office, ranking, entry[1], cast, against, present)]
    elected, tied = _fill(enough, office.places)
    run_off: tuple[str, ...] = ()
    text_key = "elected"
    if len(elected) < office.places:
        rest = [(key, votes) for key, votes in ranking if key not in elected and votes]
        tied, run_off, text_key = _further(office, round, elected, tied, rest)
    return ElectionOutcome(
        round=round,
        elected=elected,
        run_off=run_off,
        tie=bool(tied),
        tied=tied,
        needed=_needed(office, ranking, round, cast, against, present),
        votes_cast=cast,
        text_key=text_key,
        ranking=ranking,
        base=Base.CAST if by_most else office.majority.of,
        base_votes=cast if by_most else _base(office, cast, present),
        threshold=office.majority.threshold,
        strict=office.majority.strict,
        relative=by_most,
    )


def _further(
    office: OfficeRules,
    number: int,
    elected: tuple[str, ...],
    tied: tuple[str, ...],
    rest: list[tuple[str, Number]],
) -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """Where places stay open: between whom there is a tie, who goes into another round, and what that is called."""
    open_places = office.places - len(elected)
    part = PART if elected else ""
    if not tied and number > 1 and rest:
        tied = _tied_at_top(rest, open_places)
    if tied:
        again = tied if office.tie.then is Tie.REPEAT else ()
        return tied, again, part + TIE_TEXT[office.tie.then]
    run_off = _run_off(rest, office.run_off.between * open_places, last=number > 1)
    return (), run_off, part + ("run_off" if run_off else "none")


def _check(
    ballots: Mapping[str, Number],
    cast: Number,
    against: Number,
    abstain: Number,
    invalid: Number,
    present: Number | None,
) -> None:
    if any(votes < 0 for votes in (*ballots.values(), against, abstain, invalid)):
        raise ValueError("a candidate cannot have fewer than no votes")
    if any(votes > cast for votes in ballots.values()):
        raise ValueError(f"a candidate has more votes than the {cast} ballots cast")
    if present is not None and cast + abstain + invalid > present:
        raise ValueError(f"{cast + abstain + invalid} ballots, but only {present} votes are present")


def relative(office: OfficeRules, number: int) -> bool:
    """Whether the most votes are enough in this round."""
    return office.majority.relative or (number > 1 and office.run_off.decided_by is RunOffCount.MOST_VOTES)


def _needed(
    office: OfficeRules,
    ranking: tuple[tuple[str, Number], ...],
    number: int,
    cast: Number,
    against: Number,
    present: Number | None,
) -> Number:
    """The votes that elect; with a relative majority, one more than the first who is not elected."""
    if relative(office, number):
        rivals = [votes for _, votes in ranking[office.places :]][:1]
        return max([*rivals, against if len(ranking) <= office.places else 0]) + 1
    rule = office.majority
    return least(_base(office, cast, present), rule.threshold, strict=rule.strict)


def _base(office: OfficeRules, cast: Number, present: Number | None) -> Number:
    if office.majority.of is Base.CAST:
        return cast
    if present is None:
        raise ValueError(f"the majority is of {office.majority.of.value}: say how many votes that is")
    return present


def _reaches_relative(
    office: OfficeRules,
    ranking: tuple[tuple[str, Number], ...],
    votes: Number,
    cast: Number,
    against: Number,
    present: Number | None,
) -> bool:
    """Level with the last who could still be elected; ties there are found by _fill."""
    if len(ranking) <= office.places:
        return votes > against
    return votes >= ranking[office.places][1]


def _reaches_share(
    office: OfficeRules,
    ranking: tuple[tuple[str, Number], ...],
    votes: Number,
    cast: Number,
    against: Number,
    present: Number | None,
) -> bool:
    rule = office.majority
    bound = _base(office, cast, present) * rule.threshold
    return votes > bound or (votes == bound and not rule.strict)


def _fill(enough: list[tuple[str, Number]], places: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who takes the places, and who is level for the last of them."""
    if len(enough) <= places:
        return tuple(key for key, _ in enough), ()
    last = enough[places - 1][1]
    if enough[places][1] < last:
        return tuple(key for key, _ in enough[:places]), ()
    clear = tuple(key for key, votes in enough if votes > last)
    return clear, tuple(key for key, votes in enough if votes == last)


def _tied_at_top(rest: list[tuple[str, Number]], places: int) -> tuple[str, ...]:
    """Who leads a run-off without its majority, where more are level than places are open."""
    level = tuple(key for key, votes in rest if votes == rest[0][1])
    return level if len(level) > places else ()


def _run_off(rest: list[tuple[str, Number]], between: int, *, last: bool) -> tuple[str, ...]:
    """The best of a round, with all who are level at the cut; nobody where a run-off would be the same round again."""
    if not between or len(rest) < 2:
        return ()
    cut = rest[min(between, len(rest)) - 1][1]
    best = tuple(key for key, votes in rest if votes >= cut)
    return () if last and len(best) == len(rest) else best


def lots(seed: str, candidates: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The candidates in the order in which the lot falls on them, each with its mark.

    A mark is the SHA-256 of "seed, line feed, candidate" in hexadecimal; the lowest comes first. Anybody can check it.
    """
    marks = {candidate: sha256(f"{seed}\n{candidate}".encode()).hexdigest() for candidate in candidates}
    return tuple(sorted(marks.items(), key=lambda entry: entry[1]))


def lot(seed: str, candidates: Iterable[str]) -> str:
    """Draw one candidate: the same seed and the same candidates, in any order, always give the same one.

    Raises ValueError without candidates.
    """
    return draw(seed, candidates, 1)[0]


def draw(seed: str, candidates: Iterable[str], places: int) -> tuple[str, ...]:
    """Draw as many of the candidates as there are places, as `lots` orders them. Raises ValueError for too few."""
    order = tuple(candidate for candidate, _mark in lots(seed, candidates))
    if not order:
        raise ValueError("the lot is empty: nobody to draw")
    if not 0 < places <= len(order):
        raise ValueError(f"{places} cannot be drawn of {len(order)}")
    return order[:places]
