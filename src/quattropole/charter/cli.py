"""``quattropole charter check DIR``, ``charter explain DIR`` and ``charter lot SEED CANDIDATE...``."""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from quattropole.charter.elections import draw, lots
from quattropole.charter.errors import CharterError, NoStatutes
from quattropole.charter.explaining import explain, heading
from quattropole.charter.loading import load_charter
from quattropole.charter.model import LANGUAGES
from quattropole.charter.statutes import Charter


def main(argv: Sequence[str]) -> int:
    """Run ``check``, ``explain`` or ``lot``; returns 0, or or 1 where that cannot be done."""
    asked = _parser().parse_args(argv)
    if asked.command == "lot":
        return _lot(asked.seed, asked.candidates, asked.places)
    try:
        charter = load_charter(asked.dir)
    except CharterError as error:
        print(error, file=sys.stderr)
        return 1
    if asked.command == "check":
        return _check(charter)
    return _explain(charter, asked.on or datetime.now().astimezone().date(), asked.lang)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="quattropole charter", description="Statutes as data: check and explain.")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="say what is wrong with a charter, all at once")
    check.add_argument("dir", type=Path, help="the network's folder, or its charter.toml")
    said = commands.add_parser("explain", help="print a charter in plain words, with the paragraph of every rule")
    said.add_argument("dir", type=Path, help="the network's folder, or its charter.toml")
    said.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="the day asked for, today by default")
    said.add_argument("--lang", choices=(*LANGUAGES, "lb"), default="en", help="the language, English by default")
    drawn = commands.add_parser("lot", help="draw a lot again: the lowest SHA-256 of seed, line feed, candidate wins")
    drawn.add_argument("seed", help="the published seed")
    drawn.add_argument("candidates", nargs="+", metavar="candidate", help="the candidates' marks, such as c12 c15")
    drawn.add_argument("--places", type=int, default=1, help="how many are drawn, one by default")
    return parser


def _lot(seed: str, candidates: Sequence[str], places: int) -> int:
    try:
        drawn = draw(seed, candidates, places)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    for candidate, mark in lots(seed, candidates):
        print(f"{mark}  {candidate}{'  drawn' if candidate in drawn else ''}")
    return 0


def _check(charter: Charter) -> int:
    for statutes in charter.versions:
        until = statutes.valid_until.isoformat() if statutes.valid_until else "today and on"
        sizes = f"{len(statutes.organs)} organs, {len(statutes.offices)} offices, {len(statutes.matters)} matters"
        print(f"{charter.network} {statutes.key}: {statutes.valid_from} to {until}, {statutes.law.key}: {sizes}")
    print("The charter is in order.")
    return 0


def _explain(charter: Charter, on: date, lang: str) -> int:
    try:
        statutes = charter.on(on)
    except NoStatutes as error:
        print(error, file=sys.stderr)
        return 1
    print(heading(statutes, lang))
    for section in explain(statutes, lang):
        print(f"\n{section.title}")
        for line in section.lines:
            print(f"  {line.text} [{line.cite}]")
    return 0
