"""A demo is entered with one click and its clock can be set ahead; outside a demo neither exists."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from quattropole import clock
from quattropole.access import demo
from quattropole.access.actions import make_account
from quattropole.access.models import Account, AuditEntry, Identity
from quattropole.network.clock import set_demo_ahead, wind
from quattropole.network.models import DemoClock, Network, Person
from tests import factories

ENTER, CLOCK = "/de/access/demo/", "/de/access/demo/clock/"


@pytest.fixture
def people(network: Network) -> list[Person]:
    house = factories.make_house(network, councillors=1)
    network.demo_entries = [
        {"slug": slug, "person": person.slug, "label": {"de": label}, "try": {"fr": "Ouvrir la séance"}}
        for slug, person, label in [
            ("president", house.president, "Präsidentin"),
            ("secretariat", house.secretary, "Sekretariat"),
        ]
    ] + [{"slug": "gone", "person": "nobody", "label": {"de": "Niemand"}, "try": {}}]
    network.save()
    return [house.president, house.secretary]


def test_page_lists_whom_the_folder_lets_in(client: Client, people: list[Person]) -> None:
    html = client.get(ENTER).content.decode()
    assert "Präsidentin" in html
    assert '<span lang="fr">Ouvrir la séance</span>' in html
    assert "Niemand" not in html


def test_click_enters(client: Client, people: list[Person]) -> None:
    answer = client.post(ENTER, {"entry": "president"})
    assert answer.status_code == 302
    assert client.get("/de/access/me/").context["viewer"].person == people[0]
    client.post(ENTER, {"entry": "secretariat"})
    assert client.get("/de/access/me/").context["viewer"].person == people[1]
    client.post(ENTER, {})
    assert client.get("/de/access/me/").status_code == 302, "signed out"


def test_entering_twice_makes_one_account(client: Client, people: list[Person]) -> None:
    for _ in range(2):
        client.post(ENTER, {"entry": "president"})
    assert Identity.objects.filter(person=people[0]).count() == 1
    assert not Account.objects.get(identities__person=people[0]).has_usable_password()


def test_entering_uses_the_account_that_is_there(client: Client, people: list[Person]) -> None:
    account = make_account(people[0], "p@example.org", "vier Städte, ein Netz")
    client.post(ENTER, {"entry": "president"})
    assert client.session["_auth_user_id"] == str(account.pk)


@pytest.mark.parametrize("entry", ["nobody", "gone", "x" * 500])
def test_nobody_else_can_be_entered_as(client: Client, people: list[Person], entry: str) -> None:
    answer = client.post(ENTER, {"entry": entry})
    assert answer.status_code == 409
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("/de/access/me/", "/de/access/me/"),
        ("https://elsewhere.example/", "/de/desk/"),
        ("//elsewhere.example/", "/de/desk/"),
        ("javascript:alert(1)", "/de/desk/"),
    ],
)
def test_entering_leads_only_to_our_own_pages(client: Client, people: list[Person], wanted: str, expected: str) -> None:
    assert client.post(ENTER, {"entry": "president", "next": wanted})["Location"] == expected


def test_clock_is_set_ahead_and_back(client: Client, people: list[Person]) -> None:
    client.post(ENTER, {"entry": "president"})
    for leap, days in [("day", 1), ("week", 8), ("today", 0)]:
        assert client.post(CLOCK, {"to": leap, "next": "/de/access/me/"})["Location"] == "/de/access/me/"
        assert DemoClock.objects.get(pk=1).ahead_days == days
        assert client.get("/de/access/me/").context["today"] == demo.real_today() + timedelta(days=days)
    assert AuditEntry.objects.filter(act="demo clock set", person=people[0]).count() == 3


def test_clock_is_set_only_by_somebody_who_entered(client: Client, people: list[Person]) -> None:
    assert client.post(CLOCK, {"to": "week"}).status_code == 403
    assert client.get(CLOCK).status_code == 405
    assert not DemoClock.objects.exists()


def test_clock_goes_to_the_day_that_a_room_offers(
    client: Client, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    day = demo.real_today() + timedelta(days=41)
    monkeypatch.setattr(demo, "_leaps", dict(demo._leaps))
    demo.offer_leap("meeting", "Tag der Sitzung", lambda network: day)
    demo.offer_leap("never", "Nie", lambda network: None)
    client.post(ENTER, {"entry": "president"})
    html = client.get("/de/access/me/").content.decode()
    assert "Tag der Sitzung" in html
    assert "Nie" not in re_buttons(html)
    client.post(CLOCK, {"to": "meeting"})
    assert DemoClock.objects.get(pk=1).ahead_days == 41


def re_buttons(html: str) -> str:
    return html[html.index('name="to"') : html.index("<header")]


@pytest.mark.parametrize("key", ["yesterday", "", "never", "far"])
def test_clock_never_runs_behind_or_out_of_sight(
    client: Client, people: list[Person], monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setattr(demo, "_leaps", dict(demo._leaps))
    demo.offer_leap("yesterday", "x", lambda network: demo.real_today() - timedelta(days=1))
    demo.offer_leap("never", "x", lambda network: None)
    demo.offer_leap("far", "x", lambda network: demo.real_today() + timedelta(days=40_000))
    client.post(ENTER, {"entry": "president"})
    client.post(CLOCK, {"to": key})
    assert not DemoClock.objects.exists()


def test_outside_a_demo_the_clock_is_that_of_the_world(network: Network, settings: Any) -> None:
    set_demo_ahead(5)
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        set_demo_ahead(9)
    wind()
    assert clock.ahead() == timedelta()


def test_addresses_of_the_demo_are_named() -> None:
    assert reverse("access:demo_enter") == ENTER
    assert reverse("access:demo_clock") == CLOCK
    with pytest.raises(NoReverseMatch):
        reverse("access:demo_nothing")


@pytest.mark.parametrize("wanted", ["abc", "desk:nothing", "https://evil.example/", "//evil.example", "\x00", "²"])
def test_clock_goes_back_only_to_a_page_of_ours(client: Client, people: list[Person], wanted: str) -> None:
    answer = client.post(CLOCK, {"to": "nothing", "next": wanted})
    assert answer.status_code in (302, 403)
    client.post(ENTER, {"entry": "president"})
    answer = client.post(CLOCK, {"to": "nothing", "next": wanted})
    assert (answer.status_code, answer["Location"]) == (302, ENTER)


def test_whoever_holds_a_seat_can_be_entered_as(quattropole: Network, client: Client) -> None:
    people = demo.others(quattropole)
    offered = {entry.person for entry in demo.entries(quattropole)}
    assert len(people) > 30
    assert not offered & set(people)
    address = reverse("access:demo_enter")
    assert people[0].slug in client.get(address).content.decode()
    assert client.post(address, {"entry": people[0].slug}).status_code == 302
    assert client.post(address, {"entry": "nobody"}).status_code == 409
