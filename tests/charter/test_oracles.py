"""Our counting beside two other programs' (votelib, pyrankvote): different code, the same winners.

They know plurality, thresholds, approval and ranked ballots; they know no abstentions, invalid ballots, statutes or
verdicts. Where a rule of theirs differs from the law we say so: pyrankvote takes exactly half for a majority.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyrankvote import Ballot as RankedBallot
from pyrankvote import Candidate, instant_runoff_voting, preferential_block_voting
from votelib.convert import ApprovalToSimpleVotes
from votelib.evaluate.approval import QuotaSelector
from votelib.evaluate.core import Plurality, Tie
from votelib.evaluate.threshold import AbsoluteThreshold

from quattropole.charter import (
    Base,
    Bases,
    Choice,
    Count,
    DeclareFacts,
    Majority,
    OfficeRules,
    Presence,
    Source,
    Statutes,
    count_ballots,
    declare_result,
    elect,
    tally,
)
from quattropole.charter.model import Number, RunOffCount
from quattropole.charter.offices import RunOff
from tests.charter.charters import CITIES, TODAY
from tests.charter.oracles import Seat, by_oracle, summed, wins

SOURCE = Source("§ 1")
PEOPLE = ("gros", "leibe", "polfer", "conradt", "britz")

weights = st.one_of(
    st.integers(0, 12), st.fractions(0, 12, max_denominator=12), st.sampled_from([Fraction(1, 3), Fraction(5, 2)])
)
thresholds = st.sampled_from([Fraction(1, 2), Fraction(3, 5), Fraction(2, 3), Fraction(3, 4), Fraction(1)])
choices = st.sampled_from(list(Choice))


@st.composite
def majorities(draw: st.DrawFn) -> Majority:
    """A random majority of a random base, sometimes a double one."""

    def one(also: tuple[Majority, ...] = ()) -> Majority:
        base = draw(st.sampled_from([Base.CAST, Base.PRESENT, Base.SEATS, Base.CITIES, Base.POPULATION]))
        return Majority(draw(thresholds), base, draw(st.booleans()), SOURCE, also=also)

    return one(tuple(one() for _ in range(draw(st.integers(0, 2)))))


@st.composite
def electorates(draw: st.DrawFn) -> list[Seat]:
    """Seats with their city, their weight, and what they cast; None for those who did not vote."""
    size = draw(st.integers(1, 24))
    seats = st.tuples(st.sampled_from(CITIES), weights, st.one_of(st.none(), choices))
    return draw(st.lists(seats, min_size=size, max_size=size))


def ours(rule: Majority, seats: Sequence[Seat], populations: Mapping[str, int]) -> bool:
    everybody = sum((weight for _city, weight, _cast in seats), Fraction(0))
    count = count_ballots([(cast, weight) for _city, weight, cast in seats if cast is not None], everybody)
    groups = {
        city: count_ballots([(cast, weight) for home, weight, cast in seats if home == city and cast is not None])
        for city in CITIES
    }
    for_it = [city for city, group in groups.items() if group.yes > group.no]
    bases = Bases(
        present=everybody,
        seats=everybody + ABSENT,
        cities=len(CITIES),
        cities_yes=len(for_it),
        population=sum(populations.values()),
        population_yes=sum(populations[city] for city in for_it),
    )
    return tally(rule, count, bases).carried


ABSENT = 10
POPULATIONS = {"luxembourg": 136_000, "metz": 120_000, "saarbruecken": 182_000, "trier": 110_000}


@given(majorities(), electorates())
def test_motion_carries_where_votelib_lets_it_pass(rule: Majority, seats: list[Seat]) -> None:
    assert ours(rule, seats, POPULATIONS) is by_oracle(rule, seats, POPULATIONS, ABSENT)


@given(majorities(), electorates())
def test_gate_declares_what_votelib_finds(statutes: Statutes, rule: Majority, seats: list[Seat]) -> None:
    """The whole way: statutes with a random majority, and facts as the platform hands them to the gate."""
    matter = replace(statutes.matters["strategic"], majority=rule, majority_from_law=False)
    organ = replace(statutes.organs["assembly"], quorum=replace(statutes.organs["assembly"].quorum, required=False))
    version = replace(statutes, matters={"strategic": matter}, organs={**statutes.organs, "assembly": organ})
    everybody = sum((weight for _city, weight, _cast in seats), Fraction(0))
    ballots = [(cast, weight) for _city, weight, cast in seats if cast is not None]
    findings = declare_result(
        version,
        DeclareFacts(
            *("assembly", "strategic", TODAY, True, count_ballots(ballots, everybody)),
            Presence(len(seats), len(seats), dict.fromkeys(CITIES, (1, 1)), everybody, everybody + ABSENT),
            groups={
                city: count_ballots([(cast, weight) for home, weight, cast in seats if home == city and cast])
                for city in CITIES
            },
            populations=POPULATIONS,
        ),
    )
    assert findings.carried is by_oracle(rule, seats, POPULATIONS, ABSENT)


@given(st.dictionaries(st.sampled_from(PEOPLE), weights, min_size=1), st.integers(1, 3))
def test_most_votes_elect_whom_votelib_elects(statutes: Statutes, votes: dict[str, Number], places: int) -> None:
    relative = Majority(Fraction(1, 2), Base.CAST, strict=True, source=SOURCE, relative=True)
    office = replace(statutes.offices["president"], majority=relative, places=places)
    assume(len(votes) > places)
    assume(all(votes.values()))
    chosen = Plurality().evaluate(votes, places)
    outcome = elect(office, votes)
    assert set(outcome.elected) == {one for one in chosen if not isinstance(one, Tie)}
    assert set(outcome.tied) == set().union(*(one for one in chosen if isinstance(one, Tie)))


def with_places(statutes: Statutes, places: int) -> OfficeRules:
    return replace(statutes.offices["president"], places=places)


@st.composite
def approvals(draw: st.DrawFn) -> tuple[int, list[tuple[frozenset[str], Number]]]:
    """Places, and ballots that name as many people at most, each with its weight."""
    places = draw(st.integers(1, 3))
    ballot = st.frozensets(st.sampled_from(PEOPLE), min_size=1, max_size=places)
    heavier = st.one_of(st.integers(1, 5), st.fractions(Fraction(1, 4), 5, max_denominator=6))
    return places, draw(st.lists(st.tuples(ballot, heavier), min_size=1, max_size=30))


def simple(ballots: Sequence[tuple[frozenset[str], Number]]) -> dict[str, Number]:
    """The votes of each, added up by votelib."""
    together: dict[frozenset[str], Number] = {}
    for named, weight in ballots:
        together[named] = together.get(named, 0) + weight
    return ApprovalToSimpleVotes().convert(together)


@given(approvals())
def test_block_votes_elect_whom_votelib_elects(
    statutes: Statutes, given_ballots: tuple[int, list[tuple[frozenset[str], Number]]]
) -> None:
    """Several places, an absolute majority of the ballots: over the threshold first, then the most votes."""
    places, ballots = given_ballots
    votes, cast = simple(ballots), sum((weight for _named, weight in ballots), Fraction(0))
    over = AbsoluteThreshold(cast / 2, accept_equal=False).evaluate(votes)
    expected = Plurality().evaluate({name: votes[name] for name in over}, places) if over else []
    outcome = elect(with_places(statutes, places), votes, valid_ballots=cast)
    assert set(outcome.elected) == {one for one in expected if not isinstance(one, Tie)}
    assert set(outcome.tied) == set().union(*(one for one in expected if isinstance(one, Tie)))
    assert dict(outcome.ranking) == votes


@given(st.dictionaries(st.sampled_from(PEOPLE), st.integers(0, 60), min_size=2))
def test_first_round_elects_whom_a_droop_quota_elects(statutes: Statutes, votes: dict[str, int]) -> None:
    assume(sum(votes.values()))
    outcome = elect(statutes.offices["president"], votes)
    assert list(outcome.elected) == QuotaSelector("droop").evaluate(votes, 1)


@st.composite
def rankings(draw: st.DrawFn) -> list[tuple[str, ...]]:
    """Voters who rank three people; an odd number, because pyrankvote takes exactly half for a majority."""
    size = draw(st.integers(0, 20)) * 2 + 1
    return draw(st.lists(st.permutations(PEOPLE[:3]).map(tuple), min_size=size, max_size=size))


def first_choices(ballots: Sequence[tuple[str, ...]], among: Sequence[str]) -> dict[str, int]:
    """What voters cast in a round in which these stand."""
    firsts = [next(name for name in ballot if name in among) for ballot in ballots]
    return {name: firsts.count(name) for name in among}


@given(rankings())
def test_run_off_elects_whom_pyrankvote_elects(statutes: Statutes, ballots: list[tuple[str, ...]]) -> None:
    """Of three candidates the weakest leaves, in a run-off as in an instant one."""
    office = statutes.offices["president"]
    votes = first_choices(ballots, PEOPLE[:3])
    outcome = elect(office, votes)
    if outcome.run_off:
        assume(len(outcome.run_off) == 2)
        outcome = elect(office, first_choices(ballots, outcome.run_off), 2)
    people = {name: Candidate(name) for name in PEOPLE[:3]}
    theirs = instant_runoff_voting(
        list(people.values()), [RankedBallot([people[name] for name in ballot]) for ballot in ballots]
    )
    assert list(outcome.elected) == [winner.name for winner in theirs.get_winners()]


@given(
    st.lists(st.permutations(PEOPLE).map(lambda order: tuple(order[:2])), min_size=1, max_size=31),
    st.integers(2, 2),
)
def test_block_votes_add_up_as_pyrankvote_adds_them(
    statutes: Statutes, ballots: list[tuple[str, ...]], places: int
) -> None:
    people = {name: Candidate(name) for name in PEOPLE}
    ranked = [RankedBallot([people[name] for name in ballot]) for ballot in ballots]
    assume(len({name for ballot in ballots for name in ballot}) > places)
    first = preferential_block_voting(list(people.values()), ranked, places).rounds[0]
    theirs = {result.candidate.name: result.number_of_votes for result in first.candidate_results}
    outcome = elect(
        with_places(statutes, places),
        simple([(frozenset(ballot), 1) for ballot in ballots]),
        valid_ballots=len(ballots),
    )
    assert dict(outcome.ranking) == {name: votes for name, votes in theirs.items() if votes}


@pytest.mark.parametrize("votes", [{"gros": 20, "leibe": 20}, {"gros": 1, "leibe": 1}])
def test_exactly_half_is_a_majority_for_pyrankvote_and_not_for_the_law(
    statutes: Statutes, votes: dict[str, int]
) -> None:
    """The known difference, so that a change of theirs is seen."""
    people = {name: Candidate(name) for name in votes}
    ballots = [RankedBallot([people[name]]) for name, number in votes.items() for _ in range(number)]
    assert instant_runoff_voting(list(people.values()), ballots).get_winners()
    assert elect(statutes.offices["president"], votes).elected == ()


@given(st.dictionaries(st.sampled_from(PEOPLE), st.integers(1, 60), min_size=2), st.integers(0, 20))
def test_run_off_by_most_votes_agrees_with_votelib(statutes: Statutes, votes: dict[str, int], against: int) -> None:
    office = replace(statutes.offices["president"], run_off=RunOff(2, RunOffCount.MOST_VOTES, SOURCE))
    outcome = elect(office, votes, 2, against=against)
    assert set(outcome.elected) == {one for one in Plurality().evaluate(votes, 1) if not isinstance(one, Tie)}


@given(electorates())
def test_abstentions_and_invalid_ballots_stand_for_nobody(seats: list[Seat]) -> None:
    """Taking them away changes nothing in a majority of votes cast (BGH II ZR 164/81)."""
    rule = Majority(Fraction(1, 2), Base.CAST, strict=True, source=SOURCE)
    cast = [seat for seat in seats if seat[2] in (Choice.YES, Choice.NO)]
    assert ours(rule, seats, POPULATIONS) is ours(rule, cast, POPULATIONS)
    assert ours(rule, seats, POPULATIONS) is wins(summed(seats, Choice.YES), summed(seats, Choice.NO))


def test_two_thirds_of_nothing_are_nothing_for_votelib_too() -> None:
    rule = Majority(Fraction(2, 3), Base.CAST, strict=False, source=SOURCE)
    assert not tally(rule, Count()).carried
    assert not by_oracle(rule, [("metz", 1, None)], POPULATIONS)
