"""Offices that go by turn: the cities take them one after another, without a vote."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django_scopes import scope

from quattropole import clock
from quattropole.access.models import AuditEntry
from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.access.viewer import Viewer
from quattropole.decisions import actions, queries
from quattropole.decisions.verify import run
from quattropole.network.actions import end_mandate
from quattropole.network.models import Mandate, Network, Office, Person
from tests import factories
from tests.decisions import pages

AHEAD = date(2028, 6, 1)


@pytest.fixture
def tonicites(db: None) -> Iterator[Network]:
    """Tonicités as its folder describes it, on a day in 2028 when sources name no presidency any more."""
    loaded = factories.load_network("tonicites")
    clock.set_ahead(AHEAD - clock.today() + timedelta(days=2))
    with scope(network=loaded):
        yield loaded


def presidency() -> Office:
    return Office.objects.get(key="presidency")


def of(city: str, number: int = 1) -> Person:
    return Person.objects.get(slug=f"steering-{city}-{number}")


def secretary(network: Network) -> Viewer:
    return factories.make_viewer(factories.make_secretary(network))


def test_cities_whose_turn_it_is_take_the_office_by_the_paragraph(tonicites: Network) -> None:
    by = secretary(tonicites)
    mandate = actions.take_turn(presidency(), of("luxembourg"), by=by)
    actions.take_turn(presidency(), of("esch", 2), by=by)
    assert (mandate.begins, mandate.ends) == (AHEAD, date(2030, 5, 31))
    assert "2022-2024 Luxembourg et Esch" in mandate.note["fr"]
    entry = AuditEntry.objects.filter(act="turn taken").order_by("number").first()
    assert entry is not None
    assert entry.details["city"] == "luxembourg"
    assert "2022-2024 Luxembourg et Esch" in entry.details["cite"]
    assert Mandate.objects.filter(office=presidency(), begins=AHEAD).count() == 2


def test_nobody_else_takes_it(tonicites: Network) -> None:
    by = secretary(tonicites)
    for person in (of("metz"), Person.objects.filter(slug__startswith="coordination-luxembourg").get()):
        with pytest.raises(NotPossible):
            actions.take_turn(presidency(), person, by=by)
    with pytest.raises(NotAllowed):
        actions.take_turn(presidency(), of("luxembourg"), by=factories.make_viewer(of("luxembourg")))
    actions.take_turn(presidency(), of("luxembourg"), by=by)
    with pytest.raises(NotPossible):
        actions.take_turn(presidency(), of("luxembourg", 2), by=by)


def test_successor_of_the_same_city_takes_the_rest_of_the_turn(tonicites: Network) -> None:
    by = secretary(tonicites)
    first = actions.take_turn(presidency(), of("luxembourg"), by=by)
    last = AHEAD + timedelta(days=100)
    end_mandate(first, on=last)
    following = actions.take_turn(presidency(), of("luxembourg", 2), by=by)
    assert (following.begins, following.ends) == (last + timedelta(days=1), date(2030, 5, 31))


def test_next_turn_can_be_recorded_ahead(tonicites: Network) -> None:
    mandate = actions.take_turn(presidency(), of("metz"), on=date(2030, 6, 1), by=secretary(tonicites))
    assert mandate.begins == date(2030, 6, 1)


def test_elected_office_is_not_taken_by_turn(network: Network) -> None:
    house = factories.make_house(network, councillors=1)
    with pytest.raises(NotPossible):
        actions.take_turn(house.presidency, house.mayors[1], by=factories.make_viewer(house.secretary))


def test_turns_are_shown_with_who_has_them(tonicites: Network) -> None:
    by = secretary(tonicites)
    actions.take_turn(presidency(), of("luxembourg"), by=by)
    (view,) = queries.turns_for(by, clock.today())
    now, ahead = view.turns
    assert (now.begins, ahead.begins, now.is_now, ahead.is_now) == (AHEAD, date(2030, 6, 1), True, False)
    luxembourg, esch = now.places
    assert [str(mandate.person) for mandate in luxembourg.holders] == [str(of("luxembourg"))]
    assert (esch.city.slug, esch.holders, set(esch.seated)) == ("esch", (), {of("esch"), of("esch", 2)})
    assert view.may_record


def test_turn_is_recorded_from_the_page_of_elections(tonicites: Network, settings: Any) -> None:
    settings.DEFAULT_NETWORK = "tonicites"
    person = factories.make_secretary(tonicites)
    client = pages.signed_in(person)
    text = pages.page(client, pages.address("elections"))
    assert "2022-2024 Luxembourg et Esch" in text
    office = presidency()
    pages.sent(client, pages.address("take_turn", office.pk), person=of("esch").pk, on=AHEAD.isoformat())
    assert Mandate.objects.get(office=office, begins=AHEAD).person == of("esch")
    pages.sent(client, pages.address("take_turn", office.pk), status=409, person=of("esch").pk, on=AHEAD.isoformat())
    pages.sent(client, pages.address("take_turn", office.pk), status=404, person=of("esch").pk, on="someday")


def test_what_goes_by_turn_verifies(tonicites: Network) -> None:
    actions.take_turn(presidency(), of("luxembourg"), by=secretary(tonicites))
    assert run() == []
