"""The secretariat keeps how people are reached and who can sign in; nobody else sees it."""

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from quattropole.access.models import AuditEntry, Identity
from quattropole.access.people import change_contact
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.network.models import Person
from tests.factories import House, make_house, make_network, make_person, make_viewer, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return make_house(make_network(), councillors=1)


@pytest.fixture
def secretary(house: House) -> Client:
    browser = Client()
    sign_in(browser, house.secretary)
    return browser


def test_secretariat_enters_addresses_and_language(house: House, secretary: Client) -> None:
    person = make_person(house.network, "Nora Neu", email="")
    page = reverse("access:person", args=[person.pk])
    assert secretary.get(page).status_code == 200
    answer = secretary.post(
        page, {"email": "new@example.org", "postal_address": " 1, rue du Pont \r\n\r\n57000  Metz", "language": "fr"}
    )
    assert answer.status_code == 302
    with scope(network=house.network):
        person.refresh_from_db()
        assert (person.email, person.postal_address, person.language) == (
            "new@example.org",
            "1, rue du Pont\n57000 Metz",
            "fr",
        )
        assert AuditEntry.objects.filter(act="contact changed", subject_id=person.pk).count() == 1
    wrong = secretary.post(page, {"email": "nowhere", "postal_address": "", "language": ""})
    assert wrong.status_code == 200
    with scope(network=house.network):
        person.refresh_from_db()
        assert person.email == "new@example.org"


def test_list_is_narrowed_to_who_cannot_be_reached(house: House, secretary: Client) -> None:
    make_person(house.network, "Ohne Adresse", email="")
    make_person(house.network, "Mit Adressat", email="mit@example.org")
    page = secretary.get(reverse("access:people"), {"lacks": "email", "words": "Adress"}).content.decode()
    assert "Ohne Adresse" in page
    assert "Mit Adressat" not in page


def test_account_is_made_and_taken_away(house: House, secretary: Client) -> None:
    person = make_person(house.network, "Nora Neu", email="new@example.org")
    for _twice in range(2):
        assert secretary.post(reverse("access:give_account", args=[person.pk])).status_code == 302
    with scope(network=house.network):
        assert Identity.objects.filter(person=person, account__email="new@example.org").count() == 1
    secretary.post(reverse("access:take_account", args=[person.pk]))
    with scope(network=house.network):
        assert not Identity.objects.filter(person=person).exists()


def test_nobody_else_sees_or_changes_contacts(house: House) -> None:
    with scope(network=house.network):
        person = make_person(house.network, "Nora Neu", email="new@example.org")
        member = make_viewer(make_person(house.network, "Mia Mitglied"))
        with pytest.raises(NotAllowed):
            change_contact(person, email="", postal_address="", language="", by=member)
    visitor, other = Client(), Client()
    sign_in(other, make_person(house.network, "Jemand Anders"))
    for browser in (visitor, other):
        for name, arguments in (("people", []), ("person", [person.pk])):
            assert browser.get(reverse(f"access:{name}", args=arguments)).status_code == 403
        for name in ("person", "give_account", "take_account"):
            assert browser.post(reverse(f"access:{name}", args=[person.pk]), {"email": "x@y.zz"}).status_code == 403
    with scope(network=house.network):
        person.refresh_from_db()
        assert person.email == "new@example.org"


def test_person_of_another_network_is_not_there(house: House, secretary: Client) -> None:
    stranger = make_person(make_network("elsewhere"), "Fremde Person", email="a@example.org")
    assert secretary.get(reverse("access:person", args=[stranger.pk])).status_code == 404
    assert secretary.post(reverse("access:give_account", args=[stranger.pk])).status_code == 404


def test_language_that_the_platform_does_not_speak_is_refused(house: House) -> None:
    with scope(network=house.network):
        person: Person = make_person(house.network, "Nora Neu")
        with pytest.raises(NotPossible):
            change_contact(person, email="", postal_address="", language="xx", by=make_viewer(house.secretary))
