"""Votes and shares as people write them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quattropole.texts.figures import figure_text, share_text


@pytest.mark.parametrize(
    ("number", "german", "english"),
    [
        (7, 7, 7),
        (Fraction(4, 2), 2, 2),
        (Fraction(3, 2), "1,5", "1.5"),
        (Fraction(1, 8), "0,125", "0.125"),
        (Fraction(1234567, 100), "12345,67", "12345.67"),
        (Fraction(4, 3), "4/3", "4/3"),
    ],
)
def test_votes_are_written_exactly(number: int | Fraction, german: int | str, english: int | str) -> None:
    assert figure_text(number, "de") == german
    assert figure_text(number, "en") == english


@given(st.fractions(0, 10**6, max_denominator=4000))
def test_figure_is_never_rounded(number: Fraction) -> None:
    assert Fraction(str(figure_text(number, "en"))) == number


@pytest.mark.parametrize(
    ("language", "words"), [("de", "52,3\xa0%"), ("fr", "52,3\xa0%"), ("lb", "52,3\xa0%"), ("en", "52.3%")]
)
def test_shares_are_percentages_with_one_decimal(language: str, words: str) -> None:
    assert share_text(523, language).replace("\u202f", "\xa0") == words


def test_all_and_nothing() -> None:
    assert share_text(1000, "en") == "100.0%"
    assert share_text(0, "en") == "0.0%"
