"""The outbox as the secretariat reads it, and only the secretariat."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from quattropole import clock
from quattropole.access import outbox
from quattropole.access.kinds import TASK
from quattropole.access.mail_queries import MailFilter, mail_page
from quattropole.access.models import Bounce, Enclosure, OutgoingMail
from quattropole.access.rules import may_see_mails, visible_mails
from quattropole.network.models import Network, Person
from tests import factories


def queue(person: Person, subject: str = "Einladung", kind: str = "") -> OutgoingMail:
    mail = outbox.queue_mail(person, subject, "Text <b>\n", language="de", cause="test", kind=kind)
    assert mail is not None
    return mail


def came_back(mail: OutgoingMail) -> Bounce:
    OutgoingMail.objects.filter(pk=mail.pk).update(state="bounced", bounced_at=clock.now(), sent_at=clock.now())
    return Bounce.objects.create(
        network=mail.network, mail=mail, at=clock.now(), address=mail.to, kind="permanent", status="5.1.1", report="x"
    )


def test_filter_agrees_with_the_predicate(network: Network) -> None:
    house = factories.make_house(network, councillors=1)
    queue(house.president)
    for person in (house.secretary, house.president, house.councillors[0]):
        viewer = factories.make_viewer(person)
        assert visible_mails(viewer).exists() == may_see_mails(viewer) == (person == house.secretary)
    assert not visible_mails(factories.make_viewer(network=network)).exists()


@pytest.mark.parametrize("name", ["mails", "mail", "mail_again", "mail_enclosure", "mail_works"])
@pytest.mark.parametrize("who", ["visitor", "president", "councillor"])
def test_nobody_else_comes_in(network: Network, client: Client, name: str, who: str) -> None:
    house = factories.make_house(network, councillors=1)
    mail = queue(house.president)
    came_back(mail)
    file = Enclosure.objects.create(network=network, mail=mail, name="a.pdf", media_type="application/pdf", content=b"")
    if who != "visitor":
        factories.sign_in(client, house.president if who == "president" else house.councillors[0])
    keys = {"mails": [], "mail_enclosure": [mail.pk, file.pk], "mail_works": [house.president.pk]}
    address = reverse(f"access:{name}", args=keys.get(name, [mail.pk]))
    ask = client.post if name in ("mail_again", "mail_works") else client.get
    assert ask(address).status_code in (302, 403)
    mail.refresh_from_db()
    assert mail.state == "bounced"


def test_list_is_narrowed_by_state_kind_and_words(network: Network) -> None:
    secretary = factories.make_viewer(factories.make_secretary(network))
    anna, bert = factories.make_person(network, "Anna Muster"), factories.make_person(network, "Bert Beispiel")
    first, second = queue(anna, "Einladung"), queue(bert, "Aufgabe", TASK)
    came_back(first)

    def found(**narrowed: str) -> list[OutgoingMail]:
        return [line.mail for line in mail_page(secretary, 1, MailFilter(**narrowed)).lines]

    assert found() == [second, first]
    assert found(state="bounced") == [first]
    assert found(kind=TASK) == [second]
    assert found(words="anna einl") == [first]
    assert found(words="anna aufgabe") == []


@pytest.mark.parametrize("number", [3, 60])
def test_list_makes_the_same_queries_for_few_and_many(
    network: Network, number: int, django_assert_num_queries: Any
) -> None:
    secretary = factories.make_viewer(factories.make_secretary(network))
    for _ in range(number):
        came_back(queue(factories.make_person(network)))
    assert secretary.is_secretariat
    with django_assert_num_queries(4):
        page = mail_page(secretary, 1, MailFilter())
        assert [str(line.mail.person) for line in page.lines]
        assert len(page.failing) == number


def test_pages_show_what_happened_and_send_again(network: Network, client: Client) -> None:
    secretary = factories.make_secretary(network)
    factories.sign_in(client, secretary)
    assert client.get(reverse("access:mails")).status_code == 200
    mail = queue(factories.make_person(network, "Anna Muster"))
    file = Enclosure.objects.create(
        network=network,
        mail=mail,
        name="Brief für Anna.pdf",
        media_type="application/pdf",
        content=b"%PDF",
        sha256="ab",
    )
    came_back(mail)
    listed = client.get(reverse("access:mails") + "?state=bounced&kind=nonsense&page=zz")
    assert "Anna Muster" in listed.text
    detail = client.get(reverse("access:mail", args=[mail.pk]))
    assert "Text &lt;b&gt;" in detail.text
    assert "5.1.1" in detail.text
    sent = client.get(reverse("access:mail_enclosure", args=[mail.pk, file.pk]))
    assert sent.content == b"%PDF"
    assert sent["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("access:mail_enclosure", args=[mail.pk + 1, file.pk])).status_code == 404
    assert client.post(reverse("access:mail_again", args=[mail.pk])).status_code == 302
    mail.refresh_from_db()
    assert (mail.state, mail.round) == ("queued", 2)
    assert client.post(reverse("access:mail_again", args=[mail.pk])).status_code == 302
    assert client.post(reverse("access:mail_works", args=[mail.person_id])).status_code == 302
    assert client.get(reverse("access:mail", args=[mail.pk + 99])).status_code == 404


def test_mails_of_another_network_do_not_exist_here(network: Network, client: Client) -> None:
    other = factories.make_network("tonicites", charter=factories.charter_source("tonicites"))
    from django_scopes import scope

    with scope(network=other):
        foreign = queue(factories.make_person(other))
    factories.sign_in(client, factories.make_secretary(network))
    assert client.get(reverse("access:mail", args=[foreign.pk])).status_code == 404
