"""The ballot that a member sends from the live page, with scripts and without."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import django_scopes
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from quattropole import clock
from quattropole.decisions import actions
from quattropole.decisions.models import Ballot, Participation, Slip, Vote
from quattropole.live import Topic
from quattropole.live.topics import listeners
from quattropole.meetings.models import Attendance, Proxy
from quattropole.network.models import Network
from tests import factories
from tests.decisions import hall as halls
from tests.decisions.hall import Hall

LIVE = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "live-answer"}
NONCE = "0123456789abcdef0123456789abcdef"
TOLD = 409


def opened(network: Network, *, method: str = "named", councillors: int = 2) -> tuple[Hall, Vote]:
    hall, item = halls.assembly(network, councillors=councillors)
    return hall, actions.open_vote(item, method=method, by=hall.chair)


def browser_of(hall: Hall, place: int) -> Client:
    client = Client()
    factories.sign_in(client, hall.seated[place][1])
    return client


def send(client: Client, vote: Vote, *, live: bool = True, **fields: Any) -> Any:
    return client.post(reverse("assembly:cast", args=[vote.pk]), fields, **(LIVE if live else {}))


@pytest.fixture
def heard() -> Iterator[list[tuple[int, frozenset[Topic]]]]:
    """What was said to live pages."""
    said: list[tuple[int, frozenset[Topic]]] = []

    def listen(meeting: int, topics: frozenset[Topic]) -> None:
        said.append((meeting, topics))

    listeners.append(listen)
    yield said
    listeners.remove(listen)


def test_ballot_is_counted_for_the_own_seat_and_told_on_the_page(network: Network) -> None:
    hall, vote = opened(network)
    answer = send(browser_of(hall, 0), vote, choice="yes")
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert "qp-notice--success" in answer.content.decode()
    ballot = Ballot.objects.get()
    assert (ballot.seat, ballot.person, ballot.choice) == (*hall.seated[0], "yes")


def test_same_ballot_sent_three_times_is_answered_alike_and_counted_once(network: Network) -> None:
    hall, vote = opened(network)
    client = browser_of(hall, 0)
    answers = [send(client, vote, choice="no") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert len({answer.content for answer in answers}) == 1
    assert Ballot.objects.count() == 1


def test_other_choice_for_the_same_seat_is_told_and_not_counted(network: Network) -> None:
    hall, vote = opened(network)
    client = browser_of(hall, 0)
    send(client, vote, choice="no")
    answer = send(client, vote, choice="yes")
    assert answer.status_code == TOLD
    assert 'role="alert"' in answer.content.decode()
    assert Ballot.objects.get().choice == "no"


def test_seat_of_somebody_else_is_refused(network: Network) -> None:
    hall, vote = opened(network)
    client, other = browser_of(hall, 0), hall.seated[1][0]
    assert send(client, vote, choice="yes", seat=other.pk).status_code == TOLD
    assert send(client, vote, live=False, choice="yes", seat=other.pk).status_code == 403
    assert send(client, vote, choice="yes", seat="x").status_code == TOLD
    assert not Ballot.objects.exists()


def test_who_has_no_seat_in_the_vote_is_refused(network: Network) -> None:
    hall, vote = opened(network)
    secretary = Client()
    factories.sign_in(secretary, hall.house.secretary)
    assert send(secretary, vote, live=False, choice="yes").status_code == 403
    assert send(Client(), vote, live=False, choice="yes").status_code == 403
    assert not Ballot.objects.exists()


def test_choice_that_is_not_on_the_ballot_is_told(network: Network) -> None:
    hall, vote = opened(network)
    client = browser_of(hall, 0)
    for choice in ("maybe", "", ["yes", "no"]):
        assert send(client, vote, choice=choice).status_code == TOLD
    assert not Ballot.objects.exists()


def test_ballot_after_closing_is_told_that_it_was_not_counted(network: Network) -> None:
    hall, vote = opened(network)
    client = browser_of(hall, 0)
    actions.close_vote(vote, by=hall.chair)
    answer = send(client, vote, choice="yes")
    assert answer.status_code == TOLD
    assert not Ballot.objects.exists()


def test_ballot_sent_again_after_closing_is_still_answered_as_counted(network: Network) -> None:
    hall, vote = opened(network)
    client = browser_of(hall, 0)
    send(client, vote, choice="yes")
    actions.close_vote(vote, by=hall.chair)
    assert send(client, vote, choice="yes").status_code == 200


def test_seat_that_left_or_whose_mandate_ended_is_told(network: Network) -> None:
    hall, vote = opened(network)
    gone, former = browser_of(hall, 0), browser_of(hall, 1)
    Attendance.objects.filter(seat=hall.seated[0][0]).update(left_at=clock.now())
    seat, person = hall.seated[1]
    person.mandates.filter(seat=seat).update(ends=clock.today().replace(day=1, month=1))
    assert send(gone, vote, choice="yes").status_code == TOLD
    assert send(former, vote, choice="yes").status_code == TOLD
    assert not Ballot.objects.exists()


def test_who_votes_for_two_seats_says_for_which(network: Network) -> None:
    hall, item = halls.assembly(network)
    (own, carrier), (given, giver) = hall.seated[0], hall.seated[1]
    Proxy.objects.create(
        network=network, meeting=hall.meeting, seat=given, giver=giver, carrier=carrier, given_at=clock.now()
    )
    vote = actions.open_vote(item, method="named", by=hall.chair)
    vote.electors.filter(seat=given).update(person=carrier, is_proxy=True)
    client = browser_of(hall, 0)
    assert send(client, vote, choice="yes").status_code == TOLD
    assert send(client, vote, choice="yes", seat=given.pk).status_code == 200
    assert send(client, vote, choice="no").status_code == 200
    assert dict(Ballot.objects.values_list("seat", "choice")) == {given.pk: "yes", own.pk: "no"}


def test_ballot_without_scripts_goes_back_to_the_page_by_get(network: Network) -> None:
    hall, vote = opened(network)
    client = browser_of(hall, 0)
    page = reverse("assembly:member", args=[hall.meeting.pk])
    answer = send(client, vote, live=False, choice="yes", back=f"{page}?anew=1")
    assert (answer.status_code, answer["Location"]) == (303, f"{page}?anew=1")
    assert send(client, vote, live=False, choice="yes", back="https://example.org/")["Location"] == page
    told = send(client, vote, live=False, choice="no", back=page)
    assert told.status_code == TOLD
    assert f'href="{page}"' in told.content.decode()


def test_form_of_the_page_is_accepted_and_a_forged_one_is_not(network: Network) -> None:
    hall, vote = opened(network)
    client = Client(enforce_csrf_checks=True)
    factories.sign_in(client, hall.seated[0][1])
    page = client.get(reverse("assembly:member", args=[hall.meeting.pk])).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert send(client, vote, live=False, choice="yes").status_code == 403
    assert send(client, vote, live=False, choice="yes", csrfmiddlewaretoken=token).status_code == 303
    live = client.post(
        reverse("assembly:cast", args=[vote.pk]), {"choice": "yes"}, headers={"X-CSRFToken": token}, **LIVE
    )
    assert live.status_code == 200


def test_secret_ballot_is_answered_with_its_receipt_and_leaves_it_nowhere(network: Network) -> None:
    hall, vote = opened(network, method="secret")
    client = browser_of(hall, 0)
    answers = [send(client, vote, choice="yes", nonce=NONCE) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    receipt = Slip.objects.get().receipt
    assert all(receipt in answer.content.decode().replace("-", "") for answer in answers)
    assert Participation.objects.get().seat == hall.seated[0][0]
    assert receipt not in str(dict(client.session)) + str(client.cookies)
    page = send(client, vote, live=False, choice="yes", nonce=NONCE)
    assert page.status_code == 200
    assert receipt in page.content.decode().replace("-", "")
    assert "no-store" in page["Cache-Control"]


def test_secret_ballot_from_another_page_is_told_that_the_seat_has_voted(network: Network) -> None:
    hall, vote = opened(network, method="secret")
    client = browser_of(hall, 0)
    send(client, vote, choice="yes", nonce=NONCE)
    assert send(client, vote, choice="yes", nonce=NONCE[::-1]).status_code == TOLD
    assert send(client, vote, choice="yes", nonce="").status_code == TOLD
    assert Slip.objects.count() == 1


def test_ballot_takes_few_queries_however_large_the_hall(network: Network, heard: list[Any]) -> None:
    counts = []
    for councillors in (2, 12):
        with django_scopes.scopes_disabled():
            made = factories.make_network(f"hall-{councillors}", hosts=[f"hall-{councillors}.localhost"])
        with django_scopes.scope(network=made):
            hall, vote = opened(made, councillors=councillors)
            client = Client(HTTP_HOST=f"hall-{councillors}.localhost")
            for place in (1, 0):  # the first ballot makes the process read the statutes
                factories.sign_in(client, hall.seated[place][1])
                if place:
                    send(client, vote, choice="yes")
            with CaptureQueriesContext(connection) as asked:
                assert send(client, vote, choice="yes").status_code == 200
        counts.append(len([query for query in asked.captured_queries if "SAVEPOINT" not in query["sql"]]))
    wait_for_close = connection.vendor == "postgresql"
    demo_clock = 1
    assert counts == [6 + demo_clock + wait_for_close] * 2


@pytest.mark.django_db(transaction=True)
def test_ballots_in_flight_while_the_vote_closes_are_counted_or_told(heard: list[Any]) -> None:
    network = factories.make_network()
    with django_scopes.scope(network=network):
        hall, vote = opened(network)
        browsers = [browser_of(hall, place) for place in range(8)]
        chair = Client()
        factories.sign_in(chair, hall.house.president)
    gate = Barrier(len(browsers) + 1)

    def at_once(deed: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return deed()
        finally:
            connection.close()

    deeds: list[Callable[[], Any]] = [lambda client=client: send(client, vote, choice="yes") for client in browsers]
    deeds.insert(4, lambda: chair.post(reverse("decisions:close", args=[vote.pk]), **LIVE))
    with ThreadPoolExecutor(len(deeds)) as pool:
        answers = list(pool.map(at_once, deeds))
    assert answers.pop(4).status_code == 200
    statuses = [answer.status_code for answer in answers]
    assert set(statuses) <= {200, TOLD}
    with django_scopes.scope(network=network):
        assert Ballot.objects.count() == statuses.count(200)
        assert Vote.objects.get().state == Vote.State.CLOSED
    progress = [topics for _meeting, topics in heard if topics == {Topic.PROGRESS}]
    assert len(progress) == statuses.count(200)
