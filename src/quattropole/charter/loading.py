"""Reading a charter from its files."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path

from quattropole.charter.checking import check_names, check_statutes
from quattropole.charter.errors import CharterError
from quattropole.charter.layers import Layers
from quattropole.charter.model import Deviation, Effect, Source
from quattropole.charter.reading import Block, Report, Unrounded
from quattropole.charter.resolving import resolve
from quattropole.charter.statutes import Charter, Law, LawRule, Statutes

FORMAT = 1
NO_SOURCE = Source("")
DAY = timedelta(days=1)

RULES = (
    "representation",
    "board_appointment",
    "board_procedure",
    "competence",
    "item_named",
    "majority",
    "election_majority",
    "attendance_mode",
    "text_form_consent",
    "statute_change_majority",
    "purpose_change_consent",
    "exclusion",
    "convening_duty",
    "demand",
    "proxy",
    "leaving",
    "dissolution_majority",
    "registration_size",
    "keeping_size",
    "board_registration",
    "registration",
    "period",
    "notice",
    "quorum",
    "term",
    "relevance",
    "minutes",
)
"""The rules every law layer must speak to, if only to say that it has none."""


@dataclass(frozen=True)
class LawFile:
    law: Law
    defaults: Block


def law_keys() -> tuple[str, ...]:
    """The law layers that exist."""
    folder = files("quattropole.charter").joinpath("law")
    return tuple(sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")))


def load_charter(path: Path) -> Charter:
    """Read ``charter.toml`` (or the folder it lies in) on top of its law; raises CharterError with every problem."""
    file = path / "charter.toml" if path.is_dir() else path
    report = Report()
    text = _text(file, report)
    if report.problems:
        raise CharterError(report.problems)
    return parse_charter(text, file.name)


def parse_charter(text: str, name: str = "charter.toml") -> Charter:
    """The charter that ``text`` holds; ``name`` is the file it came from. Raises CharterError with every problem."""
    report = Report()
    table = _parse(text, name, report)
    if report.problems:
        raise CharterError(report.problems)
    charter = read_charter(table, name, report)
    if report.problems:
        raise CharterError(report.problems)
    return charter


def _text(file: Path, report: Report) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        report.add(file.name, "file", "a file that can be read", error.strerror or str(error))
    except UnicodeDecodeError:
        report.add(file.name, "file", "text in UTF-8", "other bytes")
    return ""


def _parse(text: str, name: str, report: Report) -> Mapping[str, object]:
    try:
        return tomllib.loads(text, parse_float=Unrounded)
    except tomllib.TOMLDecodeError as error:
        report.add(name, "file", "valid TOML", str(error))
        return {}


def _law_text(key: str) -> str:
    return files("quattropole.charter").joinpath("law", f"{key}.toml").read_text(encoding="utf-8")


@cache
def _law_table(key: str) -> Mapping[str, object]:
    return tomllib.loads(_law_text(key))


def read_law(key: str, report: Report) -> LawFile:
    """A law layer: its rules and its defaults."""
    name = f"law/{key}.toml"
    top = Block(_law_table(key), name, "", report, NO_SOURCE, {})
    top.integer("law", least=FORMAT)
    table = top.sub("rules")
    rules: dict[str, LawRule] = {}
    for rule in table.table if table else ():
        block = table.sub(rule) if table else None
        if block is None:
            top.problem(f"rules.{rule}", "a table")
            continue
        rules[rule] = LawRule(
            key=rule,
            deviation=block.choice("deviation", Deviation),
            effect=block.choice("effect", Effect),
            summary=block.names("summary") if block.has("summary") else {},
            source=block.source(),
        )
        block.done()
    for missing in (rule for rule in RULES if rule not in rules):
        top.problem(f"rules.{missing}", "a table: every law speaks to this rule, if only to say that it has none")
    for unknown in (rule for rule in rules if rule not in RULES):
        top.problem(f"rules.{unknown}", f"one of {', '.join(RULES)}", "an unknown rule")
    law = Law(key=top.text("key"), names=top.names("names"), as_of=top.day("as_of"), rules=rules)
    source = Source(top.text("cite"), top.text("url", ""))
    top.sub("defaults")
    top.done(sourced=False)
    defaults = top.table.get("defaults")
    sources = {rule.key: rule.source for rule in rules.values()}
    below = defaults if isinstance(defaults, Mapping) else {}
    block = Block(below, name, "defaults", report, source, sources)
    check_names(block, of_law=True)
    return LawFile(law, block)


def read_charter(table: Mapping[str, object], name: str, report: Report) -> Charter:
    """A charter from the table of its file; what is wrong goes into the report, and then the charter is of no use."""
    top = Block(table, name, "", report, NO_SOURCE, {})
    if top.integer("charter", least=FORMAT) != FORMAT:
        top.problem("charter", f"{FORMAT}, the version of the charter language", top.table.get("charter"))
    network = top.text("network")
    default_law = top.text("law")
    versions = top.subs("versions")
    top.done(sourced=False)
    laws: dict[str, LawFile] = {}
    chains: dict[str, tuple[Block, ...]] = {}
    resolved: list[tuple[Statutes, Block]] = []
    for version in versions:
        version = _with_citation(version)
        key = version.text("key")
        if key in chains:
            version.problem("key", "a key of its own", key)
            continue
        law_key = version.text("law", default_law or "de-ev")
        if law_key not in law_keys():
            (version if version.has("law") else top).problem("law", f"one of {', '.join(law_keys())}", law_key)
            continue
        if law_key not in laws:
            laws[law_key] = read_law(law_key, report)
        amends = version.text("amends", "")
        if amends and amends not in chains:
            version.problem("amends", "the key of an earlier version", amends)
            continue
        chains[key] = (*chains.get(amends, ()), version)
        check_names(version, of_law=False)
        resolved.append((_version(network, laws[law_key], chains[key]), version))
    return Charter(network, _in_order(resolved))


def _with_citation(version: Block) -> Block:
    """The version's block with the version's citation for everything in it; its remarks are its own alone."""
    own = version.source()
    cited = Source(own.cite, own.url)
    return Block(version.table, version.file, version.path, version.report, cited, {})


def _version(network: str, law: LawFile, chain: tuple[Block, ...]) -> Statutes:
    newest = chain[-1]
    valid_from = newest.day("valid_from")
    valid_until = newest.maybe_day("valid_until")
    if valid_until is not None and valid_until < valid_from:
        newest.problem("valid_until", f"a day from {valid_from} on", str(valid_until))
    repealed: frozenset[str] = frozenset()
    for version in chain:
        own = {f"{kind}.{key}" for kind in ("organs", "offices", "matters") for key in _table(version, kind)}
        repealed = (repealed - own) | frozenset(version.words("repeals", ()))
    layers = Layers(law.defaults, chain, repealed)
    statutes = resolve(network, law.law, layers, valid_from, valid_until)
    check_statutes(statutes, layers)
    return statutes


def _table(version: Block, kind: str) -> Mapping[str, object]:
    table = version.table.get(kind)
    return table if isinstance(table, Mapping) else {}


def _in_order(resolved: list[tuple[Statutes, Block]]) -> tuple[Statutes, ...]:
    """Versions by their days; one without an end lasts until the next begins. Overlaps are reported."""
    resolved.sort(key=lambda pair: pair[0].valid_from)
    ordered: list[Statutes] = []
    for position, (statutes, block) in enumerate(resolved):
        following = resolved[position + 1][0].valid_from if position + 1 < len(resolved) else None
        until = statutes.valid_until
        if until is None and following is not None and following > statutes.valid_from:
            until = following - DAY
        if following is not None and (until is None or following <= until):
            found = f"an overlap with version {resolved[position + 1][0].key}, valid from {following}"
            block.problem(
                "valid_until" if statutes.valid_until else "valid_from", "versions that do not overlap", found
            )
        ordered.append(replace(statutes, valid_until=until))
    return tuple(ordered)
