"""Elections with run-offs, ties and lots."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quattropole.charter import OfficeRules, Statutes, Tie, draw, elect, lot, lots
from quattropole.charter.model import RunOffCount
from quattropole.charter.offices import RunOff, TieRule

names = st.sampled_from(["gros", "leibe", "polfer", "conradt", "britz"])
votes = st.dictionaries(names, st.integers(0, 44), min_size=1)


@pytest.fixture(scope="session")
def president(statutes: Statutes) -> OfficeRules:
    return statutes.offices["president"]


def with_tie(office: OfficeRules, then: Tie) -> OfficeRules:
    return replace(office, tie=TieRule(then, office.tie.source))


def test_unanimous_election_of_2018(president: OfficeRules) -> None:
    outcome = elect(president, {"leibe": 40})
    assert (outcome.elected, outcome.needed, outcome.votes_cast) == (("leibe",), 21, 40)


def test_run_off_between_the_two_best(president: OfficeRules) -> None:
    first = elect(president, {"gros": 18, "leibe": 14, "polfer": 8})
    assert (first.elected, first.run_off, first.text_key) == ((), ("gros", "leibe"), "run_off")
    second = elect(president, {"gros": 19, "leibe": 21}, 2)
    assert second.elected == ("leibe",)


def test_run_off_takes_in_all_who_are_level_at_the_cut(president: OfficeRules) -> None:
    outcome = elect(president, {"gros": 18, "leibe": 10, "polfer": 10})
    assert outcome.run_off == ("gros", "leibe", "polfer")


def test_abstentions_are_not_cast(president: OfficeRules) -> None:
    assert elect(president, {"gros": 3, "leibe": 2}, abstain=35, present=40).elected == ("gros",)


def test_votes_against_a_single_candidate(president: OfficeRules) -> None:
    assert elect(president, {"gros": 20}, against=20).text_key == "none"
    assert elect(president, {"gros": 21}, against=19).elected == ("gros",)


def test_nobody_is_elected_without_votes(president: OfficeRules) -> None:
    outcome = elect(president, {"gros": 0, "leibe": 0}, abstain=40)
    assert (outcome.elected, outcome.run_off, outcome.text_key) == ((), (), "none")


@pytest.mark.parametrize(
    ("then", "text_key", "again"),
    [(Tie.LOT, "tie_lot", ()), (Tie.REPEAT, "tie_repeat", ("gros", "leibe")), (Tie.NONE, "tie", ())],
)
def test_tie_in_the_run_off(president: OfficeRules, then: Tie, text_key: str, again: tuple[str, ...]) -> None:
    outcome = elect(with_tie(president, then), {"gros": 20, "leibe": 20}, 2)
    assert (outcome.elected, outcome.tie, outcome.tied) == ((), True, ("gros", "leibe"))
    assert (outcome.text_key, outcome.run_off) == (text_key, again)


def test_most_votes_decide_a_run_off_where_the_statutes_say_so(president: OfficeRules) -> None:
    relative = replace(president, run_off=RunOff(3, RunOffCount.MOST_VOTES, president.run_off.source))
    assert elect(relative, {"gros": 16, "leibe": 14, "polfer": 10}).elected == ()
    assert elect(relative, {"gros": 16, "leibe": 14, "polfer": 10}, 2).elected == ("gros",)
    assert elect(relative, {"gros": 15, "leibe": 15, "polfer": 10}, 2).tied == ("gros", "leibe")
    assert elect(relative, {"gros": 20}, 2, against=20).elected == ()


def test_majority_still_decides_a_run_off_by_law(president: OfficeRules) -> None:
    assert elect(president, {"gros": 16, "leibe": 14}, 2, against=10).elected == ()


def test_two_places_filled_from_one_ballot(president: OfficeRules) -> None:
    two = replace(president, places=2)
    assert elect(two, {"a": 30, "b": 25, "c": 22}, valid_ballots=40).elected == ("a", "b")
    part = elect(two, {"a": 30, "b": 15, "c": 10}, valid_ballots=40)
    assert (part.elected, part.run_off, part.text_key) == (("a",), ("b", "c"), "part_run_off")
    assert part.text("en").startswith(
        "Elected in round 1: a. Votes cast 40, needed 21. In the run-off for the rest: b, c"
    )
    level = elect(two, {"a": 30, "b": 22, "c": 22}, valid_ballots=40)
    assert (level.elected, level.tied) == (("a",), ("b", "c"))


def test_run_off_fills_only_the_places_still_open(president: OfficeRules) -> None:
    two = replace(president, places=2)
    assert elect(two, {"b": 25, "c": 15}, 2, places=1).elected == ("b",)
    assert elect(two, {"b": 25, "c": 24}, 2, valid_ballots=40, places=1).elected == ("b",)
    assert elect(two, {"ab": 25, "cd": 15}, places=1).elected == ("ab",)


def test_leader_of_a_run_off_is_not_passed_over_by_a_lot_between_those_behind(president: OfficeRules) -> None:
    two = with_tie(replace(president, places=2), Tie.LOT)
    behind = elect(two, {"a": 15, "b": 14, "c": 14}, 2, valid_ballots=40)
    assert (behind.tied, behind.elected) == ((), ())
    level = elect(two, {"a": 15, "b": 15, "c": 15}, 2, valid_ballots=40)
    assert level.tied == ("a", "b", "c")


@pytest.mark.parametrize(
    "given_votes",
    [{"ballots": {"a": -1}}, {"ballots": {"a": 5}, "valid_ballots": 4}, {"ballots": {"a": 5}, "present": 4}],
)
def test_impossible_counts_are_refused(president: OfficeRules, given_votes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="vot"):
        elect(president, **given_votes)  # type: ignore[arg-type] # free keywords


@given(votes=votes, against=st.integers(0, 44))
def test_the_elected_has_more_than_half_of_votes_cast(
    president: OfficeRules, votes: dict[str, int], against: int
) -> None:
    """An independent oracle: at most one can have more than half."""
    cast = sum(votes.values()) + against
    winners = [name for name, number in votes.items() if number > 0 and Fraction(number, cast) > Fraction(1, 2)]
    assert list(elect(president, votes, against=against).elected) == winners


@given(votes=votes, against=st.integers(0, 10))
def test_a_run_off_never_loses_the_best(president: OfficeRules, votes: dict[str, int], against: int) -> None:
    outcome = elect(president, votes, against=against)
    if outcome.run_off:
        worst_inside = min(votes[name] for name in outcome.run_off)
        assert all(votes[name] < worst_inside for name in votes if name not in outcome.run_off)
        assert len(outcome.run_off) >= 2


@given(st.text(max_size=20), st.sets(names, min_size=1))
def test_a_lot_can_be_drawn_again(seed: str, candidates: set[str]) -> None:
    drawn = lot(seed, candidates)
    assert drawn in candidates
    assert lot(seed, sorted(candidates, reverse=True)) == drawn


@given(st.text(max_size=20), st.sets(names, min_size=1), st.integers(1, 5))
def test_several_places_are_drawn_one_after_another(seed: str, candidates: set[str], places: int) -> None:
    places = min(places, len(candidates))
    drawn = draw(seed, candidates, places)
    assert len(set(drawn)) == places
    left = set(candidates)
    for one in drawn:
        assert lot(seed, left) == one
        left.discard(one)
    assert dict(lots(seed, candidates)).keys() == candidates


def test_lots_fall_on_everybody() -> None:
    drawn = [lot(f"meeting-{n}", ["gros", "leibe"]) for n in range(200)]
    assert 60 < drawn.count("gros") < 140
    with pytest.raises(ValueError, match="empty"):
        lot("seed", [])


def test_outcome_in_words(president: OfficeRules) -> None:
    outcome = elect(president, {"gros": 18, "leibe": 14, "polfer": 8})
    called = {"gros": "Dominique Gros", "leibe": "Wolfram Leibe"}
    assert outcome.text("de", called) == (
        "Im 1. Wahlgang hat niemand die nötige Mehrheit (21 von 40). "
        "In die Stichwahl gehen: Dominique Gros, Wolfram Leibe."
    )
    assert "Au tour suivant : Dominique Gros, Wolfram Leibe." in outcome.text("fr", called)
    assert outcome.as_dict()["run_off"] == ["gros", "leibe"]
