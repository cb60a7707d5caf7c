"""Each person chooses what comes when, and in which language; formal mail always comes; nothing is lost or doubled."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from quattropole import clock
from quattropole.access import digests, outbox, preferences
from quattropole.access.kinds import CONVOCATION, REMINDER, TASK, Pace, choosable, kind_of
from quattropole.access.models import MailPreference, OutgoingMail
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.access.tasks import send_outbox
from quattropole.network.clock import set_demo_ahead
from quattropole.network.models import Network, Person
from tests import factories
from tests.access.mailserver import Broken


@pytest.fixture
def server(settings: Any) -> type[Broken]:
    Broken.problem, Broken.taken, Broken.down, Broken.opened = None, [], False, 0
    settings.EMAIL_BACKEND = "tests.access.mailserver.Broken"
    return Broken


def queue(person: Person, kind: str = TASK, subject: str = "Aufgabe") -> OutgoingMail | None:
    return outbox.queue_mail(person, subject, f"Text zu {subject}\n", language="de", cause="test", kind=kind)


def prefer(person: Person, pace: Pace, kind: str = TASK) -> None:
    preferences.choose(person, {kind: pace}, "de", by=factories.make_viewer(person))


def wait_until(moment: datetime) -> None:
    clock.set_ahead(clock.ahead() + (moment - clock.now()) + timedelta(seconds=1))


def test_formal_mail_cannot_be_switched_off(network: Network) -> None:
    person = factories.make_person(network)
    for kind in (CONVOCATION, "unheard_of"):
        assert kind_of(kind).formal
        prefer(person, Pace.NEVER, kind)
        MailPreference.objects.create(network=network, person=person, kind=kind, pace=Pace.NEVER)
        mail = queue(person, kind)
        assert mail is not None
        assert mail.state == "queued"


def test_mail_that_is_not_wanted_is_not_written(network: Network) -> None:
    person = factories.make_person(network)
    prefer(person, Pace.NEVER)
    assert queue(person) is None
    assert queue(person, REMINDER) is not None
    assert OutgoingMail.objects.count() == 1


def test_only_oneself_chooses(network: Network) -> None:
    person, other = factories.make_person(network), factories.make_person(network)
    with pytest.raises(NotPossible):
        preferences.choose(person, {TASK: Pace.NEVER}, "fr", by=factories.make_viewer(other))
    with pytest.raises(NotAllowed):
        preferences.choose(person, {TASK: Pace.NEVER}, "fr", by=factories.make_viewer(network=network))
    with pytest.raises(NotPossible):
        preferences.choose(person, {}, "pt", by=factories.make_viewer(person))


def test_language_of_mail_is_the_chosen_one(network: Network) -> None:
    person = factories.make_person(network)
    preferences.choose(person, {}, "fr", by=factories.make_viewer(person))
    person.refresh_from_db()
    assert outbox.language_for(person) == "fr"


@pytest.mark.parametrize(
    ("after", "pace", "expected"),
    [
        ("2026-11-22 04:00", Pace.DAILY, "2026-11-22 06:00"),
        ("2026-11-22 06:00", Pace.DAILY, "2026-11-23 06:00"),
        ("2026-11-22 12:00", Pace.WEEKLY, "2026-11-23 06:00"),
        ("2026-11-23 06:00", Pace.WEEKLY, "2026-11-30 06:00"),
        ("2026-03-28 12:00", Pace.DAILY, "2026-03-29 05:00"),
        ("2026-10-24 12:00", Pace.DAILY, "2026-10-25 06:00"),
    ],
)
def test_digest_goes_out_at_seven_on_the_networks_clock(after: str, pace: Pace, expected: str) -> None:
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = preferences.next_digest(moment, pace, ZoneInfo("Europe/Luxembourg"))
    assert found.astimezone(UTC) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_what_waits_is_gathered_into_one_mail(network: Network, server: Any) -> None:
    person = factories.make_person(network, "Anna Muster")
    prefer(person, Pace.DAILY)
    first, second = queue(person, subject="Bericht"), queue(person, subject="Rechnung")
    assert first is not None
    assert second is not None
    assert (first.state, second.state) == ("held", "held")
    assert send_outbox.call() == {"sent": 0, "failed": 0}
    set_demo_ahead(2)
    assert send_outbox.call() == {"sent": 1, "failed": 0}
    (message,) = server.taken
    assert "Text zu Bericht" in message.body
    assert "Text zu Rechnung" in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    digest = OutgoingMail.objects.get(cause="digest")
    assert set(digest.gathered.values_list("subject", "state")) == {("Bericht", "digested"), ("Rechnung", "digested")}
    assert send_outbox.call() == {"sent": 0, "failed": 0}


def test_digest_is_planned_and_survives_a_mail_server_that_is_down(network: Network, server: Any) -> None:
    person = factories.make_person(network)
    prefer(person, Pace.WEEKLY)
    mail = queue(person)
    assert mail is not None
    assert outbox.send_due().again_at == mail.next_try_at
    set_demo_ahead(8)
    server.down = True
    send_outbox.call()
    send_outbox.call()
    assert OutgoingMail.objects.filter(cause="digest", state="queued").count() == 1
    server.down = False
    assert send_outbox.call() == {"sent": 1, "failed": 0}


def test_waiting_mail_of_a_person_who_lost_the_address_is_not_lost_silently(network: Network) -> None:
    person = factories.make_person(network)
    prefer(person, Pace.DAILY)
    mail = queue(person)
    assert mail is not None
    person.email = ""
    person.save()
    wait_until(mail.next_try_at)
    assert digests.gather() == 0
    mail.refresh_from_db()
    assert (mail.state, mail.error) == ("failed", "no e-mail address")


@pytest.mark.parametrize("number", [3, 30])
def test_preferences_of_many_are_read_with_two_queries(
    network: Network, number: int, django_assert_num_queries: Any
) -> None:
    people = [factories.make_person(network) for _ in range(number)]
    now = clock.now()
    mails = [
        OutgoingMail(network=network, person=p, to=p.email, kind=TASK, created_at=now, next_try_at=now) for p in people
    ]
    with django_assert_num_queries(2):
        assert len(preferences.as_preferred(mails)) == number


def refused_at(message: Any) -> str:
    address = str(message.extra_headers["List-Unsubscribe"]).strip("<>")
    return urlsplit(address).path


def test_one_click_stops_one_kind_without_signing_in(network: Network, server: Any, client: Client) -> None:
    person = factories.make_person(network)
    queue(person)
    outbox.send_due()
    (message,) = server.taken
    path = refused_at(message)
    assert path in message.body
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(path).status_code == 200
    assert not MailPreference.objects.exists(), "a mail scanner that follows links changes nothing"
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert preferences.paces_of(person)[TASK] == Pace.NEVER
    assert preferences.paces_of(person)[REMINDER] == Pace.AT_ONCE
    assert client.post(path[:-4] + "xxx/").status_code == 404


def test_formal_mail_has_no_such_button_but_leads_to_the_preferences(network: Network, server: Any) -> None:
    queue(factories.make_person(network), CONVOCATION)
    outbox.send_due()
    (message,) = server.taken
    assert "List-Unsubscribe" not in message.extra_headers
    assert reverse("access:mail_preferences") in message.body


def test_token_of_another_network_is_worth_nothing(network: Network) -> None:
    mail = queue(factories.make_person(network))
    assert mail is not None
    token = preferences.unsubscribe_token(mail)
    assert preferences.read_token(token, network) == (mail.person, TASK)
    other = factories.make_network("tonicites", charter=factories.charter_source("tonicites"))
    assert preferences.read_token(token, other) is None


def test_saying_no_to_a_digest_stops_what_goes_into_it(network: Network) -> None:
    person = factories.make_person(network)
    prefer(person, Pace.WEEKLY)
    preferences.unsubscribe(person, "digest")
    paces = preferences.paces_of(person)
    assert (paces[TASK], paces["translation"], paces[REMINDER]) == (Pace.NEVER, Pace.NEVER, Pace.AT_ONCE)


def test_page_keeps_a_persons_choice(network: Network, client: Client) -> None:
    person = factories.make_person(network)
    factories.sign_in(client, person)
    address = reverse("access:mail_preferences")
    assert address in client.get(reverse("access:me")).text
    page = client.get(address)
    assert all(f'name="{kind.key}"' in page.text for kind in choosable())
    given = {kind.key: "weekly" for kind in choosable()} | {"language": "fr"}
    assert client.post(address, given).status_code == 302
    person.refresh_from_db()
    assert person.language == "fr"
    assert set(preferences.paces_of(person).values()) == {Pace.WEEKLY}
    assert client.post(address, given | {TASK: "hourly"}).status_code == 200
    assert preferences.paces_of(person)[TASK] == Pace.WEEKLY


def test_visitor_has_no_preferences(network: Network, client: Client) -> None:
    assert client.get(reverse("access:mail_preferences")).status_code in (302, 403)
