"""The calendar of terms and mandates, and the year: what ends, what is vacant, elections, balance; fast for many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quattropole import clock
from quattropole.network.models import City, Mandate, Network, Person, Seat
from quattropole.planning.drawings import Stretch, parted_bar, terms
from quattropole.planning.queries.mandates import Asked, Mandates, mandates_for, vacant_seats
from quattropole.planning.queries.year import year_of
from tests.factories import (
    House,
    load_network,
    make_house,
    make_mandate,
    make_meeting,
    make_person,
    make_seat,
    make_viewer,
    words,
)


@pytest.fixture
def house(network: Network) -> House:
    """A house of three councillors a city."""
    return make_house(network, councillors=3)


def found(house: House, **asked: object) -> Mandates:
    """The calendar for the secretariat."""
    return mandates_for(make_viewer(house.secretary), Asked(**asked))  # type: ignore[arg-type]  # names and numbers


def end(person: Person, days: int) -> Mandate:
    """The person's mandate ends so many days from today."""
    mandate = person.mandates.get(seat__organ__key="assembly")
    mandate.ends = clock.today() + timedelta(days=days)
    mandate.save()
    return mandate


def test_seats_that_end_are_counted_by_organ_city_and_day(house: House) -> None:
    for person in house.councillors[:2]:
        end(person, 100)
    end(house.councillors[3], 500)
    (row,) = found(house).seats
    assert (row.city, row.seats) == (house.cities[0], 2)
    assert [row.seats for row in found(house, months=24).seats] == [2, 1]


def test_seat_with_a_successor_is_not_ending(house: House) -> None:
    mandate = end(house.councillors[0], 100)
    assert mandate.seat is not None
    make_mandate(make_person(house.network), mandate.seat, begins=clock.today() + timedelta(days=101))
    assert not found(house).seats


def test_office_that_ends_or_is_vacant_is_shown(house: House) -> None:
    assert not found(house).offices
    mandate = Mandate.objects.get(office=house.presidency)
    mandate.ends = clock.today() + timedelta(days=30)
    mandate.save()
    (entry,) = found(house).offices
    assert entry.names == str(house.president)
    Mandate.objects.filter(office=house.presidency).delete()
    assert [held.office for held in found(house).vacant_offices] == [house.presidency]


def test_vacant_seats_are_those_nobody_holds(house: House) -> None:
    seat = make_seat(house.assembly, house.cities[1], number=9)
    assert list(vacant_seats(Asked())) == [seat]
    assert found(house).vacant == 1
    assert not vacant_seats(Asked(city=house.cities[0].slug)).exists()


def test_election_of_a_council_names_the_seats_that_depend_on_it(house: House) -> None:
    ahead = (clock.today() + timedelta(days=900)).isoformat()
    City.objects.filter(pk=house.cities[0].pk).update(
        council_elections=[{"on": ahead, "assumed": True, "source": words("Alle sechs Jahre")}, {"on": "2001-01-01"}]
    )
    (election,) = found(house).elections
    assert election.assumed
    assert dict(election.seats) == {house.board: 1, house.assembly: 3}
    assert election.total == 4


def test_balance_counts_what_people_say_and_the_rest_as_unknown(house: House) -> None:
    Person.objects.filter(pk__in=[person.pk for person in house.councillors[:2]]).update(gender="w")
    Person.objects.filter(pk=house.councillors[3].pk).update(gender="m")
    by_organ = {str(row.label): row for row in found(house, organ="assembly").by_organ}
    row = by_organ["Assembly"]
    assert (row.women, row.men, row.others, row.unknown, row.filled) == (2, 1, 0, 9, 12)
    assert sum(part.width for part in row.parts) == 600
    first = found(house, city=house.cities[0].slug, organ="assembly").by_city
    assert [(row.women, row.unknown) for row in first] == [(2, 1)]


def test_former_mandates_do_not_count(house: House) -> None:
    Person.objects.filter(pk=house.councillors[0].pk).update(gender="w")
    end(house.councillors[0], -1)
    assert sum(row.women for row in found(house).by_organ) == 0
    assert found(house).vacant == 1


def test_calendar_takes_the_same_number_of_queries_for_12_and_2000_seats(house: House) -> None:
    def count() -> int:
        viewer = make_viewer(house.secretary)
        with CaptureQueriesContext(connection) as queries:
            mandates_for(viewer, Asked(months=24))
        return len(queries)

    count()
    one = count()
    people = Person.objects.bulk_create(
        Person(network=house.network, slug=f"many-{number}", city=house.cities[number % 4]) for number in range(2000)
    )
    seats = Seat.objects.bulk_create(
        Seat(
            network=house.network,
            organ=house.assembly,
            city=house.cities[number % 4],
            number=number + 100,
            key=f"many-{number}",
            basis="delegated",
        )
        for number in range(2000)
    )
    Mandate.objects.bulk_create(
        Mandate(network=house.network, person=person, seat=seat, begins=clock.today(), ends=clock.today())
        for person, seat in zip(people, seats, strict=True)
    )
    assert count() == one
    rows = found(house).seats
    assert [row.seats for row in rows] == [500] * 4


def test_loaded_elections_of_quattropole_are_all_assumed(db: None) -> None:
    from django_scopes import scope

    network = load_network("quattropole")
    with scope(network=network):
        cities = [city for city in City.objects.all() if city.council_elections]
        assert {city.slug for city in cities} == {"luxembourg", "metz", "saarbruecken", "trier"}
        assert all(entry["assumed"] and entry["source"]["fr"] for city in cities for entry in city.council_elections)


def test_parts_fill_their_bar_exactly() -> None:
    parts = parted_bar([("a", 1), ("b", 0), ("c", 2), ("d", 4)], width=100)
    assert [part.kind for part in parts] == ["a", "c", "d"]
    assert sum(part.width for part in parts) == 100
    assert parted_bar([("a", 0)]) == ()


def test_terms_are_drawn_within_the_years_and_the_rest_is_counted() -> None:
    today = clock.today()
    many = [Stretch(str(number), "", today, today + timedelta(days=30), 1) for number in range(45)]
    drawing = terms(many, [], today=today, years=6, width=900)
    assert (len(drawing.bars), drawing.left_out) == (40, 5)
    assert all(bar.x >= 0 and bar.x + bar.width <= 900 for bar in drawing.bars)


def test_year_shows_meetings_their_steps_and_collisions(house: House) -> None:
    starts_at = clock.now() + timedelta(days=40)
    for organ in (house.board, house.assembly):
        make_meeting(organ, starts_at=starts_at)
    shown = year_of(make_viewer(house.secretary), starts_at.year)
    assert [len(day.meetings) for day in shown.collisions] == [2]
    steps = sum(len(day.steps) for month in shown.months for day in month.days)
    assert steps > 0
    stranger = year_of(make_viewer(make_person(house.network)), starts_at.year)
    assert not stranger.collisions
    councillor = year_of(make_viewer(house.councillors[0]), starts_at.year)
    assert sum(len(month.meetings) for month in councillor.months) == 1
    assert not any(day.steps for month in councillor.months for day in month.days)


def test_year_takes_the_same_number_of_queries_for_2_and_20_meetings(house: House) -> None:
    def count() -> int:
        viewer = make_viewer(house.secretary)
        with CaptureQueriesContext(connection) as queries:
            year_of(viewer, clock.today().year)
        return len(queries)

    for number in range(2):
        make_meeting(house.assembly, starts_at=clock.now() + timedelta(days=number))
    count()
    one = count()
    for number in range(18):
        make_meeting(house.assembly, starts_at=clock.now() + timedelta(days=number))
    assert count() == one
