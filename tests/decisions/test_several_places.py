"""Offices with several places: one ballot names several people, two stand together, some places stay open."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django_scopes import scope

from quattropole import charter
from quattropole.access.rules import NotPossible
from quattropole.decisions import actions, queries
from quattropole.decisions.actions.candidacies import eligible, standing_candidates
from quattropole.decisions.models import Ballot, Candidacy, Election, Proposal, Resolution, Vote
from quattropole.decisions.verify import counted
from quattropole.live import Topic, topics
from quattropole.meetings.actions import close_meeting
from quattropole.network.models import Mandate, Network
from tests import factories
from tests.decisions import hall as halls
from tests.decisions import pages
from tests.decisions.statutes import with_presidency


def hall_for(network: Network, *, places: int = 2) -> halls.Hall:
    """An assembly in session that elects a presidency of several, whose predecessor's term has an end."""
    hall, _item = halls.election(network)
    office = hall.house.presidency
    type(office).objects.filter(pk=office.pk).update(places=places)
    election = Election.objects.get()
    Mandate.objects.filter(office=office).update(ends=election.term_begins - timedelta(days=1))
    return hall


@pytest.fixture
def two(db: None) -> Iterator[halls.Hall]:
    network = factories.make_network(charter=with_presidency())
    with scope(network=network):
        yield hall_for(network)


def nominated(hall: halls.Hall, *mayors: int) -> list[Candidacy]:
    election = Election.objects.get()
    return [actions.nominate(election, hall.house.mayors[number], by=hall.secretary) for number in mayors]


def held(hall: halls.Hall, ballots: dict[int, str]) -> Vote:
    vote = actions.open_round(Election.objects.get(), method="named", by=hall.chair)
    halls.cast(hall, vote, ballots)
    return halls.decide(hall, vote)


def naming(*candidates: Candidacy) -> str:
    return "+".join(candidate.choice for candidate in candidates)


def in_office() -> set[str]:
    return {str(mandate.person) for mandate in Election.objects.get().mandates.select_related("person")}


def test_one_ballot_names_as_many_as_are_open_and_counts_for_each(two: halls.Hall) -> None:
    a, b, c = nominated(two, 0, 1, 2)
    vote = held(
        two, dict.fromkeys(range(7), naming(b, a)) | dict.fromkeys(range(7, 10), naming(a, c)) | {10: naming(b)}
    )
    assert (vote.places, vote.choices) == (2, [a.choice, b.choice, c.choice, "abstain"])
    assert vote.result["counts"] == {
        a.choice: 10,
        b.choice: 8,
        c.choice: 3,
        "abstain": 0,
        "invalid": 0,
        "not_voted": 1,
    }
    outcome = vote.result["outcome"]
    assert (outcome["votes_cast"], outcome["needed"], outcome["elected"]) == (11, 6, [a.choice, b.choice])
    assert in_office() == {str(two.house.mayors[0]), str(two.house.mayors[1])}
    assert Election.objects.get().state == Election.State.DECIDED
    kept = {frozenset(choice.split("+")) for choice in Ballot.objects.values_list("choice", flat=True)}
    assert kept == {frozenset(one.choice for one in named) for named in ((a, b), (a, c), (b,))}


def test_ballot_that_names_too_many_or_somebody_unknown_is_refused(two: halls.Hall) -> None:
    a, b, c = nominated(two, 0, 1, 2)
    vote = actions.open_round(Election.objects.get(), method="named", by=two.chair)
    for wrong in (naming(a, b, c), naming(a) + "+c0", naming(a) + "+abstain", "no", "", naming(a) + "+"):
        with pytest.raises(NotPossible):
            halls.cast(two, vote, {0: wrong})
    assert not Ballot.objects.exists()
    halls.cast(two, vote, {0: naming(b, a, b)})
    halls.cast(two, vote, {0: naming(a, b)})
    assert Ballot.objects.get().choice == naming(a, b)
    with pytest.raises(NotPossible):
        halls.cast(two, vote, {0: naming(a, c)})


def test_hands_cannot_name_several_people(two: halls.Hall) -> None:
    nominated(two, 0, 1, 2)
    with pytest.raises(NotPossible):
        actions.open_round(Election.objects.get(), method="hands", by=two.chair)


def test_place_that_stays_open_is_filled_in_a_run_off_for_one(two: halls.Hall) -> None:
    a, b, c = nominated(two, 0, 1, 2)
    first = held(two, dict.fromkeys(range(8), naming(a)) | {8: naming(b), 9: naming(b), 10: naming(c)})
    assert first.result["outcome"]["elected"] == [a.choice]
    assert (
        "In die Stichwahl geht" in first.result["texts"]["de"] or "geht in die Stichwahl" in first.result["texts"]["de"]
    )
    election = Election.objects.get()
    assert election.state == Election.State.VOTING
    assert in_office() == {str(two.house.mayors[0])}
    assert standing_candidates(election) == [b, c]
    second = held(two, dict.fromkeys(range(5), naming(b)) | dict.fromkeys(range(5, 12), naming(c)))
    assert (second.places, second.result["outcome"]["elected"]) == (1, [c.choice])
    assert in_office() == {str(two.house.mayors[0]), str(two.house.mayors[2])}
    assert [entry.vote.round for entry in Resolution.objects.order_by("number")] == [1, 2]
    assert Proposal.objects.get().state == Proposal.State.DECIDED


def test_election_ends_with_those_elected_where_nobody_is_left_for_the_rest(two: halls.Hall) -> None:
    a, b, c = nominated(two, 0, 1, 2)
    held(two, dict.fromkeys(range(8), naming(a)) | {8: naming(b), 9: naming(c)})
    actions.withdraw_candidacy(b, by=two.secretary)
    assert Election.objects.get().state == Election.State.VOTING
    actions.withdraw_candidacy(c, by=two.secretary)
    assert Election.objects.get().state == Election.State.DECIDED
    assert in_office() == {str(two.house.mayors[0])}


def test_as_many_candidates_as_places_can_be_voted_against(two: halls.Hall) -> None:
    a, b = nominated(two, 0, 1)
    vote = held(two, dict.fromkeys(range(5), naming(a, b)) | {5: naming(a)} | dict.fromkeys(range(6, 11), "no"))
    assert vote.result["counts"]["no"] == 5
    assert vote.result["outcome"]["needed"] == 6
    assert vote.result["outcome"]["elected"] == [a.choice]
    assert vote.result["outcome"]["run_off"] == []
    assert Election.objects.get().state == Election.State.DECIDED


def test_one_candidate_for_two_places_is_enough(two: halls.Hall) -> None:
    (a,) = nominated(two, 1)
    vote = held(two, dict.fromkeys(range(12), naming(a)))
    assert (vote.places, vote.choices) == (1, [a.choice, "no", "abstain"])
    assert Election.objects.get().state == Election.State.DECIDED


def test_parts_of_overlapping_votes_are_of_the_ballots(two: halls.Hall) -> None:
    a, b, c = nominated(two, 0, 1, 2)
    vote = held(two, dict.fromkeys(range(9), naming(a, b)) | {9: naming(c), 10: "abstain", 11: "abstain"})
    assert vote.result["per_mille"] == {a.choice: 750, b.choice: 750, c.choice: 83, "abstain": 167}


def test_last_place_is_drawn_by_lot_between_those_who_are_level(two: halls.Hall) -> None:
    a, b, c = nominated(two, 0, 1, 2)
    ballots = dict.fromkeys(range(4), naming(a, b)) | dict.fromkeys(range(4, 8), naming(a, c))
    vote = held(two, ballots | dict.fromkeys(range(8, 12), naming(b, c)))
    assert vote.result["outcome"]["tied"] == [a.choice, b.choice, c.choice]
    lot = vote.result["lot"]
    assert tuple(lot["drawn"]) == charter.draw(lot["seed"], lot["between"], 2)
    assert vote.result["outcome"]["elected"] == lot["drawn"]
    assert len(in_office()) == 2


def test_tied_round_is_repeated_between_the_tied_where_the_statutes_say_so(db: None) -> None:
    network = factories.make_network(charter=with_presidency(then="repeat"))
    with scope(network=network):
        hall = hall_for(network)
        a, b, c = nominated(hall, 0, 1, 2)
        ballots = dict.fromkeys(range(5), naming(a, b)) | dict.fromkeys(range(5, 10), naming(a, c))
        first = held(hall, ballots | dict.fromkeys(range(10, 12), naming(b, c)))
        assert first.result["outcome"]["tied"] == [b.choice, c.choice] == first.result["outcome"]["run_off"]
        assert first.result["lot"] == {}
        assert standing_candidates(Election.objects.get()) == [b, c]
        assert held(hall, dict.fromkeys(range(7), naming(b)) | {7: naming(c)}).places == 1
        assert in_office() == {str(hall.house.mayors[0]), str(hall.house.mayors[1])}


def test_two_stand_together_and_both_are_elected(two: halls.Hall) -> None:
    election, mayors = Election.objects.get(), two.house.mayors
    one = actions.nominate(election, mayors[0], partner=mayors[1], by=two.secretary)
    assert actions.nominate(election, mayors[1], partner=mayors[0], by=two.secretary) == one
    other = actions.nominate(election, mayors[2], partner=mayors[3], by=two.secretary)
    vote = held(two, dict.fromkeys(range(8), naming(one)) | dict.fromkeys(range(8, 12), naming(other)))
    assert (vote.places, vote.choices) == (1, [one.choice, other.choice, "abstain"])
    assert vote.result["outcome"]["elected"] == [one.choice]
    assert in_office() == {str(mayors[0]), str(mayors[1])}
    view = queries.result_view(vote.result)
    assert view is not None
    assert view.elected == (one.name,)
    assert all(str(mayor) in vote.result["names"][one.choice]["fr"] for mayor in mayors[:2])


def test_who_can_stand_together(two: halls.Hall) -> None:
    election, mayors, by = Election.objects.get(), two.house.mayors, two.secretary
    with pytest.raises(NotPossible):
        actions.nominate(election, mayors[0], partner=mayors[0], by=by)
    with pytest.raises(NotPossible):
        actions.nominate(election, mayors[0], partner=two.house.councillors[0], by=by)
    pair = actions.nominate(election, mayors[0], partner=mayors[1], by=by)
    with pytest.raises(NotPossible):
        actions.nominate(election, mayors[2], partner=mayors[1], by=by)
    with pytest.raises(NotPossible):
        actions.nominate(election, mayors[2], by=by)
    actions.withdraw_candidacy(pair, by=factories.make_viewer(mayors[1]))
    again = actions.nominate(election, mayors[0], partner=mayors[2], by=by)
    assert (again, again.partner) == (pair, mayors[2])
    assert actions.nominate(election, mayors[1], partner=mayors[3], by=by).partner == mayors[3]


def test_pairs_are_for_two_places_only(network: Network) -> None:
    hall, _item = halls.election(network)
    with pytest.raises(NotPossible):
        actions.nominate(Election.objects.get(), hall.house.mayors[0], partner=hall.house.mayors[1], by=hall.secretary)


def test_place_that_somebody_has_for_the_term_is_not_open(two: halls.Hall) -> None:
    election = Election.objects.get()
    factories.make_mandate(two.house.mayors[3], two.house.presidency, begins=election.term_begins)
    assert queries.open_places(election) == 1
    a, b = nominated(two, 0, 1)
    vote = held(two, dict.fromkeys(range(8), naming(a)) | {8: naming(b)})
    assert vote.places == 1
    assert Election.objects.get().state == Election.State.DECIDED


def test_no_round_is_opened_where_all_places_are_held(two: halls.Hall) -> None:
    election = Election.objects.get()
    for mayor in two.house.mayors[2:]:
        factories.make_mandate(mayor, two.house.presidency, begins=election.term_begins)
    nominated(two, 0)
    with pytest.raises(NotPossible):
        actions.open_round(election, method="named", by=two.chair)


def test_nobody_is_eligible_for_more_terms_in_a_row_than_the_statutes_allow(db: None) -> None:
    source = factories.charter_source().replace(
        'years = 2\nstarts = "01-01"\nacting_after = true\n', 'years = 2\nstarts = "01-01"\nconsecutive = 1\n', 1
    )
    network = factories.make_network(charter=source)
    with scope(network=network):
        hall, _item = halls.election(network)
        election = Election.objects.get()
        assert eligible(election) == hall.house.mayors[1:]
        with pytest.raises(NotPossible) as told:
            nominated(hall, 0)
        assert "Amtszeit von zwei Jahren" in str(told.value)


def test_verify_computes_several_places_and_their_lot_again(two: halls.Hall) -> None:
    a, b, c = nominated(two, 0, 1, 2)
    ballots = dict.fromkeys(range(4), naming(a, b)) | dict.fromkeys(range(4, 8), naming(a, c))
    held(two, ballots | dict.fromkeys(range(8, 12), naming(b, c)))
    assert list(counted()) == []


def test_meeting_that_closes_between_two_rounds_keeps_who_was_elected(two: halls.Hall) -> None:
    a, b, c = nominated(two, 0, 1, 2)
    held(two, dict.fromkeys(range(8), naming(a)) | {8: naming(b), 9: naming(c)})
    close_meeting(two.meeting, by=two.chair)
    assert Election.objects.get().state == Election.State.DECIDED
    assert Proposal.objects.get().state == Proposal.State.DECIDED


def test_election_that_its_meeting_ends_may_be_held_in_another(network: Network) -> None:
    hall, _item = halls.election(network)
    a, b = nominated(hall, 1, 2)
    ballots = dict.fromkeys(range(6), a.choice) | dict.fromkeys(range(6, 12), b.choice)
    assert held(hall, ballots).result["outcome"]["run_off"]
    close_meeting(hall.meeting, by=hall.chair)
    assert Election.objects.get().state == Election.State.FAILED
    item = actions.place_proposal(Proposal.objects.get(), halls.plan(hall.house.assembly), by=hall.secretary)
    assert Election.objects.get(item=item).state == Election.State.NOMINATING


def test_pair_is_nominated_and_elected_from_the_page(two: halls.Hall) -> None:
    network, mayors = two.house.network, two.house.mayors
    network.hosts = ["testserver"]
    network.save()
    client = pages.signed_in(two.house.secretary)
    election = Election.objects.get()
    shown = pages.page(client, pages.address("election", election.pk))
    assert 'name="partner"' in shown
    pages.sent(client, pages.address("nominate", election.pk), person=mayors[0].pk, partner=mayors[1].pk)
    pair = Candidacy.objects.get()
    assert (pair.person, pair.partner) == (mayors[0], mayors[1])
    told = pages.sent(client, pages.address("nominate", election.pk), 409, person=mayors[2].pk)
    assert "qp-notice--danger" in told
    shown = pages.page(client, pages.address("election", election.pk))
    assert str(mayors[0]) in shown
    assert f'<option value="{mayors[1].pk}"' not in shown


def test_ballot_for_several_is_ticked_on_the_page_and_kept_where_it_names_too_many(two: halls.Hall) -> None:
    two.house.network.hosts = ["testserver"]
    two.house.network.save()
    a, b, c = nominated(two, 0, 1, 2)
    vote = actions.open_round(Election.objects.get(), method="named", by=two.chair)
    seat, person = two.seated[0]
    client = pages.signed_in(person)
    shown = pages.page(client, pages.address("vote", vote.pk))
    assert shown.count('type="checkbox"') == 3
    everybody = [a.choice, b.choice, c.choice]
    told = pages.sent(client, pages.address("cast", vote.pk), 409, seat=seat.pk, choice=everybody)
    assert told.count(" checked") == 3
    assert not Ballot.objects.exists()
    pages.sent(client, pages.address("cast", vote.pk), seat=seat.pk, choice=[b.choice, a.choice])
    assert Ballot.objects.get().choice == naming(a, b)
    shown = pages.page(client, pages.address("vote", vote.pk))
    assert f"{a.name}, {b.name}" in shown


def test_live_pages_hear_of_candidates(
    two: halls.Hall, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    said: list[tuple[int, frozenset[Topic]]] = []
    monkeypatch.setattr(topics, "listeners", [lambda meeting, what: said.append((meeting, what))])
    with django_capture_on_commit_callbacks(execute=True):
        (a,) = nominated(two, 0)
    assert said == [(two.meeting.pk, frozenset({Topic.VOTES}))]
    with django_capture_on_commit_callbacks(execute=True):
        nominated(two, 0)
    assert len(said) == 1
    with django_capture_on_commit_callbacks(execute=True):
        actions.withdraw_candidacy(a, by=two.secretary)
    assert len(said) == 2
