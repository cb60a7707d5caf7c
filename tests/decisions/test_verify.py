"""`quattropole verify` re-computes the register and every count; a meeting waits for its votes."""

import json

import pytest
from django.db import connection

from quattropole.access.rules import NotPossible
from quattropole.decisions import actions, verify
from quattropole.decisions.models import Ballot, Election, Resolution, Vote
from quattropole.meetings import actions as meeting_actions
from quattropole.meetings.models import Meeting
from quattropole.network.models import Network
from tests import factories
from tests.decisions import hall as halls


def tamper(table: str, assignment: str, pk: int) -> None:
    """Change a row although the database refuses it: without its guards, as somebody with the file could."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"UPDATE {table} SET {assignment} WHERE id = %s", [pk])
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [table])
        guards = cursor.fetchall()
        for name, _sql in guards:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(f"UPDATE {table} SET {assignment} WHERE id = %s", [pk])
        for _name, sql in guards:
            cursor.execute(sql)


@pytest.fixture
def decided(network: Network) -> Vote:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    halls.cast(hall, vote, {0: "yes", 1: "yes", 2: "yes", 3: "no", 4: "no"})
    return halls.decide(hall, vote)


def test_sound_register_has_no_problems(decided: Vote) -> None:
    assert verify.run() == []


def test_changed_resolution_is_found(decided: Vote) -> None:
    tamper("decisions_resolution", "matter = 'budget'", Resolution.objects.get().pk)
    assert verify.run() == [
        f"quattropole: resolution assembly {Resolution.objects.get().label}: the content does not fit its seal"
    ]


def test_changed_ballot_is_found(decided: Vote) -> None:
    tamper("decisions_ballot", "choice = 'no'", Ballot.objects.filter(choice="yes").earliest("pk").pk)
    problems = " ".join(verify.run())
    assert "the ballots do not fit their seal" in problems
    assert "the counts are not those of the ballots" in problems


def test_changed_result_is_found(decided: Vote) -> None:
    result = {**decided.result, "carried": False}
    column = json.dumps(result).replace("'", "''").replace("%", "%%")
    tamper("decisions_vote", f"result = '{column}'", decided.pk)
    problems = " ".join(verify.run())
    assert "whether it was carried does not follow from the ballots" in problems
    assert "the result is not the one that was declared" in problems


def test_gap_in_the_register_is_found(network: Network) -> None:
    organ = factories.make_organ(network)
    factories.make_resolution(organ)
    last = factories.make_resolution(organ)
    tamper("decisions_resolution", "number = 5", last.pk)
    assert any("has 2 entries, numbered from 1 to 5" in problem for problem in verify.run())


def test_election_with_a_lot_verifies(network: Network) -> None:
    hall, _item = halls.election(network)
    election = Election.objects.get()
    a, b = (actions.nominate(election, hall.house.mayors[number], by=hall.secretary) for number in (1, 2))
    for _round in range(2):
        vote = actions.open_round(Election.objects.get(), method="hands", by=hall.chair)
        actions.count_hands(vote, counts={a.choice: 6, b.choice: 6}, by=hall.chair)
        halls.decide(hall, vote)
    assert Election.objects.get().state == Election.State.DECIDED
    assert verify.run() == []


def test_meeting_is_not_closed_before_its_votes_are_finished(network: Network) -> None:
    hall, item = halls.assembly(network)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    with pytest.raises(NotPossible):
        meeting_actions.close_meeting(hall.meeting, by=hall.chair)
    actions.close_vote(vote, by=hall.chair)
    with pytest.raises(NotPossible):
        meeting_actions.close_meeting(hall.meeting, by=hall.chair)
    actions.declare_vote(vote, by=hall.chair)
    assert meeting_actions.close_meeting(hall.meeting, by=hall.chair).state == Meeting.State.CLOSED
