"""Counting, with the defects of other assembly software, and against an independent count by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quattropole.charter import (
    Base,
    Bases,
    Choice,
    Count,
    Majority,
    Presence,
    Source,
    Statutes,
    breakdown,
    count_ballots,
    per_mille,
    quorum,
    tally,
)
from quattropole.charter.counting import weights_identify

SOURCE = Source("test")
SIMPLE = Majority(Fraction(1, 2), Base.CAST, strict=True, source=SOURCE)
TWO_THIRDS = Majority(Fraction(2, 3), Base.CAST, strict=False, source=SOURCE)
THREE_QUARTERS = Majority(Fraction(3, 4), Base.CAST, strict=False, source=SOURCE)
OF_PRESENT = Majority(Fraction(1, 2), Base.PRESENT, strict=True, source=SOURCE)

heads = st.integers(0, 300)
counts = st.builds(Count, yes=heads, no=heads, abstain=heads, invalid=heads)
thresholds = st.fractions(Fraction(1, 10), Fraction(1), max_denominator=12)
choices = st.sampled_from(Choice)
ballots = st.lists(st.tuples(choices, st.integers(0, 5)), max_size=80)


@st.composite
def majorities(draw: st.DrawFn) -> Majority:
    threshold = draw(thresholds)
    strict = draw(st.booleans()) and threshold < 1
    return Majority(threshold, draw(st.sampled_from([Base.CAST, Base.PRESENT, Base.SEATS])), strict, SOURCE)


def bases(count: Count, absent: int = 0) -> Bases:
    present = count.yes + count.no + count.abstain + count.invalid
    return Bases(present=present, seats=present + absent)


@pytest.mark.parametrize("rule", [SIMPLE, TWO_THIRDS, THREE_QUARTERS, OF_PRESENT])
def test_nought_to_nought_never_carries(rule: Majority) -> None:
    for count in (Count(), Count(abstain=40), Count(invalid=40)):
        assert not tally(rule, count, bases(count)).carried


@given(majorities(), heads, heads, heads)
def test_a_tie_never_carries(rule: Majority, each: int, abstain: int, absent: int) -> None:
    count = Count(each, each, abstain)
    assert not tally(rule, count, bases(count, absent)).carried


@given(majorities(), counts)
def test_nothing_carries_without_a_yes(rule: Majority, count: Count) -> None:
    silent = Count(0, count.no, count.abstain, count.invalid)
    assert not tally(rule, silent, bases(silent)).carried


@given(thresholds, st.booleans(), counts, heads, heads)
def test_an_abstention_never_changes_a_majority_of_votes_cast(
    threshold: Fraction, strict: bool, count: Count, abstain: int, invalid: int
) -> None:
    rule = Majority(threshold, Base.CAST, strict and threshold < 1, SOURCE)
    other = Count(count.yes, count.no, abstain, invalid)
    one, two = tally(rule, count), tally(rule, other)
    assert (one.carried, one.needed, one.reached) == (two.carried, two.needed, two.reached)


@given(majorities(), counts, heads)
def test_one_more_yes_never_loses(rule: Majority, count: Count, absent: int) -> None:
    more = Count(count.yes + 1, count.no, count.abstain, count.invalid)
    known = bases(more, absent)
    assert not tally(rule, count, known).carried or tally(rule, more, known).carried


@given(majorities(), ballots, heads)
def test_tally_agrees_with_counting_heads_one_by_one(
    rule: Majority, cast: list[tuple[Choice, int]], absent: int
) -> None:
    """An independent oracle: every vote is a chip on a heap, and the rule is tried in whole numbers."""
    heaps: dict[Choice, list[int]] = {choice: [] for choice in Choice}
    for choice, weight in cast:
        heaps[choice].extend([1] * weight)
    yes, no = len(heaps[Choice.YES]), len(heaps[Choice.NO])
    present = sum(len(heap) for heap in heaps.values())
    sizes: dict[Base, int] = {Base.CAST: yes + no, Base.PRESENT: present, Base.SEATS: present + absent}
    left = yes * rule.threshold.denominator
    right = sizes[rule.of] * rule.threshold.numerator
    expected = yes > no and (left > right if rule.strict else left >= right)
    counted = count_ballots(cast)
    found = tally(rule, counted, Bases(present=present, seats=present + absent))
    assert found.carried is expected
    assert found.votes_cast == yes + no


@given(majorities(), counts, heads)
def test_needed_is_the_least_that_carries(rule: Majority, count: Count, absent: int) -> None:
    """Against the same base, with nobody against, exactly the needed number carries and one less does not."""
    found = tally(rule, count, bases(count, absent))
    needed = found.needed
    if rule.of is Base.CAST or needed is None:
        return
    known = bases(count, absent)
    assert tally(rule, Count(yes=needed), known).carried
    assert not tally(rule, Count(yes=needed - 1), known).carried


@given(counts)
def test_shares_add_up(count: Count) -> None:
    shares = per_mille(count)
    assert sum(shares.values()) == (1000 if count.yes + count.no + count.abstain else 0)
    parts = {Choice.YES: count.yes, Choice.NO: count.no, Choice.ABSTAIN: count.abstain}
    exact = {choice: Fraction(part) for choice, part in parts.items()}
    total = sum(exact.values())
    for choice, share in shares.items():
        assert total == 0 or abs(share * total - exact[choice] * 1000) < total


@given(ballots)
def test_every_ballot_is_counted_once(cast: list[tuple[Choice, int]]) -> None:
    total = sum(weight for _, weight in cast)
    count = count_ballots(cast, entitled=total + 7)
    assert count.yes + count.no + count.abstain + count.invalid == total
    assert count.not_voted == 7


def test_a_weight_of_nought_counts_nought() -> None:
    count = count_ballots([(Choice.YES, 0), (Choice.YES, 0), (Choice.NO, 1)])
    assert (count.yes, count.no) == (0, 1)
    assert not tally(SIMPLE, count).carried


def test_weights_count_in_every_figure() -> None:
    """Two heads outvote one, but not its weight: reached, needed and cast are all in votes."""
    found = tally(SIMPLE, count_ballots([(Choice.YES, 5), (Choice.NO, 1), (Choice.NO, 1)]))
    assert (found.carried, found.reached, found.needed, found.votes_cast) == (True, 5, 4, 7)


def test_weights_may_be_fractions() -> None:
    third = Fraction(1, 3)
    found = tally(TWO_THIRDS, count_ballots([(Choice.YES, third), (Choice.YES, third), (Choice.NO, third)]))
    assert found.carried
    assert not tally(TWO_THIRDS, count_ballots([(Choice.YES, third), (Choice.NO, Fraction(1, 5))])).carried


def test_negative_weights_and_too_many_votes_are_refused() -> None:
    with pytest.raises(ValueError, match="weigh"):
        count_ballots([(Choice.YES, -1)])
    with pytest.raises(ValueError, match="entitled"):
        count_ballots([(Choice.YES, 2)], entitled=1)


@pytest.mark.parametrize(
    ("count", "carried", "needed"),
    [(Count(2, 1), True, 2), (Count(19, 10), False, 20), (Count(20, 10), True, 20), (Count(67, 33), True, 67)],
)
def test_two_thirds_is_computed_not_left_to_the_reader(count: Count, carried: bool, needed: int) -> None:
    found = tally(TWO_THIRDS, count)
    assert (found.carried, found.needed) == (carried, needed)


def test_missing_votes_are_named() -> None:
    found = tally(THREE_QUARTERS, Count(29, 11))
    assert (found.needed, found.reached, found.missing) == (30, 29, 1)


def test_at_least_half_is_still_no_majority_in_a_tie() -> None:
    half = Majority(Fraction(1, 2), Base.CAST, strict=False, source=SOURCE)
    assert tally(half, Count(20, 20)).needed == 21
    assert not tally(half, Count(20, 20)).carried


def test_majority_of_those_present_makes_an_abstention_a_no() -> None:
    count = Count(yes=20, no=10, abstain=10)
    assert tally(SIMPLE, count).carried
    assert not tally(OF_PRESENT, count, Bases(present=40)).carried


def test_an_unknown_base_carries_nothing_and_is_named() -> None:
    found = tally(OF_PRESENT, Count(40, 0))
    assert (found.carried, found.unknown, found.needed) == (False, (Base.PRESENT,), None)


def test_double_majority_needs_both() -> None:
    also = Majority(Fraction(1, 2), Base.POPULATION, strict=True, source=SOURCE)
    double = Majority(Fraction(1, 2), Base.CITIES, strict=True, source=SOURCE, also=(also,))
    count = Count(30, 10)
    assert tally(double, count, Bases(cities=4, cities_yes=3, population=100, population_yes=51)).carried
    assert not tally(double, count, Bases(cities=4, cities_yes=3, population=100, population_yes=50)).carried
    assert not tally(double, count, Bases(cities=4, cities_yes=2, population=100, population_yes=51)).carried


def test_casting_vote_decides_only_a_tie_of_a_simple_majority() -> None:
    assert tally(SIMPLE, Count(20, 20), casting=Choice.YES).carried
    assert not tally(SIMPLE, Count(20, 20), casting=Choice.NO).carried
    assert not tally(SIMPLE, Count(20, 20), casting=Choice.ABSTAIN).carried
    assert not tally(SIMPLE, Count(19, 20), casting=Choice.YES).carried
    assert not tally(TWO_THIRDS, Count(20, 20), casting=Choice.YES).carried
    assert not tally(SIMPLE, Count(), casting=Choice.YES).carried


def test_quorum_is_counted_on_presence_not_on_ballots(statutes: Statutes) -> None:
    assembly = statutes.organs["assembly"]
    enough = Presence(22, 44, {"luxembourg": (1, 11), "metz": (7, 11), "saarbruecken": (7, 11), "trier": (7, 11)})
    assert quorum(assembly, enough).met
    result = quorum(assembly, Presence(21, 44, dict(enough.by_city)))
    assert (result.met, result.needed, result.present) == (False, 22, 21)


def test_quorum_needs_every_city(statutes: Statutes) -> None:
    absent = {"luxembourg": (0, 11), "metz": (11, 11), "saarbruecken": (11, 11), "trier": (11, 11)}
    result = quorum(statutes.organs["assembly"], Presence(33, 44, absent))
    assert not result.met
    assert [city.city for city in result.cities if not city.met] == ["luxembourg"]


def test_board_quorum_is_three_of_four(statutes: Statutes) -> None:
    board = statutes.organs["board"]
    assert quorum(board, Presence(3, 4)).met
    assert not quorum(board, Presence(2, 4)).met


def test_second_call_needs_no_quorum(statutes: Statutes) -> None:
    assert quorum(statutes.organs["assembly"], Presence(1, 44), second_call=True).met


def test_secret_breakdown_that_identifies_is_suppressed() -> None:
    small = {"metz": Count(1, 0), "trier": Count(6, 4)}
    unanimous = {"metz": Count(10, 0), "trier": Count(6, 4)}
    large = {"metz": Count(5, 5), "trier": Count(6, 4)}
    assert breakdown(small, secret=True) is None
    assert breakdown(unanimous, secret=True) is None
    assert breakdown(large, secret=True) == large
    assert breakdown(small, secret=False) == small


def test_a_unique_weight_identifies_its_voter() -> None:
    assert weights_identify([1, 1, 1, 1, 1, 3])
    assert not weights_identify([1] * 40)
    assert not weights_identify([])


def test_a_tally_is_machine_readable() -> None:
    found = tally(THREE_QUARTERS, count_ballots([(Choice.YES, Fraction(1, 2)), (Choice.NO, 1)])).as_dict()
    assert (found["yes"], found["no"], found["threshold"], found["carried"]) == ("1/2", 1, "3/4", False)
