"""The result: computed, declared, registered."""

import random
from datetime import date
from fractions import Fraction

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from quattropole import clock
from quattropole.access.models import Audience, AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.decisions import actions, queries
from quattropole.decisions.actions.registering import digest_of
from quattropole.decisions.models import Elector, Proposal, Resolution, Vote
from quattropole.decisions.rules import may_see_resolution, visible_resolutions
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Network
from quattropole.texts.actions import Change
from tests import factories
from tests.decisions import hall as halls


def test_open_vote_is_not_declared_and_the_verdict_says_so(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    with pytest.raises(Refused) as refused:
        actions.declare_vote(vote, by=hall.chair)
    verdict = refused.value.findings.refusals[0]
    assert verdict.rule == "vote_closed"
    assert verdict.text("de") != verdict.text("fr")
    vote.refresh_from_db()
    assert vote.state == Vote.State.OPEN


def test_declaring_twice_is_not_possible(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "yes"})
    halls.decide(hall, vote)
    with pytest.raises(NotPossible):
        actions.declare_vote(vote, by=hall.chair)
    with pytest.raises(NotPossible):
        actions.cancel_vote(vote, by=hall.chair)
    assert Resolution.objects.count() == 1


@pytest.mark.parametrize(
    ("ballots", "carried"),
    [
        ({}, False),
        (dict.fromkeys(range(12), "abstain"), False),
        ({0: "yes", 1: "no"}, False),
        ({0: "yes"} | dict.fromkeys(range(1, 12), "abstain"), True),
        ({0: "yes", 1: "yes", 2: "no"}, True),
        ({0: "yes", 1: "no", 2: "no"}, False),
    ],
)
def test_majority_is_of_votes_cast(network: Network, ballots: dict[int, str], carried: bool) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, ballots)
    declared = halls.decide(hall, vote)
    assert declared.result["carried"] is carried
    assert Resolution.objects.exists() is carried


def test_statute_change_needs_three_quarters(network: Network) -> None:
    house = halls.furnish(network)
    meeting = halls.plan(house.assembly)
    by = factories.make_viewer(house.secretary)
    items = [
        actions.place_proposal(halls.proposed(house, matter="statute_change"), meeting, by=by) for _number in range(2)
    ]
    hall = halls.begin(house, meeting)
    results = []
    for item, yes in zip(items, (8, 9), strict=True):
        item.refresh_from_db()
        vote = actions.open_vote(item, method="hands", by=hall.chair)
        actions.count_hands(vote, counts={"yes": yes, "no": 12 - yes}, by=hall.chair)
        results.append(halls.decide(hall, vote).result["carried"])
    assert results == [False, True]


def test_result_equals_an_independent_count_and_cities_sum_up(network: Network) -> None:
    hall, item = halls.assembly(network, councillors=5)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    chance = random.Random(2000)
    given = {
        place: choice
        for place in range(len(hall.seated))
        if (choice := chance.choice(["yes", "yes", "no", "abstain", None])) is not None
    }
    halls.cast(hall, vote, given)
    result = halls.decide(hall, vote).result
    counted = {choice: sum(1 for one in given.values() if one == choice) for choice in ("yes", "no", "abstain")}
    assert {choice: result["counts"][choice] for choice in counted} == counted
    assert result["counts"]["not_voted"] == len(hall.seated) - len(given)
    assert result["carried"] is (counted["yes"] > counted["no"])
    assert result["tally"]["votes_cast"] == counted["yes"] + counted["no"]
    assert sum(result["per_mille"].values()) == 1000
    assert set(result["cities"]) == {"luxembourg", "metz", "saarbruecken", "trier"}
    for choice, votes in result["counts"].items():
        assert sum(city.get(choice, 0) for city in result["cities"].values()) == votes
    for city in {"luxembourg", "trier"}:
        there = [place for place, (seat, _person) in enumerate(hall.seated) if seat.city and seat.city.slug == city]
        own = sum(1 for place in there if given.get(place) == "yes")
        assert result["cities"][city].get("yes", 0) == own


def test_weights_are_exact_and_a_weight_of_nothing_counts_nothing(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    weights = ["1/3", "2/3", "0"]
    for weight, (seat, _person) in zip(weights, hall.seated[:3], strict=True):
        Elector.objects.filter(vote=vote, seat=seat).update(votes=weight)
    halls.cast(hall, vote, {0: "yes", 1: "yes", 2: "no"})
    actions.close_vote(vote, by=hall.chair)
    assert queries.choice_counts(vote) == {"yes": 1, "no": 0, "abstain": 0, "invalid": 0, "not_voted": 9}
    Elector.objects.filter(vote=vote, seat=hall.seated[1][0]).update(votes="1/2")
    assert queries.choice_counts(vote)["yes"] == Fraction(5, 6)


def test_result_reads_in_german_and_french(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "yes", 1: "no", 2: "yes"})
    result = halls.decide(hall, vote).result
    sentences = set()
    for language in ("de", "fr", "en"):
        with translation.override(language):
            view = queries.result_view(result)
            assert view is not None
            assert (view.votes_cast, view.needed, view.reached) == (3, 2, 2)
            assert view.bar is not None
            sentences.add(str(view.sentence))
    assert len(sentences) == 3


def test_carried_proposal_enters_the_register_with_its_proof(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, dict.fromkeys(range(12), "yes"))
    halls.decide(hall, vote)
    entry = Resolution.objects.get()
    assert (entry.organ.key, entry.year, entry.number) == ("assembly", clock.today().year, 1)
    assert entry.audience == Audience.PUBLIC
    assert dict(entry.titles) == {"de": "Titel", "fr": "Titre"}
    assert {gate for gate, findings in entry.proof["gates"].items() if findings} == {
        "admit_item",
        "convene",
        "open_meeting",
        "open_vote",
        "declare_result",
        "register",
    }
    vote.refresh_from_db()
    assert entry.proof["vote"]["ballots_sha256"] == vote.ballots_digest
    assert entry.proof["attendance"]["present"] == 12
    assert digest_of(Resolution.objects.get()) == entry.digest
    assert AuditEntry.objects.get(act="resolution registered").details["digest"] == entry.digest


def test_missing_french_is_declared_but_due_and_registered_once_written(network: Network) -> None:
    house = halls.furnish(network)
    by = factories.make_viewer(house.secretary)
    text = factories.make_text(fr="", title=("Titel", ""))
    item = actions.place_proposal(halls.proposed(house, text=text), halls.plan(house.assembly), by=by)
    factories.make_item(item.meeting, kind="information")
    AgendaItem.objects.filter(pk=item.pk).update(titles={"de": "Titel", "fr": "Titre"})
    hall = halls.begin(house, item.meeting)
    vote = actions.open_vote(AgendaItem.objects.get(pk=item.pk), method="hands", by=hall.chair)
    actions.count_hands(vote, counts={"yes": 12}, by=hall.chair)
    declared = halls.decide(hall, vote)
    assert declared.state == Vote.State.DECLARED
    assert not Resolution.objects.exists()
    due = queries.due_for_register(hall.secretary)
    assert [(entry.vote.pk, entry.missing, entry.may_register) for entry in due] == [(vote.pk, ("fr",), True)]
    with pytest.raises(Refused) as refused:
        actions.register_resolution(vote, by=hall.secretary)
    assert [verdict.rule for verdict in refused.value.findings.refusals] == ["authentic_texts"]
    with pytest.raises(NotAllowed):
        actions.register_resolution(vote, by=hall.viewer(0))

    proposal = Proposal.objects.get()
    actions.write_proposal(proposal, [Change("fr", "Titre", "Le texte.", 1)], by=hall.secretary)
    entry = actions.register_resolution(vote, by=hall.secretary)
    assert dict(entry.titles) == {"de": "Titel", "fr": "Titre"}
    assert entry.bodies["fr"] == "Le texte."
    assert not queries.due_for_register(hall.secretary)
    with pytest.raises(NotPossible):
        actions.register_resolution(vote, by=hall.secretary)


def test_wording_that_was_voted_on_never_changes(network: Network) -> None:
    house = halls.furnish(network)
    by = factories.make_viewer(house.secretary)
    text = factories.make_text(de="Wir beschließen.", fr="", title=("Titel", ""))
    item = actions.place_proposal(halls.proposed(house, text=text), halls.plan(house.assembly), by=by)
    hall = halls.begin(house, item.meeting)
    vote = actions.open_vote(AgendaItem.objects.get(pk=item.pk), method="hands", by=hall.chair)
    actions.count_hands(vote, counts={"yes": 12}, by=hall.chair)
    halls.decide(hall, vote)
    proposal = Proposal.objects.get()
    changes = [Change("de", "Anders", "Anders.", 1), Change("fr", "Titre", "Le texte.", 1)]
    with pytest.raises(NotPossible):
        actions.write_proposal(proposal, changes, by=hall.secretary)
    actions.write_proposal(proposal, changes[1:], by=hall.secretary)
    entry = actions.register_resolution(vote, by=hall.secretary)
    assert (entry.titles["de"], entry.bodies["de"]) == ("Titel", "Wir beschließen.")


def test_registered_resolution_is_never_changed(network: Network) -> None:
    house = halls.furnish(network)
    entry = factories.make_resolution(house.assembly)
    entry.titles = factories.words("Anders")
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.filter(pk=entry.pk).update(year=1999)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resolution.objects.get(pk=entry.pk).delete()
    for statement in (
        "UPDATE decisions_resolution SET audience = 'public' WHERE id = %s",
        "DELETE FROM decisions_resolution WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [entry.pk])
    assert Resolution.objects.get(pk=entry.pk).titles["de"] == "Beschluss 1"


def test_register_takes_no_gap_and_no_number_twice(network: Network) -> None:
    house = halls.furnish(network)
    first = factories.make_resolution(house.assembly, adopted_on=date(2026, 3, 1))
    for number in (3, 1, 0):
        with pytest.raises(IntegrityError), transaction.atomic():
            Resolution(
                network=network,
                organ=house.assembly,
                year=2026,
                number=number,
                adopted_on=date(2026, 3, 2),
                matter="ordinary",
                registered_at=clock.now(),
                digest=str(number).rjust(64, "0"),
            ).save(force_insert=True)
    assert factories.make_resolution(house.assembly, adopted_on=date(2026, 3, 2)).number == first.number + 1
    assert factories.make_resolution(house.board, adopted_on=date(2026, 3, 2)).number == 1
    assert factories.make_resolution(house.assembly, adopted_on=date(2027, 3, 2)).number == 1


def test_declared_vote_is_never_changed(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "yes"})
    for state in ("declared",):
        with pytest.raises(IntegrityError), transaction.atomic():
            Vote.objects.filter(pk=vote.pk).update(state=state)
    halls.decide(hall, vote)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.filter(pk=vote.pk).update(result={})
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.filter(pk=vote.pk).update(state="open")


def test_procedural_vote_is_declared_and_not_registered(network: Network) -> None:
    hall, _item = halls.assembly(network)
    item = factories.make_item(hall.meeting, matter="procedural", kind="formality")
    vote = actions.open_vote(item, method="hands", by=hall.chair)
    actions.count_hands(vote, counts={"yes": 12}, by=hall.chair)
    assert halls.decide(hall, vote).result["carried"] is True
    assert not Resolution.objects.exists()
    assert not queries.due_for_register(hall.secretary)


def test_filter_and_predicate_agree_on_who_sees_a_resolution(network: Network) -> None:
    house = halls.furnish(network)
    for audience in Audience.values:
        factories.make_resolution(house.assembly, audience=audience)
    outsider = factories.make_holder(factories.make_organ(network, "group"), house.cities[0])
    seen = []
    for person in (None, outsider, house.councillors[0], house.secretary):
        viewer = factories.make_viewer(person, network=network)
        listed = set(visible_resolutions(viewer))
        assert listed == {one for one in Resolution.objects.all() if may_see_resolution(viewer, one)}
        seen.append(len(listed))
    assert seen == [1, 2, 3, 4]
