"""Bad charters: refused with file, key and expectation, every problem at once."""

import copy
import tomllib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quattropole.charter import CharterError, NoStatutes, explain, load_charter
from quattropole.charter.loading import law_keys, read_charter, read_law
from quattropole.charter.reading import Report
from tests.charter.charters import ROOT, charter_text, load_text, problems_of, statutes_with

SECOND = """
[[versions]]
key = "second"
amends = "first"
valid_from = {begins}
names = {{ de = "Zweite", fr = "Seconde", en = "Second" }}
cite = "Zweite Satzung"
"""


def one(folder: Path, text: str) -> tuple[str, str, str]:
    problems = problems_of(folder, text)
    assert len(problems) == 1, problems
    return problems[0].key, problems[0].expected, problems[0].found


def test_the_base_charter_is_accepted(tmp_path: Path) -> None:
    charter = load_text(tmp_path, charter_text())
    assert (charter.network, [version.key for version in charter.versions]) == ("four", ["first"])


def test_unknown_key_is_refused(tmp_path: Path) -> None:
    key, expected, found = one(tmp_path, charter_text(assembly="notice = { days = 28, hours = 3 }"))
    assert key == "versions[1].organs.assembly.notice.hours"
    assert "days" in expected
    assert found == "an unknown key"


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ({"top": "minimum_members = { to_register = 2, to_keep = 1 }"}, "versions[1].minimum_members"),
        ({"assembly": "notices = { days = 3 }"}, "versions[1].organs.assembly.notices"),
        ({"president": "salary = 3"}, "versions[1].offices.president.salary"),
        ({"matters": "[versions.matters.party]\nhat = 1"}, "versions[1].matters.party.hat"),
    ],
)
def test_unknown_table_is_refused(tmp_path: Path, parts: dict[str, str], key: str) -> None:
    assert key in {problem.key for problem in problems_of(tmp_path, charter_text(**parts))}


@pytest.mark.parametrize(
    ("block", "key", "expected", "found"),
    [
        ('notice = { days = "28" }', "notice.days", "a whole number, at least 0", '"28"'),
        ("notice = { days = 28.0 }", "notice.days", "a whole number, at least 0", "28.0"),
        ("notice = { days = true }", "notice.days", "a whole number, at least 0", "true"),
        ("notice = { days = -1 }", "notice.days", "a whole number, at least 0", "-1"),
        ('notice = { days = 1, forms = "text" }', "notice.forms", "a list of texts", '"text"'),
        ('notice = { days = 1, forms = ["smoke"] }', "notice.forms", "only text, written, publication, oral", "smoke"),
        ('notice = { days = 1, trigger = "mail" }', "notice.trigger", "one of dispatch, receipt", '"mail"'),
        ("notice = 28", "notice", "a table", "28"),
        ('quorum = { base = "seats", at_least = 0.5 }', "quorum.at_least", "a share from 0 to 1", "0.5"),
        ('quorum = { base = "seats", at_least = "0.5" }', "quorum.at_least", "a share from 0 to 1", '"0.5"'),
        ('quorum = { base = "seats", at_least = "3/0" }', "quorum.at_least", "a share from 0 to 1", '"3/0"'),
        ('quorum = { base = "seats", at_least = "5/4" }', "quorum.at_least", "a share from 0 to 1", '"5/4"'),
        ('quorum = { base = "cast", at_least = "1/2" }', "quorum.base", "seats, members or cities", "cast"),
        ("quorum = { required = true }", "quorum", "at_least, more_than or per_city", "a quorum without a size"),
        ("proxies = { allowed = 1 }", "proxies.allowed", "true or false", "1"),
        ('majority = { more_than = "1/2", at_least = "1/2" }', "majority", "exactly one of", "more_than, at_least"),
        ("majority = { more_than = 1 }", "majority.more_than", "a share under 1", "1"),
        ('names = { de = "V", fr = "A" }', "names.en", "a text", "nothing"),
    ],
)
def test_wrong_value_is_refused(tmp_path: Path, block: str, key: str, expected: str, found: str) -> None:
    text = charter_text(assembly=block)
    if block.startswith("names"):
        text = text.replace('names = { de = "Versammlung", fr = "Assemblée", en = "Assembly" }\n', "")
    at, wanted, there = one(tmp_path, text)
    assert at == f"versions[1].organs.assembly.{key}"
    assert wanted.startswith(expected)
    assert there == found


def test_overlapping_versions_are_refused(tmp_path: Path) -> None:
    text = charter_text(top="valid_until = 2020-12-31", end=SECOND.format(begins="2020-06-01"))
    key, expected, found = one(tmp_path, text)
    assert (key, expected) == ("versions[1].valid_until", "versions that do not overlap")
    assert "second" in found


def test_two_versions_from_the_same_day_are_refused(tmp_path: Path) -> None:
    key, _, _ = one(tmp_path, charter_text(end=SECOND.format(begins="2015-01-01")))
    assert key == "versions[1].valid_from"


def test_an_organ_without_seats_is_refused(tmp_path: Path) -> None:
    assert one(tmp_path, charter_text(seats=""))[0] == "versions[1].organs.assembly.seats"
    assert one(tmp_path, charter_text(assembly="seats = []", seats=""))[0] == "versions[1].organs.assembly.seats"
    none = "[[versions.organs.assembly.seats]]\nbasis = 'delegated'\nper_city = 0"
    assert one(tmp_path, charter_text(seats=none))[0] == "versions[1].organs.assembly.seats[1].per_city"


def test_a_version_ending_before_it_begins_is_refused(tmp_path: Path) -> None:
    key, expected, found = one(tmp_path, charter_text(top="valid_until = 2014-12-31"))
    assert (key, expected, found) == ("versions[1].valid_until", "a day from 2015-01-01 on", "2014-12-31")


def test_a_term_ending_before_it_begins_is_refused(tmp_path: Path) -> None:
    rotation = """
term = { years = 2, starts = "06-01" }
rotation = { order = [["metz"]], first_begins = 2022-06-01, last_ends = 2022-05-31 }
"""
    key, expected, found = one(tmp_path, charter_text(president=rotation))
    assert key == "versions[1].offices.president.rotation.last_ends"
    assert (expected, found) == ("a day from 2022-06-01 on", "2022-05-31")


@pytest.mark.parametrize(
    "term", ["years = 0", "years = -2", 'years = 2, starts = "02-29"', 'years = 2, starts = "13-01"']
)
def test_an_impossible_term_is_refused(tmp_path: Path, term: str) -> None:
    key, _, _ = one(tmp_path, charter_text(president=f"term = {{ {term} }}"))
    assert key.startswith("versions[1].offices.president.term.")


@pytest.mark.parametrize(
    ("parts", "key", "name"),
    [
        ({"assembly": 'conveners = { offices = ["king"] }'}, "organs.assembly.conveners.offices", "king"),
        ({"assembly": 'chair = { offices = ["king"] }'}, "organs.assembly.chair.offices", "king"),
        ({"assembly": 'items = { organs = ["senate"] }'}, "organs.assembly.items.organs", "senate"),
        ({"president": 'eligible = { seat_in = "senate" }'}, "offices.president.eligible.seat_in", "senate"),
        (
            {"matters": '[versions.matters.budget.proposing]\norgans = ["senate"]'},
            "matters.budget.proposing.organs",
            "senate",
        ),
        ({"end": '[versions.exclusion]\nalso = ["envy"]'}, "exclusion.also", "envy"),
    ],
)
def test_a_reference_that_leads_nowhere_is_refused(tmp_path: Path, parts: dict[str, str], key: str, name: str) -> None:
    at, _, found = one(tmp_path, charter_text(**parts))
    assert (at, found) == (f"versions[1].{key}", name)


def test_authentic_languages_are_working_languages(tmp_path: Path) -> None:
    text = charter_text().replace('authentic = ["de", "fr"]', 'authentic = ["de", "lb"]')
    assert one(tmp_path, text)[0::2] == ("versions[1].languages.authentic", "lb")


def test_unknown_law_and_unknown_amended_version_are_refused(tmp_path: Path) -> None:
    assert one(tmp_path, charter_text(law="fr-1901"))[0::2] == ("law", "fr-1901")
    text = charter_text(end=SECOND.format(begins="2020-01-01").replace('amends = "first"', 'amends = "zeroth"'))
    assert one(tmp_path, text)[0::2] == ("versions[2].amends", "zeroth")


def test_every_problem_is_reported_at_once_and_readably(tmp_path: Path) -> None:
    text = charter_text(
        assembly='notice = { days = "28" }\nquorum = { base = "seats", at_least = 0.5 }',
        president='eligible = { seat_in = "senate" }',
    )
    with pytest.raises(CharterError) as caught:
        load_text(tmp_path, text)
    assert len(caught.value.problems) == 3
    message = str(caught.value)
    assert message.startswith("The charter has 3 problems:")
    assert (
        'charter.toml: versions[1].organs.assembly.notice.days: expected a whole number, at least 0, found "28"'
        in message
    )


@pytest.mark.parametrize("text", ["charter = [", "", "charter = 2\nnetwork = 'x'\nlaw = 'de-ev'\n[[versions]]\n"])
def test_a_broken_file_is_refused(tmp_path: Path, text: str) -> None:
    assert all(problem.file == "charter.toml" for problem in problems_of(tmp_path, text))


def test_a_missing_file_and_foreign_bytes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CharterError, match="can be read"):
        load_charter(tmp_path / "charter.toml")
    (tmp_path / "charter.toml").write_bytes(b"charter = 1 # \xff")
    with pytest.raises(CharterError, match="UTF-8"):
        load_charter(tmp_path)


def test_a_version_without_an_end_lasts_until_the_next(tmp_path: Path) -> None:
    charter = load_text(tmp_path, charter_text(end=SECOND.format(begins="2020-06-01")))
    assert charter.versions[0].valid_until == date(2020, 5, 31)
    assert charter.on(date(2020, 5, 31)).key == "first"
    assert charter.on(date(2020, 6, 1)).key == "second"
    with pytest.raises(NoStatutes, match="four had no statutes in force on 2014-12-31"):
        charter.on(date(2014, 12, 31))


def test_a_gap_between_versions_has_no_statutes(tmp_path: Path) -> None:
    charter = load_text(tmp_path, charter_text(top="valid_until = 2019-12-31", end=SECOND.format(begins="2020-06-01")))
    with pytest.raises(NoStatutes):
        charter.on(date(2020, 1, 1))


def test_a_later_version_changes_only_what_it_names(tmp_path: Path) -> None:
    change = SECOND.format(begins="2020-06-01") + "[versions.organs.assembly.notice]\ndays = 10\n"
    charter = load_text(tmp_path, charter_text(assembly="notice = { days = 28 }", end=change))
    first, second = charter.versions
    assert (first.organs["assembly"].notice.days, second.organs["assembly"].notice.days) == (28, 10)
    assert second.organs["assembly"].notice.source.cite == "Zweite Satzung"
    assert second.organs["assembly"].seats == first.organs["assembly"].seats


def test_a_later_version_may_repeal_an_organ(tmp_path: Path) -> None:
    committee = """
[versions.organs.jury]
names = { de = "Jury", fr = "Jury", en = "Jury" }
[[versions.organs.jury.seats]]
basis = "elected"
total = 5
"""
    change = SECOND.format(begins="2020-06-01").replace("cite =", 'repeals = ["organs.jury"]\ncite =')
    charter = load_text(tmp_path, charter_text(end=committee + change))
    assert "jury" in charter.versions[0].organs
    assert "jury" not in charter.versions[1].organs
    wrong = change.replace("organs.jury", "organs.choir")
    assert one(tmp_path, charter_text(end=committee + wrong))[0::2] == ("versions[2].repeals", "organs.choir")


def test_a_block_of_the_statutes_replaces_the_law_whole(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path, assembly="attendance = { modes = ['in_person'] }")
    assert statutes.organs["assembly"].attendance.by_resolution == ()
    assert statutes.organs["assembly"].attendance.source.cite == "Satzung"
    assert statutes.organs["board"].attendance.source.cite == "§ 32 Abs. 2 BGB"


def test_assumed_values_are_marked(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path, assembly='notice = { days = 28, assumed = true, note = "usual" }')
    source = statutes.organs["assembly"].notice.source
    assert (source.assumed, source.note, source.cite) == (True, "usual", "Satzung")


@pytest.mark.parametrize("key", law_keys())
def test_every_law_layer_is_complete(key: str, tmp_path: Path) -> None:
    report = Report()
    read_law(key, report)
    assert report.problems == ()
    statutes = statutes_with(tmp_path, law=key)
    assert set(statutes.matters) >= {
        "ordinary",
        "procedural",
        "accounts",
        "discharge",
        "budget",
        "statute_change",
        "purpose_change",
        "dissolution",
        "admission",
        "election",
    }


def test_frozen_rules_cannot_be_changed(tmp_path: Path) -> None:
    statutes = statutes_with(tmp_path)
    with pytest.raises(AttributeError):
        statutes.key = "other"  # type: ignore[misc] # that is the point


def places(table: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ()
    for key, value in entries:
        yield (*path, key)
        yield from places(value, (*path, key))


REAL = [
    tomllib.loads((ROOT / "networks" / name / "charter.toml").read_text(encoding="utf-8"))
    for name in ("quattropole", "tonicites")
]
ODD: list[Any] = [
    *(0, -1, 3, 1.5, True, "", "x", "3/4", "board", [], ["x"], [[]], [["a"]], {}, {"x": 1}, [{}], [{"a": 1}]),
    *(date(2015, 1, 1), datetime(2015, 1, 1)),  # noqa: DTZ001 - TOML has times without a zone
]


@given(st.data())
def test_no_odd_value_anywhere_breaks_the_loader(data: st.DataObject) -> None:
    """A real charter with one or two odd values is refused with problems, or can be explained: nothing else."""
    table = copy.deepcopy(data.draw(st.sampled_from(REAL)))
    for _ in range(data.draw(st.integers(1, 2))):
        *above, key = data.draw(st.sampled_from(list(places(table))))
        holder = table
        for step in above:
            holder = holder[step]
        holder[key] = copy.deepcopy(data.draw(st.sampled_from(ODD)))
    report = Report()
    charter = read_charter(table, "charter.toml", report)
    for problem in report.problems:
        assert problem.file
        assert problem.expected
        assert problem.found
    for statutes in charter.versions if not report.problems else ():
        assert explain(statutes, "de")
