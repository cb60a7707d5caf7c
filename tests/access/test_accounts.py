"""Who can sign in, and as whom."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from quattropole.access.actions import change_email, link_identity, make_account, unlink_identity
from quattropole.access.models import Account, AuditEntry, Identity
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.access.viewer import Viewer
from quattropole.network.models import Network
from tests import factories

PASSWORD = "vier Städte, ein Netz"


@pytest.fixture
def secretary(network: Network) -> Viewer:
    return Viewer(network, factories.make_secretary(network))


def acts() -> list[str]:
    return list(AuditEntry.objects.order_by("number").values_list("act", flat=True))


def test_account_is_made_linked_and_recorded(network: Network, secretary: Viewer) -> None:
    person = factories.make_person(network)
    account = make_account(person, " Anna@Example.ORG ", PASSWORD, by=secretary)
    assert account.email == "anna@example.org"
    assert account.check_password(PASSWORD)
    assert Identity.objects.get(person=person).account == account
    assert EmailAddress.objects.get(user=account).verified
    assert acts() == ["account linked"]
    assert AuditEntry.objects.get().person == secretary.person


def test_account_without_a_password_cannot_sign_in_by_one(network: Network, client: Client) -> None:
    account = make_account(factories.make_person(network), "anna@example.org")
    assert not account.has_usable_password()
    client.post("/de/account/login/", {"login": "anna@example.org", "password": ""})
    assert "_auth_user_id" not in client.session


def test_same_address_in_two_networks_is_one_account(network: Network) -> None:
    here, there = factories.make_person(network), factories.make_person(factories.make_network("tonicites"))
    account = make_account(here, "anna@example.org", PASSWORD)
    again = make_account(there, "ANNA@example.org", "anderes Passwort, lang")
    assert again == account
    account.refresh_from_db()
    assert account.check_password(PASSWORD), "a second network cannot set the password"


def test_person_has_one_account_and_account_is_one_person(network: Network) -> None:
    anna, bruno = factories.make_person(network), factories.make_person(network)
    account = make_account(anna, "anna@example.org")
    with pytest.raises(NotPossible):
        make_account(anna, "other@example.org")
    with pytest.raises(NotPossible):
        link_identity(bruno, account)
    with pytest.raises(NotPossible):
        make_account(bruno, "anna@example.org")
    assert Identity.objects.count() == 1
    assert Account.objects.count() == 1, "nothing is left half-done"
    with pytest.raises(IntegrityError), transaction.atomic():
        Identity.objects.create(person=anna, account=Account.objects.create_user("x@example.org"))


@pytest.mark.parametrize("email", ["", "anna", "anna@", "anna@example.org\nBcc: x@example.org", "a b@example.org"])
def test_account_needs_an_address(network: Network, email: str) -> None:
    with pytest.raises(NotPossible):
        make_account(factories.make_person(network), email)
    assert not Account.objects.exists()


def test_unlinking_ends_what_the_account_sees(network: Network, client: Client) -> None:
    person = factories.make_secretary(network)
    factories.sign_in(client, person)
    assert client.get("/de/access/log/").status_code == 200
    unlink_identity(person)
    assert client.get("/de/access/log/").status_code == 403
    assert Account.objects.count() == 1
    with pytest.raises(NotPossible):
        unlink_identity(person)


def test_address_is_changed_by_the_secretariat(network: Network, secretary: Viewer, client: Client) -> None:
    account = make_account(factories.make_person(network), "alt@example.org", PASSWORD)
    change_email(account, "Neu@example.org", by=secretary)
    assert client.post("/de/account/login/", {"login": "neu@example.org", "password": PASSWORD}).status_code == 302
    assert not EmailAddress.objects.filter(email="alt@example.org").exists()
    assert acts()[-1] == "e-mail of account changed"
    make_account(factories.make_person(network), "besetzt@example.org")
    with pytest.raises(NotPossible):
        change_email(account, "besetzt@example.org", by=secretary)


def test_only_the_secretariat_manages_accounts(network: Network) -> None:
    member = Viewer(network, factories.make_holder(factories.make_organ(network, "board")))
    person = factories.make_person(network)
    account = make_account(factories.make_person(network), "anna@example.org")
    for act in (
        lambda: make_account(person, "x@example.org", by=member),
        lambda: link_identity(person, account, by=member),
        lambda: unlink_identity(person, by=member),
        lambda: change_email(account, "x@example.org", by=member),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Account.objects.count() == 1


def test_secretariat_of_one_network_cannot_move_an_account_of_two(network: Network, secretary: Viewer) -> None:
    account = make_account(factories.make_person(network), "anna@example.org")
    link_identity(factories.make_person(factories.make_network("tonicites")), account)
    with pytest.raises(NotAllowed):
        change_email(account, "taken-over@example.org", by=secretary)


def test_inactive_account_cannot_sign_in(network: Network, client: Client) -> None:
    account = make_account(factories.make_person(network), "anna@example.org", PASSWORD)
    account.is_active = False
    account.save()
    client.post("/de/account/login/", {"login": "anna@example.org", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    client.post("/de/account/password/reset/", {"email": "anna@example.org"})
    assert mail.outbox == []


def test_operators_account_gives_nothing_inside_a_network(network: Network, client: Client) -> None:
    operator = Account.objects.create_superuser("root@example.org", PASSWORD)
    client.force_login(operator, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get("/de/access/log/").status_code == 403
    assert client.get("/de/access/me/").status_code == 200
