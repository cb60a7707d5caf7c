"""What somebody typed is never an error, and says the same however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quattropole.search.asking import TERMS, Term, read
from quattropole.search.passages import LETTERS, line_of, plain, stored


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("Mosel Verkehr", ["mosel", "verkehr"], []),
        ("Moselbrücke", ["moselbrucke"], []),
        ("Straße", ["strasse"], []),
        ("l’assemblée générale", ["l", "assemblee", "generale"], []),
        ('"Ville de Metz" vélo', ["ville de metz", "velo"], []),
        ("„Ville de Metz“", ["ville de metz"], []),
        ('"ohne Ende', ["ohne ende"], []),
        ('mosel -trier -"stadt metz"', ["mosel"], ["trier", "stadt metz"]),
        ("-", [], []),
        ('"" - * ( ) : & | ! <->', [], []),
        ("AND OR NOT NEAR(", ["and", "or", "not", "near"], []),
        ("mosel mosel", ["mosel"], []),
        ("2026-3", ["2026", "3"], []),
    ],
)
def test_typed_words_are_read(typed: str, wanted: list[str], unwanted: list[str]) -> None:
    asked = read(typed)
    assert [" ".join(term.words) for term in asked.wanted] == wanted
    assert [" ".join(term.words) for term in asked.unwanted] == unwanted


def test_short_words_and_phrases_stand_for_themselves_alone() -> None:
    assert Term(("mos",)).is_beginning
    assert not Term(("eu",)).is_beginning
    assert not Term(("mosel",), is_quoted=True).is_beginning
    assert not Term(("stadt", "metz"), is_quoted=True).is_beginning


@given(st.text(max_size=400))
def test_whatever_is_typed_gives_few_plain_words(typed: str) -> None:
    asked = read(typed)
    assert len(asked.wanted) <= TERMS
    assert all(word.isalnum() for term in (*asked.wanted, *asked.unwanted) for word in term.words)


@given(st.lists(st.tuples(st.sampled_from(["de", "fr"]), st.text(max_size=2000)), max_size=4))
def test_passages_and_their_words_stay_side_by_side(bodies: list[tuple[str, str]]) -> None:
    body, words = stored(bodies)
    assert body.count("\n") == words.count("\n")
    assert "\0" not in body
    if body:
        assert {line_of(body, number)[0] for number in range(body.count("\n") + 1)} <= {"de", "fr"}


def test_body_of_any_length_is_cut() -> None:
    body, words = stored([("de", "Wort " * LETTERS)])
    assert len(words) <= LETTERS
    assert body.count("\n") == words.count("\n")


def test_signs_of_markdown_are_no_words() -> None:
    assert plain("# Ziel\n\n- [Karte](https://x.example/a) der **Wege**").split() == ["Ziel", "Karte", "der", "Wege"]
