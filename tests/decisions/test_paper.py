"""Ballots on paper for whoever cannot vote on a screen, and ballots that are void because of an exclusion."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.decisions import actions, queries, verify
from quattropole.decisions.models import Ballot, CountedSlip, Means, Participation, Slip, Vote
from quattropole.meetings.models import Attendance
from quattropole.network.models import Network
from tests.decisions import hall as halls
from tests.decisions import ways


def called(vote: Vote) -> list[str]:
    """What the roll call says of every seat, in English."""
    with translation.override("en"):
        names = queries.choice_names({})
        return [words for city in queries.roll_call(vote, names) for _elector, _choice, words in city.ballots]


def test_secretariat_enters_a_ballot_for_a_seat_and_it_is_marked_as_such(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    seat, person = hall.seated[0]
    ballot = actions.enter_paper_ballot(vote, seat, choice="yes", by=hall.secretary)
    assert (ballot.means, ballot.person, ballot.entered_by) == (Means.PAPER, person, hall.house.secretary)
    assert actions.enter_paper_ballot(vote, seat, choice="yes", by=hall.chair).pk == ballot.pk
    assert actions.enter_paper_ballot(vote, hall.seated[1][0], choice="invalid", by=hall.chair).choice == "invalid"
    assert AuditEntry.objects.filter(act="paper ballot entered").count() == 2
    for choice in ("no", "perhaps", "not_voted"):
        with pytest.raises(NotPossible):
            actions.enter_paper_ballot(vote, seat, choice=choice, by=hall.secretary)
    with pytest.raises(NotPossible):
        actions.cast_ballot(vote, seat, choice="no", by=hall.viewer(0))
    ways.cast(hall, vote, 2, "yes")
    result = halls.decide(hall, vote).result
    assert (result["paper"], result["counts"]["yes"], result["counts"]["invalid"]) == (2, 2, 1)
    assert called(vote)[:4] == ["Yes (on paper)", "Invalid (on paper)", "Yes", "Not voted"]
    assert verify.run() == []


def test_only_secretariat_and_chair_enter_paper_and_only_for_seats_that_are_there(network: Network) -> None:
    hall, item = halls.assembly(network, absent=[11])
    vote = actions.open_vote(item, method="named", by=hall.chair)
    with pytest.raises(NotAllowed):
        actions.enter_paper_ballot(vote, hall.seated[1][0], choice="yes", by=hall.viewer(1))
    with pytest.raises(NotPossible):
        actions.enter_paper_ballot(vote, hall.seated[11][0], choice="yes", by=hall.secretary)
    Attendance.objects.filter(seat=hall.seated[1][0]).update(left_at=clock.now())
    with pytest.raises(NotPossible):
        actions.enter_paper_ballot(vote, hall.seated[1][0], choice="yes", by=hall.secretary)
    with pytest.raises(NotPossible):
        actions.mark_paper_ballot(vote, hall.seated[0][0], by=hall.secretary)
    actions.close_vote(vote, by=hall.chair)
    with pytest.raises(NotPossible):
        actions.enter_paper_ballot(vote, hall.seated[0][0], choice="yes", by=hall.secretary)
    actions.cancel_vote(vote, by=hall.chair)
    hands = actions.open_vote(item, method="hands", by=hall.chair)
    with pytest.raises(NotPossible):
        actions.enter_paper_ballot(hands, hall.seated[0][0], choice="yes", by=hall.secretary)
    assert not Ballot.objects.exists()


def test_secret_paper_is_marked_counted_apart_and_then_not_to_be_told_from_the_rest(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="secret", by=hall.chair)
    for place in range(4):
        ways.cast(hall, vote, place, "yes")
    for place in (4, 5):
        actions.mark_paper_ballot(vote, hall.seated[place][0], by=hall.secretary)
        actions.mark_paper_ballot(vote, hall.seated[place][0], by=hall.chair)
    with pytest.raises(NotPossible):
        ways.cast(hall, vote, 4, "yes")
    with pytest.raises(NotPossible):
        actions.enter_paper_ballot(vote, hall.seated[6][0], choice="yes", by=hall.secretary)
    with pytest.raises(NotPossible):
        actions.mark_paper_ballot(vote, hall.seated[0][0], by=hall.secretary)
    with pytest.raises(NotPossible):
        actions.close_vote(vote, by=hall.chair)
    for counts in ({"no": 3}, {"no": -1, "yes": 3}, {"perhaps": 2}):
        with pytest.raises(NotPossible):
            actions.count_paper(vote, counts=counts, by=hall.secretary)
    with pytest.raises(NotAllowed):
        actions.count_paper(vote, counts={"no": 2}, by=hall.viewer(0))
    actions.count_paper(vote, counts={"no": 1}, by=hall.secretary)
    with pytest.raises(NotPossible):
        actions.close_vote(vote, by=hall.chair)
    actions.count_paper(vote, counts={"no": 1, "invalid": 1, "yes": 0}, by=hall.secretary)
    declared = halls.decide(hall, vote)
    assert declared.result["counts"] == {"yes": 4, "no": 1, "abstain": 0, "invalid": 1, "not_voted": 6}
    assert (declared.result["paper"], declared.paper) == (2, {})
    assert CountedSlip.objects.count() == Participation.objects.count() == 6
    assert {len(receipt) for receipt in CountedSlip.objects.values_list("receipt", flat=True)} == {16}
    log = str(list(AuditEntry.objects.filter(act__startswith="paper").values_list("details", flat=True)))
    assert "invalid" not in log
    assert "no" not in log.replace("not_voted", "")
    assert verify.run() == []


@pytest.mark.django_db
def test_secret_paper_is_not_taken_where_weights_or_cities_matter() -> None:
    double = 'more_than = "1/2"\nof = "cast"\nalso = [{ more_than = "1/2", of = "cities" }]'
    with ways.session(ways.majority(double), councillors=5) as (hall, item):
        vote = actions.open_vote(item, method="secret", by=hall.chair)
        with pytest.raises(NotPossible):
            actions.mark_paper_ballot(vote, hall.seated[0][0], by=hall.secretary)
        assert not Participation.objects.exists()


def test_slip_without_a_participation_is_found_at_closing_and_by_verify(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="secret", by=hall.chair)
    ways.cast(hall, vote, 0, "yes")
    Slip.objects.create(receipt="Z" * 16, vote=vote, choice="yes")
    with pytest.raises(NotPossible):
        actions.close_vote(vote, by=hall.chair)
    actions.cancel_vote(vote, by=hall.chair)
    assert verify.run() == []
    again = actions.open_vote(item, method="secret", by=hall.chair)
    ways.cast(hall, again, 0, "yes")
    ways.cast(hall, again, 1, "no")
    actions.close_vote(again, by=hall.chair)
    _without_guards("decisions_participation", "DELETE FROM decisions_participation WHERE vote_id = %s", again.pk)
    assert any("not those of the seats that voted" in problem for problem in verify.run())


def test_changed_slip_is_found(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="secret", by=hall.chair)
    for place in range(6):
        ways.cast(hall, vote, place, "no")
    halls.decide(hall, vote)
    statement = "UPDATE decisions_countedslip SET choice = 'yes' WHERE vote_id = %s"
    _without_guards("decisions_countedslip", statement, vote.pk)
    problems = " ".join(verify.run())
    assert "the ballots do not fit their seal" in problems
    assert "the counts are not those of the ballots" in problems


def _without_guards(table: str, statement: str, vote: int) -> None:
    """As somebody with the database in hand could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statement, [vote])
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        guards = cursor.fetchall()
        for name, _sql in guards:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement, [vote])
        for _name, sql in guards:
            cursor.execute(sql)


def test_ballot_of_a_seat_that_is_excluded_afterwards_is_void_and_stays_on_record(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    for place, choice in {0: "yes", 1: "yes", 2: "no", 3: "no"}.items():
        ways.cast(hall, vote, place, choice)
    elector = actions.exclude_seat(vote, hall.seated[2][0], interest="contract_with_self", by=hall.chair)
    assert elector.excluded is not None
    assert "decisive" not in elector.excluded["facts"]
    declared = halls.decide(hall, vote)
    assert Ballot.objects.count() == 4
    result = declared.result
    assert result["carried"] is True
    assert result["counts"] == {"yes": 2, "no": 1, "abstain": 0, "invalid": 0, "not_voted": 9}
    assert result["void"] == {"no": 1}
    assert result["tally"]["not_voted"] == 9
    (verdict,) = [found for found in result["findings"]["verdicts"] if found["rule"] == "excluded_ballots"]
    assert verdict["facts"]["decisive"] is True
    assert called(vote)[2] == "No; void, the seat is excluded"
    assert verify.run() == []


@pytest.mark.parametrize(("place", "decisive"), [(0, True), (3, False)])
def test_exclusion_after_closing_says_whether_the_ballot_was_decisive(
    network: Network, place: int, decisive: bool
) -> None:
    hall, item = halls.assembly(network)
    closed = ways.vote_on(hall, item, "named", {0: "yes", 1: "yes", 2: "no", 3: "no", 4: "yes"})
    elector = actions.exclude_seat(closed, hall.seated[place][0], interest="own_discharge", by=hall.chair)
    assert (elector.excluded or {})["facts"]["decisive"] is decisive
    result = actions.declare_vote(closed, by=hall.chair).result
    assert result["carried"] is not decisive
    with pytest.raises(NotPossible):
        actions.exclude_seat(closed, hall.seated[1][0], interest="own_discharge", by=hall.chair)
    assert verify.run() == []


def test_hands_and_secret_ballots_cannot_be_told_apart_after_closing(network: Network) -> None:
    hall, item = halls.assembly(network)
    for method in ("hands", "secret"):
        closed = ways.vote_on(hall, item, method, {0: "yes"})
        with pytest.raises(NotPossible):
            actions.exclude_seat(closed, hall.seated[0][0], interest="own_discharge", by=hall.chair)
        actions.cancel_vote(closed, by=hall.chair)


def test_hands_counted_before_an_exclusion_are_counted_again(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="hands", by=hall.chair)
    actions.count_hands(vote, counts={"yes": 12}, by=hall.chair)
    actions.exclude_seat(vote, hall.seated[0][0], interest="own_discharge", by=hall.chair)
    with pytest.raises(NotPossible):
        actions.close_vote(vote, by=hall.chair)
    actions.count_hands(vote, counts={"yes": 11}, by=hall.chair)
    assert halls.decide(hall, vote).result["counts"]["yes"] == 11


def test_database_keeps_named_ballots_out_of_other_votes(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="secret", by=hall.chair)
    seat, person = hall.seated[0]
    named = Ballot(network=network, vote=vote, seat=seat, person=person, choice="yes", cast_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        named.save(force_insert=True)
