"""What happens in the same instant, from two connections."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import django_scopes
import pytest
from django.db import connection

from quattropole import clock
from quattropole.access.rules import NotPossible
from quattropole.decisions import actions, verify
from quattropole.decisions.models import Ballot, CountedSlip, Participation, Resolution, Slip, Vote
from quattropole.decisions.queries import ballot_digest
from quattropole.decisions.receipts import new_nonce
from quattropole.decisions.tasks import sweep_urn
from quattropole.network.models import Network, Person
from tests import factories
from tests.decisions import hall as halls

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here() -> Iterator[Network]:
    made = factories.make_network()
    with django_scopes.scope(network=made):
        yield made


def at_once(network: Network, deeds: list[Callable[[], Any]]) -> list[Any]:
    """Run the deeds in threads that begin together; each gives what it returned, or its `NotPossible`."""
    gate, ahead = Barrier(len(deeds)), clock.ahead()

    def run(deed: Callable[[], Any]) -> Any:
        clock.set_ahead(ahead)
        try:
            with django_scopes.scope(network=network):
                gate.wait()
                return deed()
        except NotPossible as told:
            return told
        finally:
            clock.set_ahead(timedelta())
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def _cast(hall: halls.Hall, vote: Vote, place: int, choice: str) -> Callable[[], Ballot]:
    seat, person = hall.seated[place]
    return lambda: actions.cast_ballot(vote, seat, choice=choice, by=factories.make_viewer(person))


def test_same_ballot_from_two_browsers_counts_once(here: Network) -> None:
    hall, item = halls.assembly(here)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    answers = at_once(here, [_cast(hall, vote, 0, "yes")] * 4)
    assert {ballot.pk for ballot in answers} == {Ballot.objects.get().pk}


def test_two_different_ballots_at_once_leave_one_and_tell_the_other(here: Network) -> None:
    hall, item = halls.assembly(here)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    answers = at_once(here, [_cast(hall, vote, 0, "yes"), _cast(hall, vote, 0, "no")])
    counted = [answer for answer in answers if isinstance(answer, Ballot)]
    assert len(counted) == 1
    assert sum(isinstance(answer, NotPossible) for answer in answers) == 1
    assert Ballot.objects.get().choice == counted[0].choice


def test_vote_closed_while_ballots_are_in_flight_counts_each_or_says_so(here: Network) -> None:
    hall, item = halls.assembly(here)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    president = hall.house.president
    deeds: list[Callable[[], Any]] = [_cast(hall, vote, place, "yes") for place in range(6)]
    deeds.insert(3, lambda: actions.close_vote(vote, by=factories.make_viewer(president)))
    answers = at_once(here, deeds)
    counted = {answer.pk for answer in answers if isinstance(answer, Ballot)}
    told = [answer for answer in answers if isinstance(answer, NotPossible)]
    assert len(counted) + len(told) == 6
    assert set(Ballot.objects.values_list("pk", flat=True)) == counted
    closed = Vote.objects.get()
    assert closed.state == Vote.State.CLOSED
    assert closed.ballots_digest == ballot_digest(closed)
    declared = actions.declare_vote(closed, by=hall.chair)
    assert declared.result["counts"]["yes"] == len(counted)


def test_numbers_have_no_gap_when_two_register_at_once(here: Network) -> None:
    house = halls.furnish(here)
    meeting = halls.plan(house.assembly)
    secretary = factories.make_viewer(house.secretary)
    items = [actions.place_proposal(halls.proposed(house), meeting, by=secretary) for _ in range(3)]
    hall = halls.begin(house, meeting)
    votes = []
    for item in items:
        item.refresh_from_db()
        vote = actions.open_vote(item, method="hands", by=hall.chair)
        actions.count_hands(vote, counts={"yes": 12}, by=hall.chair)
        votes.append(actions.close_vote(vote, by=hall.chair))
    chair = factories.make_viewer(house.president)
    deeds: list[Callable[[], Any]] = [partial(actions.declare_vote, vote, by=chair) for vote in votes]
    at_once(here, deeds)
    assert sorted(Resolution.objects.values_list("number", flat=True)) == [1, 2, 3]


def test_two_chairs_open_one_vote(here: Network) -> None:
    hall, item = halls.assembly(here)
    president = hall.house.president
    answers = at_once(here, [lambda: actions.open_vote(item, method="named", by=factories.make_viewer(president))] * 2)
    assert sum(isinstance(answer, Vote) for answer in answers) == 1
    assert Vote.objects.count() == 1


def _cast_secretly(hall: halls.Hall, vote: Vote, place: int, choice: str, nonce: str = "") -> Callable[[], str]:
    seat, person = hall.seated[place]
    given = nonce or new_nonce()
    return lambda: actions.cast_secretly(vote, seat, choice=choice, nonce=given, by=factories.make_viewer(person))


def test_same_secret_ballot_from_one_page_sent_at_once_has_one_receipt(here: Network) -> None:
    hall, item = halls.assembly(here)
    vote = actions.open_vote(item, method="secret", by=hall.chair)
    answers = at_once(here, [_cast_secretly(hall, vote, 0, "yes", new_nonce())] * 4)
    assert len(set(answers)) == 1
    assert Slip.objects.get().receipt == answers[0]
    assert Participation.objects.count() == 1


def test_secret_ballots_of_one_seat_from_two_pages_leave_one(here: Network) -> None:
    hall, item = halls.assembly(here)
    vote = actions.open_vote(item, method="secret", by=hall.chair)
    answers = at_once(here, [_cast_secretly(hall, vote, 0, "yes"), _cast_secretly(hall, vote, 0, "no")])
    receipts = [answer for answer in answers if isinstance(answer, str)]
    assert sum(isinstance(answer, NotPossible) for answer in answers) == 1
    assert [slip.receipt for slip in Slip.objects.all()] == receipts


def test_secret_vote_closed_while_ballots_are_in_flight_counts_each_or_says_so(here: Network) -> None:
    hall, item = halls.assembly(here)
    vote = actions.open_vote(item, method="secret", by=hall.chair)
    president = hall.house.president
    deeds: list[Callable[[], Any]] = [_cast_secretly(hall, vote, place, "yes") for place in range(6)]
    deeds.insert(3, lambda: actions.close_vote(vote, by=factories.make_viewer(president)))
    answers = at_once(here, deeds)
    counted = sorted(answer for answer in answers if isinstance(answer, str))
    told = [answer for answer in answers if isinstance(answer, NotPossible)]
    assert len(counted) + len(told) == 6
    assert list(CountedSlip.objects.order_by("pk").values_list("receipt", flat=True)) == counted
    assert not Slip.objects.exists()
    assert actions.declare_vote(vote, by=hall.chair).result["counts"]["yes"] == len(counted)
    assert verify.run() == []


def _as(person: Person, deed: Callable[..., Vote], vote: Vote) -> Vote:
    return deed(vote, by=factories.make_viewer(person))


@pytest.mark.parametrize("method", ["named", "secret"])
def test_two_chairs_close_and_declare_one_vote(here: Network, method: str) -> None:
    hall, item = halls.assembly(here)
    vote = actions.open_vote(item, method=method, by=hall.chair)
    _cast(hall, vote, 0, "yes")() if method == "named" else _cast_secretly(hall, vote, 0, "yes")()
    president = hall.house.president
    for deed in (actions.close_vote, actions.declare_vote):
        answers = at_once(here, [partial(_as, president, deed, vote)] * 3)
        assert sum(isinstance(answer, Vote) for answer in answers) == 1
        assert sum(isinstance(answer, NotPossible) for answer in answers) == 2
    assert Resolution.objects.count() == 1


def test_ballot_and_exclusion_of_a_seat_at_once_leave_nothing_that_counts(here: Network) -> None:
    hall, item = halls.assembly(here)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    seat, president = hall.seated[1][0], hall.house.president

    def exclude() -> object:
        return actions.exclude_seat(vote, seat, interest="own_discharge", by=factories.make_viewer(president))

    at_once(here, [_cast(hall, vote, 1, "yes"), exclude])
    assert halls.decide(hall, vote).result["counts"]["yes"] == 0


def test_ballot_on_paper_and_on_a_screen_at_once_leave_one(here: Network) -> None:
    hall, item = halls.assembly(here)
    vote = actions.open_vote(item, method="named", by=hall.chair)
    seat, secretary = hall.seated[1][0], hall.house.secretary

    def enter() -> object:
        return actions.enter_paper_ballot(vote, seat, choice="no", by=factories.make_viewer(secretary))

    answers = at_once(here, [_cast(hall, vote, 1, "yes"), enter])
    assert sum(isinstance(answer, NotPossible) for answer in answers) == 1
    assert Ballot.objects.count() == 1


def test_traces_of_a_closed_urn_are_swept_up(here: Network) -> None:
    hall, item = halls.assembly(here)
    vote = actions.open_vote(item, method="secret", by=hall.chair)
    for place in range(6):
        _cast_secretly(hall, vote, place, "yes")()
    actions.close_vote(vote, by=hall.chair)
    sweep_urn.call()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT n_dead_tup FROM pg_stat_user_tables WHERE relname = 'decisions_slip'")
            assert cursor.fetchone() in {(0,), None}
            cursor.execute("SELECT pg_relation_size('decisions_slip')")
            assert cursor.fetchone() == (0,)
