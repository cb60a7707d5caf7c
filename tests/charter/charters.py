"""Small charters to try rules on: a base text, and a way to load it with more rules."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from quattropole.charter import Charter, CharterError, Presence, Problem, Statutes, load_charter

ROOT = Path(__file__).parents[2]
CITIES = ("luxembourg", "metz", "saarbruecken", "trier")
TODAY = date(2026, 6, 2)

BASE = """
charter = 1
network = "four"
law = "{law}"

[[versions]]
key = "first"
valid_from = 2015-01-01
names = {{ de = "Satzung", fr = "Statuts", en = "Statutes" }}
cite = "Satzung"
{top}

[versions.languages]
working = ["de", "fr"]
authentic = ["de", "fr"]

[versions.organs.board]
names = {{ de = "Vorstand", fr = "Directoire", en = "Board" }}
{board}
[[versions.organs.board.seats]]
basis = "ex_officio"
per_city = 1
office = {{ de = "Bürgermeisterin", fr = "Maire", en = "Mayor" }}

[versions.organs.assembly]
names = {{ de = "Versammlung", fr = "Assemblée", en = "Assembly" }}
{assembly}
{seats}

[versions.offices.president]
names = {{ de = "Präsidentin", fr = "Présidente", en = "President" }}
{president}
[versions.offices.president.election]
by = "assembly"

{matters}
{end}
"""
SEATS = """
[[versions.organs.assembly.seats]]
basis = "delegated"
per_city = 10
"""

Write = Callable[..., Path]


def charter_text(
    *,
    law: str = "de-ev",
    top: str = "",
    board: str = "",
    assembly: str = "",
    seats: str = SEATS,
    president: str = "",
    matters: str = "",
    end: str = "",
) -> str:
    return BASE.format(
        law=law, top=top, board=board, assembly=assembly, seats=seats, president=president, matters=matters, end=end
    )


def load_text(folder: Path, text: str) -> Charter:
    (folder / "charter.toml").write_text(text, encoding="utf-8")
    return load_charter(folder)


def statutes_with(folder: Path, **parts: str) -> Statutes:
    return load_text(folder, charter_text(**parts)).on(TODAY)


def problems_of(folder: Path, text: str) -> tuple[Problem, ...]:
    """The problems a charter is refused for; fails where it is accepted."""
    try:
        load_text(folder, text)
    except CharterError as error:
        return error.problems
    raise AssertionError("the charter was accepted")


def all_present(seats: int = 44) -> Presence:
    each = seats // 4
    return Presence(seats, seats, dict.fromkeys(CITIES, (each, each)))
