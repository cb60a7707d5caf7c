"""The whole way of a vote through the database, counted again by another program (votelib) from the single ballots."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from votelib.convert import ApprovalToSimpleVotes
from votelib.evaluate.core import Plurality, Tie
from votelib.evaluate.threshold import AbsoluteThreshold

from quattropole import clock
from quattropole.charter import Choice, Majority, Source, Tally
from quattropole.decisions import actions, queries
from quattropole.decisions.models import Ballot, Candidacy, Election, Elector, Proposal, Vote
from quattropole.decisions.verify import counted
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Network
from tests import factories
from tests.charter.oracles import by_oracle
from tests.decisions import hall as halls
from tests.decisions.statutes import with_majority, with_presidency

FEW = settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
SEATS = 12
MAJORITIES = [
    'more_than = "1/2"',
    'at_least = "2/3"',
    'more_than = "1/2"\nof = "present"',
    'at_least = "3/5"\nof = "seats"',
    'more_than = "1/2"\nalso = [{ at_least = "3/4", of = "cities" }, { more_than = "1/2", of = "population" }]',
    'more_than = "1/2"\nof = "cities"\nalso = [{ more_than = "1/2" }]',
]
weights = st.one_of(st.integers(0, 3), st.fractions(0, 3, max_denominator=6)).map(str)
cast_or_not = st.sampled_from(["yes", "yes", "no", "abstain", None])


@pytest.fixture(params=MAJORITIES)
def motion(request: Any, db: None) -> Iterator[tuple[halls.Hall, AgendaItem]]:
    """An assembly of twelve seats that decides under one of several majorities."""
    network = factories.make_network(charter=with_majority(request.param))
    with scope(network=network):
        house = halls.furnish(network)
        for size, city in enumerate(house.cities, start=1):
            type(city).objects.filter(pk=city.pk).update(population=size * 10_000)
        meeting = halls.plan(house.assembly)
        proposal = halls.proposed(house, matter="strategic")
        item = actions.place_proposal(proposal, meeting, by=factories.make_viewer(house.secretary))
        yield halls.begin(house, meeting), AgendaItem.objects.get(pk=item.pk)


def weigh(hall: halls.Hall, vote: Vote, seat_weights: list[str]) -> None:
    """Give the seats of a vote their weights, as statutes could."""
    for (seat, _person), weight in zip(hall.seated, seat_weights, strict=True):
        Elector.objects.filter(vote=vote, seat=seat).update(votes=weight)
    everybody = str(sum((Fraction(weight) for weight in seat_weights), Fraction(0)))
    Vote.objects.filter(pk=vote.pk).update(presence=vote.presence | {"present_votes": everybody, "votes": everybody})


def put_in(hall: halls.Hall, vote: Vote, ballots: Mapping[int, str]) -> Vote:
    """Ballots by place, and the vote closed."""
    Ballot.objects.bulk_create(
        Ballot(
            network=hall.house.network,
            vote=vote,
            seat=hall.seated[place][0],
            person=hall.seated[place][1],
            choice=choice,
            cast_at=clock.now(),
        )
        for place, choice in ballots.items()
    )
    return actions.close_vote(Vote.objects.get(pk=vote.pk), by=hall.chair)


def rule_of(tally: Tally) -> Majority:
    """The majority that was asked for."""
    return Majority(tally.threshold, tally.base, tally.strict, Source(""), also=tuple(map(rule_of, tally.parts)))


def test_motion_in_the_database_carries_where_votelib_lets_it_pass(motion: tuple[halls.Hall, AgendaItem]) -> None:
    hall, item = motion
    populations = {city.slug: size * 10_000 for size, city in enumerate(hall.house.cities, start=1)}

    @FEW
    @given(st.lists(weights, min_size=SEATS, max_size=SEATS), st.lists(cast_or_not, min_size=SEATS, max_size=SEATS))
    def agree(seat_weights: list[str], choices: list[str | None]) -> None:
        vote = actions.open_vote(item, method="named", by=hall.chair)
        weigh(hall, vote, seat_weights)
        ballots = {place: choice for place, choice in enumerate(choices) if choice is not None}
        closed = put_in(hall, vote, ballots)
        findings = queries.motion_findings(closed, clock.today())
        assert findings.tally is not None
        seats = [
            (seat.city.slug if seat.city else "", Fraction(weight), None if choice is None else Choice(choice))
            for (seat, _person), weight, choice in zip(hall.seated, seat_weights, choices, strict=True)
        ]
        assert findings.carried is by_oracle(rule_of(findings.tally), seats, populations)
        assert sum((Fraction(votes) for votes in queries.choice_counts(closed).values()), Fraction(0)) == sum(
            (weight for _city, weight, _choice in seats), Fraction(0)
        )
        actions.cancel_vote(closed, by=hall.chair)

    agree()


@pytest.fixture
def presidency(db: None) -> Iterator[tuple[halls.Hall, list[Candidacy]]]:
    """An assembly that elects a presidency of two from four candidates."""
    network = factories.make_network(charter=with_presidency())
    with scope(network=network):
        hall, _item = halls.election(network)
        office = hall.house.presidency
        type(office).objects.filter(pk=office.pk).update(places=2)
        office.mandates.update(ends=hall.meeting.day)
        stand = [actions.nominate(Election.objects.get(), one, by=hall.secretary) for one in hall.house.mayors]
        yield hall, stand


def test_block_votes_in_the_database_elect_whom_votelib_elects(
    presidency: tuple[halls.Hall, list[Candidacy]],
) -> None:
    hall, stand = presidency
    keys = [candidate.choice for candidate in stand]
    named = st.frozensets(st.sampled_from(keys), min_size=1, max_size=2)

    @FEW
    @given(
        st.lists(weights, min_size=SEATS, max_size=SEATS),
        st.lists(st.one_of(named, st.none(), st.just("abstain")), min_size=SEATS, max_size=SEATS),
    )
    def agree(seat_weights: list[str], choices: list[Any]) -> None:
        vote = actions.open_round(Election.objects.get(), method="named", by=hall.chair)
        weigh(hall, vote, seat_weights)
        ballots = {
            place: choice if isinstance(choice, str) else "+".join(sorted(choice))
            for place, choice in enumerate(choices)
            if choice is not None
        }
        closed = put_in(hall, vote, ballots)
        outcome = queries.round_outcome(closed, clock.today())
        together: dict[frozenset[str], Fraction] = {}
        for weight, choice in zip(seat_weights, choices, strict=True):
            if isinstance(choice, frozenset):
                together[choice] = together.get(choice, Fraction(0)) + Fraction(weight)
        votes = ApprovalToSimpleVotes().convert(together)
        cast = sum(together.values(), Fraction(0))
        over = AbsoluteThreshold(cast / 2, accept_equal=False).evaluate(votes) if cast else []
        chosen = Plurality().evaluate({name: votes[name] for name in over}, 2) if over else []
        assert set(outcome.elected) == {one for one in chosen if not isinstance(one, Tie)}
        assert set(outcome.tied) == set().union(*(one for one in chosen if isinstance(one, Tie)))
        assert outcome.votes_cast == cast
        assert {name: given for name, given in outcome.ranking if given} == {n: v for n, v in votes.items() if v}
        actions.cancel_vote(closed, by=hall.chair)

    agree()


def test_declared_results_of_random_votes_verify(network: Network) -> None:
    hall, item = halls.assembly(network)
    declared = []

    @settings(FEW, max_examples=6)
    @given(st.lists(weights, min_size=SEATS, max_size=SEATS), st.lists(cast_or_not, min_size=SEATS, max_size=SEATS))
    def declare(seat_weights: list[str], choices: list[str | None]) -> None:
        Proposal.objects.update(state=Proposal.State.PROPOSED)
        vote = actions.open_vote(AgendaItem.objects.get(pk=item.pk), method="named", by=hall.chair)
        weigh(hall, vote, seat_weights)
        closed = put_in(hall, vote, {place: one for place, one in enumerate(choices) if one is not None})
        result = actions.declare_vote(closed, by=hall.chair).result
        declared.append(result)
        assert sum(Fraction(votes) for votes in result["counts"].values()) == Fraction(result["entitled"])
        assert sum(result["per_mille"].values()) in {0, 1000}

    declare()
    assert declared
    assert list(counted()) == []
