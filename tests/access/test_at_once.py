"""What happens when several do the same in the same instant."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django_scopes import scope

from quattropole import clock
from quattropole.access import digests, outbox, verify
from quattropole.access.audit import record
from quattropole.access.models import AuditEntry, MailPreference, OutgoingMail
from quattropole.network.models import Network
from quattropole.texts.actions import Conflict, new_text, write_wording
from quattropole.texts.models import Wording, WordingRevision
from tests import factories
from tests.access.mailserver import Broken

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(network: Network, *acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together; what each returned or raised."""
    start = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        try:
            with scope(network=network):
                start.wait()
                results[index] = act()
        except Exception as problem:  # noqa: BLE001  # handed to the test, which looks at it
            results[index] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index, act)) for index, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_acts_of_many_make_one_chain() -> None:
    network = factories.make_network()

    def act() -> None:
        with transaction.atomic():
            record("vote opened", network, by=None, network=network)

    assert at_once(network, *[act] * 8) == [None] * 8
    with scope(network=network):
        assert list(AuditEntry.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 9))
    assert verify.run() == []


def test_two_writers_of_one_wording_do_not_lose_a_word() -> None:
    network = factories.make_network()
    text = new_text(["de", "fr"], ["de", "fr"])
    write_wording(text, "de", title="Titel", body="alt", by="x", based_on=0)

    def write(words: str) -> Callable[[], Any]:
        return lambda: write_wording(text, "de", title="Titel", body=words, by=words, based_on=1)

    results = at_once(network, write("Anna"), write("Bruno"))
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Wording"]
    winner = next(result for result in results if isinstance(result, Wording))
    loser = next(result for result in results if isinstance(result, Conflict))
    assert Wording.objects.get(text=text).body == winner.body == loser.theirs["de"].body
    assert WordingRevision.objects.filter(wording__text=text).count() == 2


def test_two_workers_send_each_mail_once(settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.access.mailserver.Broken"
    Broken.problem, Broken.taken = None, []
    network = factories.make_network()
    people = [factories.make_person(network) for _ in range(10)]
    with scope(network=network):
        for person in people:
            outbox.queue_mail(person, "Einladung", "Text", language="de", cause="test")
    results = at_once(network, *[outbox.send_due] * 3)
    assert sum(result.sent for result in results) == 10
    assert sorted(message.to[0] for message in Broken.taken) == sorted(person.email for person in people)
    with scope(network=network):
        assert set(OutgoingMail.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_two_workers_gather_one_digest() -> None:
    network = factories.make_network()
    people = [factories.make_person(network) for _ in range(3)]
    with scope(network=network):
        for person in people:
            MailPreference.objects.create(network=network, person=person, kind="task", pace="daily")
            for number in range(2):
                outbox.queue_mail(person, f"Aufgabe {number}", "Text", language="de", cause="test", kind="task")
        OutgoingMail.objects.update(next_try_at=clock.now())
    results = at_once(network, *[digests.gather] * 3)
    assert sum(results) == 3
    with scope(network=network):
        assert OutgoingMail.objects.filter(cause="digest").count() == 3
        assert OutgoingMail.objects.filter(state="digested", digest__isnull=False).count() == 6
