"""Seats on a day, terms, vacancies, acting after the term."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quattropole.charter import (
    Charter,
    Mandate,
    Member,
    SeatBasis,
    State,
    Statutes,
    Term,
    compose,
    cost_shares,
    standing,
    term,
    turn,
    turn_term,
)
from quattropole.charter.terms import add_months, add_years
from tests.charter.charters import CITIES, TODAY

FOUNDED = date(2014, 10, 16)
FOUR = tuple(Member(city, FOUNDED) for city in CITIES)


def test_assembly_has_44_seats_and_the_board_four(statutes: Statutes) -> None:
    assembly = compose(statutes.organs["assembly"], FOUR, TODAY)
    assert len(assembly) == 44
    assert len({seat.key for seat in assembly}) == 44
    assert [(seat.basis, seat.with_organ) for seat in assembly if seat.key == "metz-1"] == [
        (SeatBasis.EX_OFFICIO, "board")
    ]
    assert [seat.basis for seat in assembly if seat.key == "metz-3"] == [SeatBasis.DELEGATED]
    assert [seat.key for seat in compose(statutes.organs["board"], FOUR, TODAY)] == [f"{city}-1" for city in CITIES]
    assert len(compose(statutes.organs["coordination"], FOUR, TODAY)) == 8


def test_composition_follows_membership_day_by_day(tonicites: Charter) -> None:
    members = [Member(city, date(2006, 7, 1)) for city in ("luxembourg", "esch", "longwy", "arlon")]
    members += [Member(city, date(2007, 9, 1)) for city in ("metz", "thionville")]
    before, after = date(2007, 8, 31), date(2007, 9, 1)
    assert len(compose(tonicites.on(before).organs["steering"], members, before)) == 8
    assert len(compose(tonicites.on(after).organs["steering"], members, after)) == 12
    gone = [*members[:-1], Member("thionville", date(2007, 9, 1), until=date(2020, 12, 31))]
    assert len(compose(tonicites.on(TODAY).organs["steering"], gone, date(2020, 12, 31))) == 12
    assert len(compose(tonicites.on(TODAY).organs["steering"], gone, date(2021, 1, 1))) == 10


@given(st.lists(st.integers(1, 500_000), min_size=1, max_size=200))
def test_population_shares_add_up_to_one(populations: list[int]) -> None:
    members = [Member(f"city{n}", FOUNDED, population=size) for n, size in enumerate(populations)]
    assert sum(cost_shares(members, TODAY).values()) == Fraction(1)


def test_population_must_be_known_to_be_shared() -> None:
    with pytest.raises(ValueError, match="luxembourg"):
        cost_shares(FOUR, TODAY)


@pytest.mark.parametrize(
    ("elected_on", "previous_end", "begins", "ends"),
    [
        # Elected on 16 October 2018 for 2019-2020, after the presidency of 2017-2018.
        (date(2018, 10, 16), date(2018, 12, 31), date(2019, 1, 1), date(2020, 12, 31)),
        (date(2018, 10, 16), None, date(2019, 1, 1), date(2020, 12, 31)),
        # Elected on the first day itself.
        (date(2019, 1, 1), date(2018, 12, 31), date(2019, 1, 1), date(2020, 12, 31)),
        # Elected late: from the day of the election, to the end of the regular period.
        (date(2021, 3, 5), date(2020, 12, 31), date(2021, 3, 5), date(2022, 12, 31)),
        # Elected very late: the period that runs on that day.
        (date(2023, 3, 5), date(2020, 12, 31), date(2023, 3, 5), date(2024, 12, 31)),
        # After a resignation in the middle of a year, late: within the period that began on 1 January.
        (date(2019, 9, 1), date(2019, 6, 30), date(2019, 9, 1), date(2020, 12, 31)),
    ],
)
def test_terms_of_the_presidency(
    statutes: Statutes, elected_on: date, previous_end: date | None, begins: date, ends: date
) -> None:
    found = term(statutes.offices["president"], elected_on, previous_end)
    assert (found.begins, found.ends) == (begins, ends)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_a_term_never_ends_before_it_begins(statutes: Statutes, elected_on: date, previous_end: date | None) -> None:
    found = term(statutes.offices["president"], elected_on, previous_end)
    assert found.ends is not None
    assert elected_on <= found.begins <= found.ends
    assert previous_end is None or previous_end < found.begins
    assert found.ends < add_years(found.begins, 2)


def test_standing_in_office_acting_and_vacant() -> None:
    gros = Mandate("gros", date(2017, 1, 1), date(2018, 12, 31))
    assert standing([gros], date(2016, 12, 31)).state is State.VACANT
    assert standing([gros], date(2018, 12, 31)).state is State.IN_OFFICE
    after = standing([gros], date(2019, 1, 1))
    assert (after.state, after.holders) == (State.ACTING, ("gros",))
    assert standing([gros], date(2019, 1, 1), acting_after=False).state is State.VACANT
    leibe = Mandate("leibe", date(2019, 3, 1), date(2020, 12, 31))
    assert standing([gros, leibe], date(2019, 3, 1)).holders == ("leibe",)
    assert standing([gros, leibe], date(2021, 1, 1)).holders == ("leibe",)


def test_nobody_goes_on_acting_after_a_resignation() -> None:
    resigned = Mandate("gros", date(2017, 1, 1), date(2018, 6, 30), resigned=True)
    earlier = Mandate("britz", date(2015, 1, 1), date(2016, 12, 31))
    assert standing([earlier, resigned], date(2018, 7, 1)).state is State.VACANT


def test_two_hold_a_double_office() -> None:
    pair = [Mandate(city, date(2024, 6, 1), date(2026, 5, 31)) for city in ("metz", "thionville")]
    assert standing(pair, date(2025, 1, 1)).holders == ("metz", "thionville")
    assert standing(pair, date(2026, 6, 1)).holders == ("metz", "thionville")


def test_a_mandate_ending_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Mandate("gros", date(2019, 1, 1), date(2018, 12, 31))


@pytest.mark.parametrize(
    ("on", "cities"),
    [
        (date(2022, 5, 31), ()),
        (date(2022, 6, 1), ("luxembourg", "esch")),
        (date(2024, 5, 31), ("luxembourg", "esch")),
        (date(2024, 6, 1), ("metz", "thionville")),
        (date(2026, 6, 1), ("arlon", "longwy")),
        (date(2028, 6, 1), ("luxembourg", "esch")),
    ],
)
def test_two_city_presidency_from_june_to_june(tonicites: Charter, on: date, cities: tuple[str, ...]) -> None:
    assert turn(tonicites.on(on).offices["presidency"], on) == cities


def test_turn_has_a_first_and_a_last_day(tonicites: Charter, statutes: Statutes) -> None:
    office = tonicites.on(date(2026, 6, 2)).offices["presidency"]
    assert turn_term(office, date(2022, 5, 31)) is None
    assert turn_term(office, date(2022, 6, 1)) == Term(date(2022, 6, 1), date(2024, 5, 31))
    assert turn_term(office, date(2026, 5, 31)) == Term(date(2024, 6, 1), date(2026, 5, 31))
    assert turn_term(statutes.offices["president"], date(2026, 6, 2)) is None


@given(st.dates(date(2022, 6, 1), date(2200, 12, 31)))
def test_turns_follow_each_other_without_a_gap(tonicites: Charter, on: date) -> None:
    office = tonicites.on(date(2026, 6, 2)).offices["presidency"]
    here = turn_term(office, on)
    assert here is not None
    assert here.ends is not None
    assert here.begins <= on <= here.ends
    following = turn_term(office, here.ends + timedelta(days=1))
    assert following is not None
    assert following.begins == here.ends + timedelta(days=1)
    assert turn(office, here.begins) == turn(office, here.ends) == turn(office, on) != turn(office, following.begins)


def test_months_end_where_the_month_is_shorter() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert add_months(date(2026, 3, 15), 12) == date(2027, 3, 15)
    assert add_years(date(2028, 2, 29), 1) == date(2029, 3, 1)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60))
def test_adding_months_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    later = add_months(day, months)
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
    assert (later.year - day.year) * 12 + later.month - day.month == months
