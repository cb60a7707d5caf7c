"""Filling an office: candidates, rounds, lots, and the mandates that follow."""

from datetime import date, timedelta

import pytest

from quattropole import charter, clock
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.decisions import actions, queries
from quattropole.decisions.actions.candidacies import eligible, standing_candidates
from quattropole.decisions.models import Candidacy, Election, Proposal, Resolution, Vote
from quattropole.meetings.models import AgendaItem
from quattropole.meetings.rules import may_chair
from quattropole.network.models import Mandate, Network
from tests import factories
from tests.decisions import hall as halls


def _nominate(hall: halls.Hall, *mayors: int) -> list[Candidacy]:
    election = Election.objects.get()
    return [actions.nominate(election, hall.house.mayors[number], by=hall.secretary) for number in mayors]


def _round(hall: halls.Hall, ballots: dict[int, str]) -> Vote:
    vote = actions.open_round(Election.objects.get(), method="named", by=hall.chair)
    halls.cast(hall, vote, ballots)
    return halls.decide(hall, vote)


def test_term_follows_the_charter(network: Network) -> None:
    halls.election(network)
    election = Election.objects.get()
    begins = election.term_begins
    assert (begins.month, begins.day) == (1, 1)
    assert begins >= election.item.meeting.day
    assert election.term_ends == date(begins.year + 1, 12, 31)


def test_only_holders_of_a_seat_in_the_board_can_be_elected(network: Network) -> None:
    hall, _item = halls.election(network)
    election = Election.objects.get()
    assert eligible(election) == hall.house.mayors
    with pytest.raises(NotPossible) as told:
        actions.nominate(election, hall.house.councillors[0], by=hall.secretary)
    assert "Präsidentschaften seit 2015" in str(told.value)


def test_who_nominates(network: Network) -> None:
    hall, _item = halls.election(network)
    election, mayor = Election.objects.get(), hall.house.mayors[1]
    outsider = factories.make_holder(factories.make_organ(network, "group"), hall.house.cities[0])
    with pytest.raises(NotAllowed):
        actions.nominate(election, mayor, by=factories.make_viewer(outsider))
    for person in (hall.secretary, hall.chair, hall.viewer(0)):
        actions.nominate(election, mayor, by=person)
    assert Candidacy.objects.count() == 1


def test_single_candidate_is_voted_for_or_against(network: Network) -> None:
    hall, _item = halls.election(network)
    (candidate,) = _nominate(hall, 1)
    vote = actions.open_round(Election.objects.get(), method="named", by=hall.chair)
    assert vote.choices == [candidate.choice, "no", "abstain"]
    halls.cast(hall, vote, dict.fromkeys(range(7), candidate.choice) | {7: "no", 8: "abstain"})
    declared = halls.decide(hall, vote)
    assert declared.result["carried"] is True
    election = Election.objects.get()
    assert election.state == Election.State.DECIDED
    mandate = election.mandates.get()
    assert mandate.person == hall.house.mayors[1]
    assert (mandate.begins, mandate.ends) == (election.term_begins, election.term_ends)
    entry = Resolution.objects.get()
    assert entry.election == election
    assert set(entry.titles) >= {"de", "fr"}
    assert str(hall.house.mayors[1]) in entry.bodies["fr"]


def test_single_candidate_without_majority_is_not_elected(network: Network) -> None:
    hall, _item = halls.election(network)
    (candidate,) = _nominate(hall, 1)
    declared = _round(hall, {0: candidate.choice, 1: "no"} | dict.fromkeys(range(2, 12), "abstain"))
    assert declared.result["carried"] is False
    assert Election.objects.get().state == Election.State.FAILED
    assert not Resolution.objects.exists()
    assert Mandate.objects.filter(office=hall.house.presidency).count() == 1
    with pytest.raises(NotPossible):
        actions.open_round(Election.objects.get(), method="named", by=hall.chair)


def test_all_abstaining_elects_nobody(network: Network) -> None:
    hall, _item = halls.election(network)
    _nominate(hall, 1)
    assert _round(hall, dict.fromkeys(range(12), "abstain")).result["carried"] is False


def test_two_candidates_need_more_than_half_of_the_votes_cast(network: Network) -> None:
    hall, _item = halls.election(network)
    first, second = _nominate(hall, 1, 2)
    declared = _round(hall, dict.fromkeys(range(5), first.choice) | dict.fromkeys(range(5, 9), second.choice))
    assert declared.result["outcome"]["elected"] == [first.choice]
    assert declared.result["outcome"]["needed"] == 5
    view = queries.result_view(declared.result)
    assert view is not None
    assert view.elected == (str(hall.house.mayors[1]),)


def test_run_off_between_the_two_best(network: Network) -> None:
    hall, _item = halls.election(network)
    a, b, c = _nominate(hall, 0, 1, 2)
    ballots = dict.fromkeys(range(5), a.choice) | dict.fromkeys(range(5, 9), b.choice)
    first = _round(hall, ballots | dict.fromkeys(range(9, 12), c.choice))
    assert first.result["carried"] is False
    assert not Resolution.objects.exists()
    election = Election.objects.get()
    assert election.state == Election.State.VOTING
    assert standing_candidates(election) == [a, b]
    with pytest.raises(NotPossible):
        actions.nominate(election, hall.house.mayors[3], by=hall.secretary)
    second = _round(hall, dict.fromkeys(range(5), a.choice) | dict.fromkeys(range(5, 12), b.choice))
    assert second.round == 2
    assert second.result["outcome"]["elected"] == [b.choice]
    assert Election.objects.get().mandates.get().person == hall.house.mayors[1]


def test_tie_in_the_run_off_is_decided_by_a_lot_that_anybody_can_draw_again(network: Network) -> None:
    hall, _item = halls.election(network)
    a, b = _nominate(hall, 1, 2)
    ballots = dict.fromkeys(range(6), a.choice) | dict.fromkeys(range(6, 12), b.choice)
    assert _round(hall, ballots).result["carried"] is False
    second = _round(hall, ballots)
    assert second.result["carried"] is True
    drawn = second.result["lot"]
    closed = AuditEntry.objects.get(act="vote closed", subject_id=second.pk)
    assert drawn["seed"] == closed.digest
    assert closed.details["ballots"] == second.ballots_digest
    assert [charter.lot(drawn["seed"], drawn["between"])] == drawn["drawn"]
    assert second.result["outcome"]["elected"] == drawn["drawn"]
    assert str(queries.result_view(second.result).elected[0]) in second.result["texts"]["de"]
    rules = network.charter.on(hall.meeting.day).offices["president"]
    assert second.result["findings"]["verdicts"][0]["cite"] == rules.tie.source.cite


def test_candidate_steps_back_alone_but_not_while_a_round_runs_or_after_the_election(network: Network) -> None:
    hall, _item = halls.election(network)
    a, b = _nominate(hall, 1, 2)
    outsider = factories.make_holder(factories.make_organ(network, "group"), hall.house.cities[0])
    voter = next(person for _seat, person in hall.seated if person not in hall.house.mayors)
    with pytest.raises(NotAllowed):
        actions.withdraw_candidacy(a, by=factories.make_viewer(outsider))
    with pytest.raises(NotAllowed):
        actions.withdraw_candidacy(a, by=factories.make_viewer(voter))
    actions.withdraw_candidacy(a, by=factories.make_viewer(hall.house.mayors[1]))
    vote = actions.open_round(Election.objects.get(), method="named", by=hall.chair)
    assert vote.choices == [b.choice, "no", "abstain"]
    with pytest.raises(NotPossible):
        actions.withdraw_candidacy(b, by=hall.secretary)
    halls.cast(hall, vote, {0: b.choice})
    halls.decide(hall, vote)
    with pytest.raises(NotPossible):
        actions.withdraw_candidacy(b, by=hall.secretary)


def test_election_fails_when_nobody_is_left_for_the_run_off(network: Network) -> None:
    hall, _item = halls.election(network)
    a, b = _nominate(hall, 1, 2)
    _round(hall, {0: a.choice, 1: b.choice})
    actions.withdraw_candidacy(a, by=hall.secretary)
    assert Election.objects.get().state == Election.State.VOTING
    actions.withdraw_candidacy(b, by=hall.secretary)
    assert Election.objects.get().state == Election.State.FAILED
    assert Proposal.objects.get().state == Proposal.State.REJECTED


def test_candidates_can_all_step_back_before_the_first_round(network: Network) -> None:
    hall, _item = halls.election(network)
    (only,) = _nominate(hall, 1)
    actions.withdraw_candidacy(only, by=hall.secretary)
    assert Election.objects.get().state == Election.State.NOMINATING
    _nominate(hall, 1, 2)
    assert len(standing_candidates(Election.objects.get())) == 2


def test_round_needs_a_candidate_and_the_chair(network: Network) -> None:
    hall, item = halls.election(network)
    with pytest.raises(NotPossible):
        actions.open_round(Election.objects.get(), method="named", by=hall.chair)
    _nominate(hall, 1)
    with pytest.raises(NotAllowed):
        actions.open_round(Election.objects.get(), method="named", by=hall.secretary)
    with pytest.raises(NotPossible):
        actions.open_vote(item, method="named", by=hall.chair)


def test_election_without_the_boards_proposal_is_refused(network: Network) -> None:
    house = halls.furnish(network)
    by = factories.make_viewer(house.secretary)
    draft = factories.make_proposal(house.board, house.assembly, matter="election", office=house.presidency)
    with pytest.raises(Refused) as refused:
        actions.place_proposal(draft, halls.plan(house.assembly), by=by)
    assert "right_of_proposal" in {verdict.rule for verdict in refused.value.findings.refusals}


def test_hands_elect_as_well(network: Network) -> None:
    hall, _item = halls.election(network)
    a, b = _nominate(hall, 1, 2)
    vote = actions.open_round(Election.objects.get(), method="hands", by=hall.chair)
    actions.count_hands(vote, counts={a.choice: 7, b.choice: 3, "abstain": 2}, by=hall.chair)
    assert halls.decide(hall, vote).result["outcome"]["elected"] == [a.choice]


def test_mandate_begins_and_ends_by_itself_and_rights_follow(network: Network) -> None:
    hall, _item = halls.election(network)
    old, new = hall.house.president, hall.house.mayors[1]
    (candidate,) = _nominate(hall, 1)
    _round(hall, dict.fromkeys(range(12), candidate.choice))
    election = Election.objects.get()
    meeting = halls.plan(hall.house.assembly)

    def at(day: date) -> list[bool]:
        clock.set_ahead(clock.ahead() + (day - clock.today()))
        return [may_chair(factories.make_viewer(person), meeting) for person in (old, new)]

    assert at(clock.today()) == [True, False]
    assert at(election.term_begins - timedelta(days=1)) == [True, False]
    assert at(election.term_begins) == [False, True]
    assert election.term_ends is not None
    assert at(election.term_ends) == [False, True]
    assert Mandate.objects.get(person=old, office=hall.house.presidency).ends == election.term_begins - timedelta(
        days=1
    )


def test_decided_election_closes_its_proposal(network: Network) -> None:
    hall, _item = halls.election(network)
    (candidate,) = _nominate(hall, 1)
    _round(hall, dict.fromkeys(range(12), candidate.choice))
    assert Proposal.objects.get().state == Proposal.State.DECIDED
    with pytest.raises(NotPossible):
        actions.place_proposal(Proposal.objects.get(), halls.plan(hall.house.assembly), by=hall.secretary)


def test_failed_election_closes_its_proposal(network: Network) -> None:
    hall, _item = halls.election(network)
    (candidate,) = _nominate(hall, 1)
    _round(hall, {0: "no", 1: candidate.choice})
    assert Proposal.objects.get().state == Proposal.State.REJECTED


def test_term_that_somebody_holds_already_is_not_given_twice(network: Network) -> None:
    hall, _item = halls.election(network)
    election = Election.objects.get()
    Mandate.objects.filter(office=hall.house.presidency).update(ends=election.term_begins - timedelta(days=1))
    factories.make_mandate(hall.house.mayors[2], hall.house.presidency, begins=election.term_begins)
    _nominate(hall, 1)
    with pytest.raises(NotPossible):
        actions.open_round(election, method="named", by=hall.chair)
    assert not Vote.objects.exists()


def test_election_is_prepared_once(network: Network) -> None:
    hall, item = halls.election(network)
    again = actions.prepare_election(AgendaItem.objects.get(pk=item.pk), by=hall.secretary)
    assert again == Election.objects.get()
    with pytest.raises(NotAllowed):
        actions.prepare_election(item, by=hall.viewer(0))
    with pytest.raises(NotPossible):
        actions.prepare_election(factories.make_item(hall.meeting), by=hall.secretary)
