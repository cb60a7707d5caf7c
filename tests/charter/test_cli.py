"""The command line: ``charter check``, ``charter explain`` and ``charter lot``."""

from hashlib import sha256
from pathlib import Path

import pytest

from quattropole.charter import draw
from quattropole.charter.cli import main
from tests.charter.charters import ROOT, charter_text

NETWORKS = ROOT / "networks"


def test_check_lists_the_versions(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(NETWORKS / "quattropole")]) == 0
    said = capsys.readouterr().out
    assert "quattropole 2014: 2014-10-16 to 2016-09-30, de-ev: 4 organs, 4 offices, 11 matters" in said
    assert said.endswith("The charter is in order.\n")


def test_check_prints_every_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "charter.toml").write_text(charter_text(assembly="notice = { days = 'x' }\nhat = 1"), encoding="utf-8")
    assert main(["check", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "organs.assembly.notice.days: expected a whole number" in said
    assert "organs.assembly.hat" in said


@pytest.mark.parametrize(("day", "elector"), [("2014-12-01", "Vorstand"), ("2026-06-02", "Mitgliederversammlung")])
def test_explain_on_a_day(capsys: pytest.CaptureFixture[str], day: str, elector: str) -> None:
    assert main(["explain", str(NETWORKS / "quattropole"), "--on", day, "--lang", "de"]) == 0
    office = capsys.readouterr().out.split("\nPräsidentin oder Präsident\n")[1]
    assert office.strip().startswith(f"Es wählt: {elector}.")


@pytest.mark.parametrize("lang", ["de", "fr", "en"])
def test_explain_today_with_paragraphs(capsys: pytest.CaptureFixture[str], lang: str) -> None:
    assert main(["explain", str(NETWORKS / "quattropole"), "--lang", lang]) == 0
    said = capsys.readouterr().out
    assert "[§ 33 Abs. 1 Satz 1 BGB]" in said
    assert "[§ 34 BGB]" in said


def test_explain_tonicites_with_its_rotation(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(NETWORKS / "tonicites"), "--on", "2026-06-02"]) == 0
    assert "luxembourg + esch, metz + thionville, arlon + longwy" in capsys.readouterr().out


def test_explain_before_the_first_statutes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", str(NETWORKS / "quattropole"), "--on", "2000-02-29"]) == 1
    assert "no statutes in force on 2000-02-29" in capsys.readouterr().err


def test_lot_is_drawn_again_from_its_seed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lot", "seed", "c2", "c1", "c3", "--places", "2"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [line[0] for line in lines] == sorted(sha256(f"seed\n{line[1]}".encode()).hexdigest() for line in lines)
    assert tuple(line[1] for line in lines if line[2:] == ["drawn"]) == draw("seed", ["c1", "c2", "c3"], 2)


def test_lot_without_enough_candidates_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lot", "seed", "c1", "--places", "2"]) == 1
    assert "2 cannot be drawn of 1" in capsys.readouterr().err
