"""What was there when the agenda was made and is gone when it is voted on: a proposal, a candidate's seat."""

from datetime import timedelta

import pytest

from quattropole import clock
from quattropole.access.rules import NotPossible
from quattropole.decisions import actions
from quattropole.decisions.models import Election, Proposal, Vote
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Network, Person
from tests.decisions import hall as halls


def nominated(network: Network) -> tuple[halls.Hall, AgendaItem, Election, Person]:
    """An election with one candidate."""
    hall, item = halls.election(network)
    election = Election.objects.get(item=item)
    candidate = hall.house.mayors[1]
    actions.nominate(election, candidate, by=hall.chair)
    return hall, item, election, candidate


def resign(person: Person) -> None:
    """Every mandate of the person ended yesterday."""
    person.mandates.update(ends=clock.today() - timedelta(days=1))


def test_no_round_is_opened_on_a_withdrawn_proposal(network: Network) -> None:
    hall, item, election, _candidate = nominated(network)
    actions.withdraw_proposal(halls.placement_of(item).proposal, by=hall.secretary)
    with pytest.raises(NotPossible):
        actions.open_round(election, method="named", by=hall.chair)
    assert not Vote.objects.exists()


def test_proposal_to_elect_is_not_withdrawn_while_a_round_runs(network: Network) -> None:
    hall, item, election, _candidate = nominated(network)
    actions.open_round(election, method="named", by=hall.chair)
    with pytest.raises(NotPossible):
        actions.withdraw_proposal(halls.placement_of(item).proposal, by=hall.secretary)
    assert Proposal.objects.get().state == Proposal.State.PROPOSED


def test_candidate_who_lost_the_seat_is_not_voted_on(network: Network) -> None:
    hall, _item, election, candidate = nominated(network)
    resign(candidate)
    with pytest.raises(NotPossible, match=str(candidate)):
        actions.open_round(election, method="named", by=hall.chair)


def test_candidate_who_lost_the_seat_during_the_round_is_not_elected(network: Network) -> None:
    hall, _item, election, candidate = nominated(network)
    vote = actions.open_round(election, method="named", by=hall.chair)
    choice = election.candidacies.get().choice
    halls.cast(hall, vote, {place: choice for place, (_s, who) in enumerate(hall.seated) if who != candidate})
    actions.close_vote(vote, by=hall.chair)
    resign(candidate)
    with pytest.raises(NotPossible, match=str(candidate)):
        actions.declare_vote(vote, by=hall.chair)
    election.refresh_from_db()
    assert not election.mandates.exists()
    actions.cancel_vote(vote, by=hall.chair)
    actions.withdraw_candidacy(election.candidacies.get(), by=hall.chair)
    assert Election.objects.get().state in (Election.State.FAILED, Election.State.VOTING)
