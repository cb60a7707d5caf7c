"""A vote from its opening to its close."""

from datetime import timedelta

import django_scopes
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.decisions import actions
from quattropole.decisions.models import Ballot, Elector, HandCount, Vote
from quattropole.decisions.queries import ballot_digest
from quattropole.meetings import actions as meeting_actions
from quattropole.meetings.models import Attendance
from quattropole.network.models import Mandate, Network
from tests import factories
from tests.decisions import hall as halls


def test_vote_freezes_wording_and_electors(network: Network) -> None:
    hall, item = halls.assembly(network, absent=[0])
    vote = actions.open_vote(item, method="named", by=hall.chair)
    assert vote.titles == {"de": "Titel", "fr": "Titre"}
    assert vote.bodies["de"] == "Der Wortlaut."
    assert vote.electors.count() == len(hall.seated) - 1
    assert not vote.electors.filter(seat=hall.seated[0][0]).exists()
    assert vote.opening["gate"] == "open_vote"


def test_only_the_chair_opens_closes_declares_and_cancels(network: Network) -> None:
    hall, item = halls.assembly(network)
    for stranger in (hall.secretary, hall.viewer(0), factories.make_viewer(None, network=network)):
        with pytest.raises(NotAllowed):
            actions.open_vote(item, method="named", by=stranger)
    vote = actions.open_vote(item, method="hands", by=hall.chair)
    member = hall.viewer(0)
    with pytest.raises(NotAllowed):
        actions.count_hands(vote, counts={"yes": 1}, by=member)
    with pytest.raises(NotAllowed):
        actions.exclude_seat(vote, hall.seated[0][0], interest="contract_with_self", by=member)
    with pytest.raises(NotAllowed):
        actions.close_vote(vote, by=member)
    with pytest.raises(NotAllowed):
        actions.declare_vote(vote, by=member)
    with pytest.raises(NotAllowed):
        actions.cancel_vote(vote, by=member)
    assert Vote.objects.get().state == Vote.State.OPEN


def test_vote_needs_a_meeting_in_session(network: Network) -> None:
    house = halls.furnish(network)
    meeting = halls.plan(house.assembly)
    secretary = factories.make_viewer(house.secretary)
    item = actions.place_proposal(halls.proposed(house), meeting, by=secretary)
    with pytest.raises(NotPossible):
        actions.open_vote(item, method="named", by=factories.make_viewer(house.president))


def test_second_vote_on_an_item_waits_for_the_first(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    with pytest.raises(NotPossible):
        actions.open_vote(item, method="named", by=hall.chair)
    actions.cancel_vote(vote, by=hall.chair)
    assert actions.open_vote(item, method="named", by=hall.chair).pk != vote.pk


def test_vote_without_quorum_is_refused_with_the_paragraph(network: Network) -> None:
    hall, item = halls.assembly(network, absent=range(1, 12))
    with pytest.raises(Refused) as refused:
        actions.open_vote(item, method="named", by=hall.chair)
    rules = {verdict.rule for verdict in refused.value.findings.refusals}
    assert "quorum" in rules
    assert not Vote.objects.exists()


def test_item_added_after_the_convocation_cannot_be_voted_on(network: Network) -> None:
    hall, _item = halls.assembly(network)
    late = factories.make_item(hall.meeting, matter="ordinary")
    with pytest.raises(Refused) as refused:
        actions.open_vote(late, method="named", by=hall.chair)
    assert [verdict.rule for verdict in refused.value.findings.refusals] == ["item_named"]


def test_ballot_is_cast_once_and_the_same_again_is_harmless(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    seat, _person = hall.seated[0]
    first = actions.cast_ballot(vote, seat, choice="yes", by=hall.viewer(0))
    again = actions.cast_ballot(vote, seat, choice="yes", by=hall.viewer(0))
    assert first.pk == again.pk
    with pytest.raises(NotPossible):
        actions.cast_ballot(vote, seat, choice="no", by=hall.viewer(0))
    assert Ballot.objects.get().choice == "yes"


def test_same_ballot_after_the_close_is_answered_as_counted(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    first = actions.cast_ballot(vote, hall.seated[0][0], choice="yes", by=hall.viewer(0))
    actions.close_vote(vote, by=hall.chair)
    assert actions.cast_ballot(vote, hall.seated[0][0], choice="yes", by=hall.viewer(0)).pk == first.pk
    with pytest.raises(NotPossible):
        actions.cast_ballot(vote, hall.seated[1][0], choice="yes", by=hall.viewer(1))
    assert Ballot.objects.count() == 1


def test_nobody_votes_for_another_seat(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    for stranger in (hall.viewer(1), hall.secretary, factories.make_viewer(None, network=network)):
        with pytest.raises(NotAllowed):
            actions.cast_ballot(vote, hall.seated[0][0], choice="yes", by=stranger)
    assert not Ballot.objects.exists()


def test_absent_seat_has_no_vote(network: Network) -> None:
    hall, item = halls.assembly(network, absent=[0])
    vote = actions.open_vote(item, method="named", by=hall.chair)
    with pytest.raises(NotAllowed):
        actions.cast_ballot(vote, hall.seated[0][0], choice="yes", by=hall.viewer(0))


def test_mandate_that_ended_votes_no_more(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    seat, person = hall.seated[0]
    Mandate.objects.filter(seat=seat).update(ends=clock.today() - timedelta(days=1))
    with pytest.raises(NotAllowed):
        actions.cast_ballot(vote, seat, choice="yes", by=factories.make_viewer(person))
    assert not Ballot.objects.exists()


def test_seat_that_left_the_room_votes_no_more(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    there = Attendance.objects.get(seat=hall.seated[0][0])
    meeting_actions.record_departure(there, by=hall.chair)
    with pytest.raises(NotPossible):
        actions.cast_ballot(vote, hall.seated[0][0], choice="yes", by=hall.viewer(0))


def test_person_of_another_network_has_no_vote(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    other = factories.make_network("tonicites", charter=factories.charter_source())
    with django_scopes.scope(network=other):
        guest = factories.make_holder(factories.make_organ(other), factories.make_city(other, "arlon", country="BE"))
        with pytest.raises(NotAllowed):
            actions.cast_ballot(vote, hall.seated[0][0], choice="yes", by=factories.make_viewer(guest))
    assert not Ballot.objects.exists()


def test_substitute_votes_for_the_seat_and_its_holder_does_not(network: Network) -> None:
    house = halls.furnish(network)
    meeting = halls.plan(house.assembly)
    secretary = factories.make_viewer(house.secretary)
    item = actions.place_proposal(halls.proposed(house), meeting, by=secretary)
    hall = halls.begin(house, meeting, absent=[0])
    seat, holder = hall.seated[0]
    guest = factories.make_person(network, "Gast Eins", city=seat.city)
    factories.make_attendance(meeting, seat, guest, arrived_at=clock.now(), is_substitute=True)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    with pytest.raises(NotAllowed):
        actions.cast_ballot(vote, seat, choice="yes", by=factories.make_viewer(holder))
    ballot = actions.cast_ballot(vote, seat, choice="yes", by=factories.make_viewer(guest))
    assert ballot.person == guest


def test_choice_must_be_on_the_ballot(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    for choice in ("maybe", "", "invalid", "not_voted"):
        with pytest.raises(NotPossible):
            actions.cast_ballot(vote, hall.seated[0][0], choice=choice, by=hall.viewer(0))


def test_excluded_seat_is_told_why_and_not_counted(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    actions.exclude_seat(vote, hall.seated[0][0], interest="contract_with_self", by=hall.chair)
    with pytest.raises(NotPossible) as told:
        actions.cast_ballot(vote, hall.seated[0][0], choice="yes", by=hall.viewer(0))
    elector = Elector.objects.get(vote=vote, seat=hall.seated[0][0])
    assert elector.excluded is not None
    assert str(told.value) == elector.excluded["texts"]["de"]
    assert "34" in elector.excluded["cite"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Ballot.objects.create(
            network=network, vote=vote, seat=elector.seat, person=elector.person, choice="yes", cast_at=clock.now()
        )
    halls.cast(hall, vote, {1: "yes"})
    declared = halls.decide(hall, vote)
    assert declared.result["counts"]["not_voted"] == len(hall.seated) - 2


def test_own_election_excludes_nobody_and_neither_does_an_unknown_interest(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    for interest in ("own_election", "none", "bad mood"):
        with pytest.raises(NotPossible):
            actions.exclude_seat(vote, hall.seated[0][0], interest=interest, by=hall.chair)
    assert not Elector.objects.filter(excluded__isnull=False).exists()


def test_hands_are_no_more_than_seats_and_a_new_count_replaces_the_old(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="hands", by=hall.chair)
    with pytest.raises(NotPossible):
        actions.close_vote(vote, by=hall.chair)
    for counts in ({"yes": 13}, {"yes": 12, "no": 1}, {"yes": -1}, {"maybe": 1}):
        with pytest.raises(NotPossible):
            actions.count_hands(vote, counts=counts, by=hall.chair)
    assert not HandCount.objects.exists()
    actions.count_hands(vote, counts={"yes": 12}, by=hall.chair)
    actions.count_hands(vote, counts={"yes": 7, "no": 3, "abstain": 1, "invalid": 1}, by=hall.chair)
    assert HandCount.objects.get().counts == {"yes": 7, "no": 3, "abstain": 1, "invalid": 1}
    with pytest.raises(NotPossible):
        actions.cast_ballot(vote, hall.seated[0][0], choice="yes", by=hall.viewer(0))
    assert halls.decide(hall, vote).result["tally"]["yes"] == 7
    with pytest.raises(NotPossible):
        actions.count_hands(vote, counts={"yes": 12}, by=hall.chair)


def test_named_vote_takes_no_hands(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    with pytest.raises(NotPossible):
        actions.count_hands(vote, counts={"yes": 1}, by=hall.chair)


def test_closing_seals_the_ballots_in_the_log(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "yes", 1: "no"})
    closed = actions.close_vote(vote, by=hall.chair)
    assert closed.ballots_digest == ballot_digest(vote)
    assert AuditEntry.objects.get(act="vote closed").details["ballots"] == closed.ballots_digest
    with pytest.raises(NotPossible):
        actions.close_vote(vote, by=hall.chair)


def test_database_refuses_ballots_once_closed_and_any_change_of_one(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "yes"})
    ballot = Ballot.objects.get()
    seat, person = hall.seated[0]
    twice = Ballot(network=network, vote=vote, seat=seat, person=person, choice="no", cast_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        twice.save(force_insert=True)
    for statement in (
        "UPDATE decisions_ballot SET choice = 'no' WHERE id = %s",
        "DELETE FROM decisions_ballot WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [ballot.pk])
    actions.close_vote(vote, by=hall.chair)
    late = Ballot(
        network=network, vote=vote, seat=hall.seated[1][0], person=hall.seated[1][1], choice="no", cast_at=clock.now()
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        late.save(force_insert=True)


def test_refusal_speaks_the_readers_language(network: Network) -> None:
    hall, _item = halls.assembly(network)
    late = factories.make_item(hall.meeting, matter="ordinary")
    with pytest.raises(Refused) as refused:
        actions.open_vote(late, method="named", by=hall.chair)
    verdict = refused.value.findings.refusals[0]
    assert verdict.text("de") != verdict.text("fr")
    with translation.override("fr"), pytest.raises(NotPossible):
        actions.open_vote(factories.make_item(hall.meeting, kind="information"), method="named", by=hall.chair)
