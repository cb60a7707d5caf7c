"""Who holds what on a day; mandates begin and end, and take along the seats that go with them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from quattropole.charter import State
from quattropole.network import verify
from quattropole.network.actions import MandateProblem, begin_mandate, end_mandate
from quattropole.network.models import Mandate, Network, Office, Organ, Person, Seat
from quattropole.network.queries import going_with, holders, mismatches, offices_on, organ_on, timeline
from tests import factories
from tests.network.folders import TODAY, load


@pytest.fixture
def quattropole(db: None) -> Iterator[Network]:
    network = load("quattropole")
    with scope(network=network):
        yield network


def seat(organ: str, key: str) -> Seat:
    return Seat.objects.select_related("organ", "network").get(organ__key=organ, key=key)


def person(slug: str) -> Person:
    return Person.objects.get(slug=slug)


def holder(organ: str, key: str, day: date) -> str:
    found = seat(organ, key)
    held = holders([found], day)
    return str(held[found.pk].person) if found.pk in held else ""


def queries_of(organ: Organ) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = organ_on(organ, TODAY)
        assert [str(entry.person) for entry in found.seats]
        assert found.by_city()
    return len(queries)


def test_an_organ_on_a_day_takes_as_many_queries_for_4_seats_as_for_44(quattropole: Network) -> None:
    board, assembly = (Organ.objects.select_related("network").get(key=key) for key in ("board", "assembly"))
    assert queries_of(board) == queries_of(assembly) == 5


def test_an_organ_knows_its_substitutes_on_a_day(quattropole: Network) -> None:
    board = Organ.objects.get(key="board")
    assert [str(entry.person) for entry in organ_on(board, date(2026, 6, 2)).substitutes] == ["Maurice Bauer"]
    assert organ_on(board, date(2026, 6, 1)).substitutes == ()


def test_an_organ_before_its_beginning_has_no_seats(quattropole: Network) -> None:
    found = organ_on(Organ.objects.get(key="assembly"), date(2014, 10, 15))
    assert found.seats == ()
    assert all(office.state is State.VACANT for office in offices_on(quattropole, date(2014, 10, 15)))


def test_a_president_goes_on_acting_after_the_term(quattropole: Network) -> None:
    president = offices_on(quattropole, date(2027, 1, 15))[0]
    assert president.is_acting
    assert [str(mandate.person) for mandate in president.mandates] == ["François Grosdidier"]
    assert not offices_on(quattropole, date(2026, 12, 31))[0].is_acting


def test_a_mandate_that_begins_ends_that_of_the_holder_before(quattropole: Network) -> None:
    leibe = person("wolfram-leibe")
    begin_mandate(leibe, Office.objects.get(key="president"), begins=date(2026, 12, 1), ends=date(2028, 11, 30))
    assert [(m.person.slug, m.ends) for m in timeline("president")[-2:]] == [
        ("francois-grosdidier", date(2026, 11, 30)),
        ("wolfram-leibe", date(2028, 11, 30)),
    ]


def test_a_board_member_takes_the_seat_in_the_assembly_along(quattropole: Network) -> None:
    board = seat("board", "metz-1")
    assert [(s.organ.key, s.key) for s in going_with(board, TODAY)] == [("assembly", "metz-1")]
    successor = factories.make_person(quattropole, "Erika Muster", city=board.city)
    mandate = begin_mandate(successor, board, begins=date(2026, 12, 1))
    for organ in ("board", "assembly"):
        assert holder(organ, "metz-1", date(2026, 11, 30)) == "François Grosdidier"
        assert holder(organ, "metz-1", date(2026, 12, 1)) == "Erika Muster"
    end_mandate(mandate, on=date(2027, 3, 31))
    for organ in ("board", "assembly"):
        assert holder(organ, "metz-1", date(2027, 4, 1)) == ""
        assert len(organ_on(Organ.objects.get(key=organ), date(2027, 4, 1)).vacancies) == 1


def test_a_mandate_cannot_begin_where_somebody_follows_later(quattropole: Network) -> None:
    with pytest.raises(MandateProblem, match="2019-01-01"):
        begin_mandate(person("dominique-gros"), Office.objects.get(key="president"), begins=date(2018, 6, 1))
    assert len(timeline("president")) == 6


@pytest.mark.parametrize("ends", [date(2026, 11, 30), date(2000, 1, 1)])
def test_a_mandate_cannot_end_before_it_begins(ends: date, quattropole: Network) -> None:
    office = Office.objects.get(key="treasurer")
    with pytest.raises(MandateProblem):
        begin_mandate(person("uwe-conradt"), office, begins=date(2026, 12, 1), ends=ends)
    mandate = begin_mandate(person("uwe-conradt"), office, begins=date(2026, 12, 1))
    with pytest.raises(MandateProblem):
        end_mandate(mandate, on=ends)


def test_a_mandate_that_has_ended_does_not_end_later(quattropole: Network) -> None:
    with pytest.raises(MandateProblem):
        end_mandate(timeline("president")[0], on=date(2018, 1, 1))


def test_nobody_holds_a_seat_of_another_network(quattropole: Network) -> None:
    other = factories.make_network("other")
    stranger = factories.make_person(other, "Erika Muster")
    with pytest.raises(MandateProblem):
        begin_mandate(stranger, seat("board", "metz-1"), begins=TODAY)


def test_an_office_of_two_places_takes_two_and_no_third(db: None) -> None:
    network = load("tonicites")
    with scope(network=network):
        office = Office.objects.get(key="presidency")
        for slug in ("steering-metz-1", "steering-luxembourg-1"):
            begin_mandate(person(slug), office, begins=date(2028, 6, 1), ends=date(2030, 5, 31))
        with pytest.raises(MandateProblem):
            begin_mandate(person("steering-esch-1"), office, begins=date(2028, 6, 1))


@pytest.mark.parametrize("slug", ["quattropole", "tonicites"])
def test_the_networks_that_come_along_have_the_seats_of_their_charters(slug: str, db: None) -> None:
    network = load(slug)
    with scope(network=network):
        for day in (version.valid_from for version in network.charter.versions):
            assert mismatches(network, day) == []
    assert verify.run() == []


def test_verify_names_seats_that_the_charter_does_not_compose(quattropole: Network) -> None:
    Mandate.objects.filter(seat=seat("assembly", "metz-4")).delete()
    seat("assembly", "metz-4").delete()
    factories.make_seat(Organ.objects.get(key="board"), seat("board", "trier-1").city, number=2)
    found: Any = verify.run()
    assert "quattropole: assembly lacks the seat metz-4 on 2014-10-16" in found
    assert any("board has the seat trier-2 on 2014-10-16, which the charter does not know" in line for line in found)


def test_verify_names_a_changed_charter_and_a_seat_held_from_elsewhere(quattropole: Network) -> None:
    Mandate.objects.filter(seat__organ__key="board", seat__key="metz-1", ends=None).update(
        person=person("wolfram-leibe")
    )
    Network.objects.update(charter_digest="0" * 64)
    found = verify.run()
    assert "quattropole: the charter is not the one whose digest is kept" in found
    assert "quattropole: board/metz-1 is held by wolfram-leibe of another city" in found
