"""What users of other assembly systems complain of, each tried here or where it is named.

- One figure counts heads, another weights: `test_every_figure_counts_weights_and_none_counts_heads`.
- A weight of 0 falls back to 1: `test_declaring.test_weights_are_exact_and_a_weight_of_nothing_counts_nothing`.
- A secret ballot with a unique weight names its voter: `test_ways_of_voting.test_rare_weight_bars_a_secret_vote_...`.
- Two thirds that pass 0:0: `test_two_thirds_of_nothing_carry_nothing`.
- A quorum counted on ballots: `test_quorum_is_of_those_present_however_few_vote`.
- Percentages that differ between screens: `tests/test_same_figures.py`.
- Delegated votes counted wrongly: `test_ways_of_voting` on delegations and on those who carry another's vote.
- Qualified majorities left to the reader: `test_result_says_itself_whether_two_thirds_were_reached`.
- Result lists that freeze with 1,000 participants: `test_result_of_a_thousand_costs_as_many_reads_as_that_of_a_dozen`.
- No machine-readable results: `test_results` on the JSON.
- A small group broken down by city: `test_secret` on breakdowns, `test_results` on what is withheld.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from quattropole import clock
from quattropole.decisions import actions, queries
from quattropole.decisions.models import Ballot, Elector, Proposal, Vote
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Network, Person, Seat
from tests import factories
from tests.decisions import hall as halls
from tests.decisions.pages import address, page, signed_in
from tests.decisions.statutes import with_majority


def test_every_figure_counts_weights_and_none_counts_heads(db: None) -> None:
    network = factories.make_network(charter=with_majority('more_than = "1/2"', votes="5/2"))
    with scope(network=network):
        house = halls.furnish(network)
        meeting = halls.plan(house.assembly)
        by = factories.make_viewer(house.secretary)
        item = actions.place_proposal(halls.proposed(house, matter="strategic"), meeting, by=by)
        hall = halls.begin(house, meeting)
        vote = actions.open_vote(AgendaItem.objects.get(pk=item.pk), method="named", by=hall.chair)
        halls.cast(hall, vote, {0: "yes", 1: "no", 3: "yes", 4: "abstain"})
        result = halls.decide(hall, vote).result
    weights = {place: Fraction(1) if place % 3 == 0 else Fraction(5, 2) for place in range(12)}
    cast = {"yes": weights[0] + weights[3], "no": weights[1], "abstain": weights[4]}
    given = {choice: Fraction(votes) for choice, votes in result["counts"].items()}
    assert given == cast | {"invalid": 0, "not_voted": sum(weights.values()) - sum(cast.values())}
    assert Fraction(result["entitled"]) == sum(weights.values())
    assert Fraction(result["tally"]["votes_cast"]) == cast["yes"] + cast["no"]
    assert result["carried"] is False  # by heads it would be two to one
    assert result["per_mille"] == {choice: round(votes * 1000 / sum(cast.values())) for choice, votes in cast.items()}
    for choice, votes in given.items():
        assert sum(Fraction(city.get(choice, 0)) for city in result["cities"].values()) == votes


@pytest.mark.parametrize("ballots", [{}, dict.fromkeys(range(12), "abstain")])
def test_two_thirds_of_nothing_carry_nothing(db: None, ballots: dict[int, str]) -> None:
    network = factories.make_network(charter=with_majority('at_least = "2/3"', matter="ordinary"))
    with scope(network=network):
        hall, item = halls.assembly(network)
        vote = actions.open_vote(item, method="named", by=hall.chair)
        halls.cast(hall, vote, ballots)
        declared = halls.decide(hall, vote)
        view = queries.result_view(declared.result)
    assert view is not None
    assert (view.carried, view.votes_cast, view.majorities[0].is_met) == (False, 0, False)
    assert view.bar is not None
    assert (view.bar.yes_width, view.bar.no_width) == (0, 0)


def test_quorum_is_of_those_present_however_few_vote(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "yes"})
    result = halls.decide(hall, vote).result
    assert result["carried"] is True
    quorum = next(verdict for verdict in result["findings"]["verdicts"] if verdict["rule"] == "quorum")
    assert (quorum["outcome"], quorum["facts"]["present"]) == ("met", 12)


@pytest.mark.parametrize(("yes", "carried"), [(7, False), (8, True)])
def test_result_says_itself_whether_two_thirds_were_reached(db: None, yes: int, carried: bool) -> None:
    network = factories.make_network(charter=with_majority('at_least = "2/3"', matter="ordinary"))
    with scope(network=network):
        hall, item = halls.assembly(network)
        vote = actions.open_vote(item, method="named", by=hall.chair)
        halls.cast(hall, vote, {place: "yes" if place < yes else "no" for place in range(12)})
        view = queries.result_view(halls.decide(hall, vote).result)
    assert view is not None
    assert (view.carried, view.needed, view.reached) == (carried, 8, yes)
    assert "2/3" in view.majorities[0].rule


def crowd(hall: halls.Hall, item: AgendaItem, size: int) -> Vote:
    """A vote in which so many people, of no city, have voted by name."""
    network = hall.house.network
    organ = factories.make_organ(network, f"crowd-{size}")
    vote = actions.open_vote(item, method="named", by=hall.chair)
    people = Person.objects.bulk_create(
        Person(network=network, slug=f"crowd-{size}-{one}", given_name="Person", family_name=str(one))
        for one in range(size)
    )
    seats = Seat.objects.bulk_create(
        Seat(network=network, organ=organ, key=f"crowd-{size}-{one}", number=100 + one, basis="elected")
        for one in range(size)
    )
    pairs = list(zip(seats, people, strict=True))
    Elector.objects.bulk_create(Elector(network=network, vote=vote, seat=seat, person=one) for seat, one in pairs)
    Ballot.objects.bulk_create(
        Ballot(network=network, vote=vote, seat=seat, person=one, choice="yes", cast_at=clock.now())
        for seat, one in pairs
    )
    Vote.objects.filter(pk=vote.pk).update(presence=vote.presence | {"present_votes": str(size + 12)})
    return vote


def reads(deed: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        deed()
    return len(captured)


def test_result_of_a_thousand_costs_as_many_reads_as_that_of_a_dozen(network: Network) -> None:
    hall, item = halls.assembly(network)
    client = signed_in(hall.seated[0][1])

    def cost(size: int) -> list[int]:
        Proposal.objects.update(state=Proposal.State.PROPOSED)
        vote = crowd(hall, AgendaItem.objects.get(pk=item.pk), size)
        told = [
            reads(lambda: halls.decide(hall, vote)),
            reads(lambda: page(client, address("vote", vote.pk))),
            reads(lambda: page(client, address("result_json", vote.pk))),
        ]
        assert Vote.objects.get(pk=vote.pk).result["counts"]["yes"] == size
        return told

    cost(1)
    assert cost(12) == cost(1000)
