"""The texts: every verdict in German, French and English, with the same facts."""

import ast
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from quattropole.charter import INTERESTS, Majority, Source, Statutes, explain, majority_line
from quattropole.charter.model import Base, Form, Mode, Parity, SeatBasis, Trigger
from quattropole.charter.values import Fact, Label, Votes, Word, as_json
from quattropole.charter.wording import language, phrase, placeholders, say, say_date, texts
from tests.charter.charters import ROOT

PACKAGE = ROOT / "src" / "quattropole" / "charter"


def test_every_text_exists_in_every_language() -> None:
    assert set(texts("de")) == set(texts("fr")) == set(texts("en"))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_text_asks_for_the_same_facts(lang: str) -> None:
    for key, german in texts("de").items():
        assert placeholders(texts(lang)[key]) == placeholders(german), key


def test_no_text_is_the_same_in_all_languages_but_by_chance() -> None:
    same = {key for key in texts("de") if texts("de")[key] == texts("fr")[key] == texts("en")[key]}
    assert {key for key in same if key.startswith(("verdict.", "explain."))} == set()


def verdict_rules() -> set[str]:
    """The rules that the gates and rights speak to, read from their source."""
    found: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in {"Verdict", "verdict"} and isinstance(node.args[0].value, str):
                found.add(node.args[0].value)
    return found


def test_every_rule_of_the_code_has_texts() -> None:
    worded = {key.split(".")[1] for key in texts("de") if key.startswith("verdict.")} - {"election"}
    computed = {"registration_size", "keeping_size", "registration", "board_registration"}
    assert verdict_rules() | computed == worded


@pytest.mark.parametrize("kind", [Form, Mode, Base, Parity, Trigger])
def test_every_word_of_the_language_has_texts(kind: type[Form | Mode | Base | Parity | Trigger]) -> None:
    for member in kind:
        assert say(Word(kind.__name__.lower(), member.value), "fr")


def test_every_interest_and_seat_basis_has_texts() -> None:
    assert all(say(Word("interest", interest), "de") for interest in INTERESTS)
    assert all(say(Word("basis", basis), "de") for basis in SeatBasis)


def test_facts_in_words() -> None:
    assert say_date(date(2014, 10, 16), "de") == "16. Oktober 2014"
    assert say_date(date(2026, 9, 1), "fr") == "1er septembre 2026"
    assert say_date(date(2026, 9, 1), "en") == "1 September 2026"
    assert say(Fraction(3, 4), "de") == "3/4"
    assert say(Votes(Fraction(3, 4)), "de") == "0,75"
    assert say(Votes(Fraction(5, 2)), "en") == "2.5"
    assert say(Votes(Fraction(4, 3)), "fr") == "4/3"
    assert say(Votes(7), "lb") == "7"
    assert [as_json(Votes(number)) for number in (7, Fraction(14, 2), Fraction(3, 2))] == [7, 7, "3/2"]
    assert say((), "fr") == "aucun"
    assert say(None, "de") == "nicht bekannt"
    assert say(True, "fr") == "oui"
    assert say(Label("board", {"de": "Vorstand", "fr": "Directoire", "en": "Board"}), "lb") == "Vorstand"


def test_numbers_take_the_right_noun() -> None:
    facts: dict[str, Fact] = {"months": 1, "leaves_on": date(2026, 1, 1)}
    assert "1 Monat." in phrase("verdict.leaving.met", facts, "de")
    assert "2 Monaten." in phrase("verdict.leaving.met", {**facts, "months": 2}, "de")
    zero: dict[str, Fact] = {"organ": "A", "met": 0, "per_year": 0, "year": "2026"}
    assert "0 réunion prévue" in phrase("verdict.convening_duty.met", zero, "fr")
    assert "0 times" in phrase("verdict.convening_duty.met", zero, "en")


def test_readers_of_other_languages_get_the_nearest() -> None:
    assert (language("lb"), language("fr"), language("nl")) == ("de", "fr", "en")


def test_facts_in_json() -> None:
    facts = (date(2026, 1, 1), Fraction(3, 4), 3, True, None, Word("form", "text"))
    assert as_json(facts) == ["2026-01-01", "3/4", 3, True, None, "text"]


@pytest.mark.parametrize("lang", ["de", "fr", "en", "lb"])
def test_the_charter_is_explained_with_a_source_for_every_rule(statutes: Statutes, lang: str) -> None:
    sections = explain(statutes, lang)
    assert all(section.title and section.lines for section in sections)
    lines = [line for section in sections for line in section.lines]
    assert all(line.text and line.cite for line in lines)
    assert not [line.text for line in lines if "{" in line.text]
    remark = {"fr": "supposé, à vérifier dans les statuts", "en": "assumed, to be confirmed against the statutes"}
    for line in lines:
        assert (remark.get(lang, "angenommen, an der Satzung zu prüfen") in line.cite) is line.source.assumed


def test_explanation_names_the_known_facts(statutes: Statutes) -> None:
    said = {section.title: [line.text for line in section.lines] for section in explain(statutes, "en")}
    assert "Elected by: Assembly. Proposed by: Board." in said["President"]
    assert "Only on the proposal of: Board." in said["Strategic decision"]
    assert "For each city 10 seats, sent by the city." in said["Assembly"]
    assert "Majority: at least 3/4. Measured against: votes cast." in said["Change of the statutes"]


def test_paths_of_texts_are_packaged() -> None:
    assert {path.name for path in Path(PACKAGE / "texts").glob("*.toml")} == {"de.toml", "fr.toml", "en.toml"}


def test_majority_is_said_with_its_source() -> None:
    rule = Majority(Fraction(2, 3), Base.CAST, strict=False, source=Source("§ 9"))
    line = majority_line(rule, "fr")
    assert "2/3" in line.text
    assert line.cite == "§ 9"
