from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from quattropole.look.drawings import BAR, Place, Seat, city_map, kilometres, majority_bar, measure_bar, seat_plan

LUXEMBOURG = Place("Luxembourg", 49.6117, 6.1319, 1)
METZ = Place("Metz", 49.1193, 6.1757, 2)
SAARBRUECKEN = Place("Saarbrücken", 49.2402, 6.9969, 3)
TRIER = Place("Trier", 49.7596, 6.6439, 4)


@given(yes=st.integers(0, 3000), no=st.integers(0, 3000), abstain=st.integers(0, 3000), needed=st.integers(0, 3000))
def test_majority_bar_never_leaves_its_width(yes: int, no: int, abstain: int, needed: int) -> None:
    bar = majority_bar(yes, no, abstain, needed)
    assert bar.no_x + bar.no_width <= BAR
    assert bar.abstain_x + bar.abstain_width <= BAR
    assert bar.needed_x is not None
    assert 0 <= bar.needed_x <= BAR


@given(yes=st.integers(0, 300), no=st.integers(0, 300), abstain=st.integers(0, 300), needed=st.integers(1, 300))
def test_majority_bar_reaches_its_mark_only_with_enough_votes(yes: int, no: int, abstain: int, needed: int) -> None:
    bar = majority_bar(yes, no, abstain, needed)
    assert bar.needed_x is not None
    if yes >= needed:
        assert bar.yes_width >= bar.needed_x
    else:
        assert bar.yes_width <= bar.needed_x


votes = st.fractions(0, 3000, max_denominator=60)


@given(yes=votes, no=votes, abstain=votes, needed=votes, size=votes)
def test_majority_bar_draws_fractions_of_votes_exactly(
    yes: Fraction, no: Fraction, abstain: Fraction, needed: Fraction, size: Fraction
) -> None:
    bar = majority_bar(yes, no, abstain, needed, size=size)
    whole = max(yes + no + abstain, needed, size) or 1
    scale = BAR - (12 if abstain and yes + no else 0)
    assert 0 <= no * scale / whole - bar.no_width < 1
    assert 0 <= abstain * scale / whole - bar.abstain_width < 1
    assert bar.needed_x is not None
    if yes >= needed:
        assert 0 <= yes * scale / whole - bar.yes_width < 1
    else:
        assert bar.yes_width < bar.needed_x or bar.needed_x == 0
    assert bar.abstain_x + bar.abstain_width <= BAR


def test_figure_that_is_nearly_enough_stays_short_of_its_mark() -> None:
    assert majority_bar(1999, 2000, 0, 2000).yes_width < (majority_bar(1999, 2000, 0, 2000).needed_x or 0)
    bar = measure_bar(2, 4, 2, is_met=False)
    assert bar.reached_width < (bar.needed_x or 0)
    assert measure_bar(3, 4, 3).reached_width == measure_bar(3, 4, 3).needed_x


@given(reached=votes, size=votes, needed=votes)
def test_measure_bar_reaches_its_mark_only_with_enough(reached: Fraction, size: Fraction, needed: Fraction) -> None:
    bar = measure_bar(reached, size, needed)
    assert bar.needed_x is not None
    assert 0 <= bar.reached_width <= BAR
    assert 0 <= bar.needed_x <= BAR
    assert (bar.reached_width >= bar.needed_x) == (reached >= needed) or bar.needed_x == 0


def test_majority_bar_of_nothing_is_empty() -> None:
    bar = majority_bar(0, 0, 0, None)
    assert (bar.yes_width, bar.no_width, bar.abstain_width, bar.needed_x) == (0, 0, 0, None)


@given(st.integers(0, 400))
def test_seat_plan_draws_every_seat_once_inside_its_frame(count: int) -> None:
    plan = seat_plan([Seat(f"Seat {number}", number % 9) for number in range(count)])
    assert len(plan.dots) == count
    assert len({(dot.x, dot.y) for dot in plan.dots}) == count
    assert all(dot.x - plan.radius >= 0 and dot.x + plan.radius <= plan.width for dot in plan.dots)
    assert all(dot.y - plan.radius >= 0 and dot.y + plan.radius <= plan.height for dot in plan.dots)


def test_seat_plan_keeps_the_order_from_left_to_right() -> None:
    plan = seat_plan([Seat("", city) for city in (1, 2, 3, 4)])
    assert [dot.x for dot in plan.dots] == sorted(dot.x for dot in plan.dots)


def test_city_map_puts_north_up_and_east_right() -> None:
    drawn = {pin.place.name: pin for pin in city_map([LUXEMBOURG, METZ, SAARBRUECKEN, TRIER]).pins}
    assert drawn["Trier"].y < drawn["Luxembourg"].y < drawn["Saarbrücken"].y < drawn["Metz"].y
    assert drawn["Luxembourg"].x < drawn["Metz"].x < drawn["Trier"].x < drawn["Saarbrücken"].x


def test_city_map_of_one_city_or_none_is_drawn() -> None:
    assert len(city_map([TRIER]).pins) == 1
    assert city_map([]).pins == ()


def test_distance_is_that_of_the_crow() -> None:
    assert 54 <= kilometres(LUXEMBOURG, METZ) <= 56
    assert 39 <= kilometres(LUXEMBOURG, TRIER) <= 42
    assert 61 <= kilometres(METZ, SAARBRUECKEN) <= 63


def test_map_joins_many_cities_by_as_few_ways_as_it_takes() -> None:
    six = [LUXEMBOURG, METZ, SAARBRUECKEN, TRIER, Place("Arlon", 49.68, 5.81, 5), Place("Longwy", 49.52, 5.76, 6)]
    ways = city_map(six).lines
    assert len(ways) == 5
    assert {name for way in ways for name in (way.near, way.far)} == {place.name for place in six}
    assert len(city_map(six[:4]).lines) == 6
