"""What must hold across a charter: known names, references that lead somewhere, no deviation the law forbids."""

from collections.abc import Iterable, Mapping

from quattropole.charter.layers import Layers, descend
from quattropole.charter.model import Deviation, Role
from quattropole.charter.reading import Block
from quattropole.charter.rights import INTERESTS
from quattropole.charter.statutes import Statutes

ORGAN_BLOCKS = frozenset(
    [
        "names",
        "role",
        "seats",
        "parity",
        "substitution",
        "proxies",
        "quorum",
        "second_call",
        "notice",
        "items",
        "conveners",
        "demand",
        "regular",
        "attendance",
        "circular",
        "chair",
        "secret",
        "ballots",
        "majority",
    ]
)
OFFICE_BLOCKS = frozenset(
    ["names", "places", "election", "eligible", "term", "rotation", "majority", "run_off", "tie", "secret"]
)
MATTER_BLOCKS = frozenset(["names", "effect", "deciding", "proposing", "majority", "naming", "quorum", "registration"])
OPEN_BLOCKS = frozenset(
    ["languages", "membership", "representation", "board_appointment", "validity", "register", "exclusion"]
)
LAW_ONLY = frozenset({"minimum_members", "organ", "office", "matter"})
VERSION_KEYS = frozenset(
    [
        "key",
        "names",
        "valid_from",
        "valid_until",
        "adopted_on",
        "registered_on",
        "law",
        "amends",
        "repeals",
        "organs",
        "offices",
        "matters",
    ]
)
SOURCE_KEYS = frozenset({"cite", "url", "note", "assumed"})
KINDS: Mapping[str, frozenset[str]] = {"organs": ORGAN_BLOCKS, "offices": OFFICE_BLOCKS, "matters": MATTER_BLOCKS}
SINGLES: Mapping[str, frozenset[str]] = {"organ": ORGAN_BLOCKS, "office": OFFICE_BLOCKS, "matter": MATTER_BLOCKS}

LAW_OF_BLOCK: Mapping[str, str] = {
    "demand": "demand",
    "registration": "registration",
    "proxies": "proxy",
    "attendance": "attendance_mode",
    "circular": "text_form_consent",
}
"""Blocks of organs and matters whose replacement the law may forbid or limit."""


def check_names(block: Block, *, of_law: bool) -> None:
    """Report names of tables that the charter language does not have."""
    known = OPEN_BLOCKS | frozenset(KINDS) | (LAW_ONLY if of_law else VERSION_KEYS | SOURCE_KEYS)
    _unknown(block, block.table, known)
    for kind, allowed in KINDS.items():
        table = descend(block, (kind,))
        for key in table.table if table else ():
            below = descend(block, (kind, key))
            if below is not None:
                _unknown(below, below.table, allowed | SOURCE_KEYS)
    for kind, allowed in SINGLES.items() if of_law else ():
        below = descend(block, (kind,))
        if below is not None:
            _unknown(below, below.table, allowed | SOURCE_KEYS | {"rule"})


def _unknown(block: Block, table: Iterable[str], known: frozenset[str]) -> None:
    for key in table:
        if key not in known:
            block.problem(key, f"one of {', '.join(sorted(known))}", "an unknown key")


def check_statutes(statutes: Statutes, layers: Layers) -> None:
    """Report references that lead nowhere, and deviations that the law does not allow."""
    _check_references(statutes, layers)
    _check_languages(statutes, layers)
    _check_deviations(statutes, layers)
    _check_limits(statutes, layers)
    _check_repeals(layers)


def _refer(layers: Layers, key: str, names: Iterable[str | None], known: Mapping[str, object], what: str) -> None:
    """Report names that are not there; an empty name has been reported where it was read."""
    for name in names:
        if name and name not in known:
            layers.newest.problem(key, f"{what} of this charter: {', '.join(known)}", name)


def _check_references(statutes: Statutes, layers: Layers) -> None:
    organs, offices = statutes.organs, statutes.offices
    if not organs:
        layers.newest.problem("organs", "at least one organ")
    for key, organ in organs.items():
        path = f"organs.{key}"
        _refer(layers, f"{path}.seats.with_organ", (g.with_organ for g in organ.seats), organs, "an organ")
        _refer(layers, f"{path}.items.organs", organ.items.organs, organs, "an organ")
        _refer(layers, f"{path}.items.offices", organ.items.offices, offices, "an office")
        _refer(layers, f"{path}.conveners.offices", organ.conveners.offices, offices, "an office")
        _refer(layers, f"{path}.chair.offices", organ.chair.offices, offices, "an office")
    for key, office in offices.items():
        path = f"offices.{key}"
        _refer(layers, f"{path}.election.by", (office.elected_by,), organs, "an organ")
        _refer(layers, f"{path}.election.proposed_by", (office.proposed_by,), organs, "an organ")
        _refer(layers, f"{path}.eligible.seat_in", (office.eligible.seat_in,), organs, "an organ")
        if office.elected_by is None and office.rotation is None:
            layers.newest.problem(f"{path}.election.by", "an organ, or a rotation that fills the office")
        if office.rotation is not None and office.term.years is None:
            layers.newest.problem(f"{path}.term.years", "the length of a turn in years")
    for key, matter in statutes.matters.items():
        _refer(layers, f"matters.{key}.deciding.organs", matter.decided_by, organs, "an organ")
        _refer(layers, f"matters.{key}.proposing.organs", matter.proposed_by, organs, "an organ")
    _refer(layers, "representation.offices", statutes.representation.offices, offices, "an office")
    _refer(layers, "board_appointment.by", (statutes.board_appointment.organ,), organs, "an organ")


def _check_languages(statutes: Statutes, layers: Layers) -> None:
    foreign = [lang for lang in statutes.authentic_languages if lang not in statutes.working_languages]
    if foreign:
        layers.newest.problem("languages.authentic", "only working languages", ", ".join(foreign))
    if not statutes.working_languages:
        layers.newest.problem("languages.working", "at least one language")
    unknown = [interest for interest in statutes.exclusion.added if interest not in INTERESTS]
    if unknown:
        layers.newest.problem("exclusion.also", f"only {', '.join(INTERESTS)}", ", ".join(unknown))


def _check_deviations(statutes: Statutes, layers: Layers) -> None:
    rules = statutes.law.rules
    for kind in KINDS:
        for key in layers.keys(kind):
            for name, law_rule in LAW_OF_BLOCK.items():
                found = layers.in_statutes((kind, key, name))
                rule = rules.get(law_rule)
                if found is None or rule is None:
                    continue
                if rule.deviation is Deviation.NO and _weakens(found, name):
                    found.problem("", f"nothing: {rule.source.cite} allows no deviation", "a rule of its own")
                if rule.deviation is Deviation.FRACTION:
                    _only_the_fraction(found, rule.source.cite)


def _weakens(block: Block, name: str) -> bool:
    """Statutes may ask for registration where the law does not; they cannot do without it."""
    return name != "registration" or (block.table.get("required") is False and "statute_change" in block.path)


def _only_the_fraction(block: Block, cite: str) -> None:
    if block.table.get("form", "written") != "written" or block.table.get("reasons", True) is not True:
        block.problem("", f"only another fraction: {cite} leaves nothing else to the statutes", "another form")


def _check_limits(statutes: Statutes, layers: Layers) -> None:
    leaving = statutes.law.rules.get("leaving")
    if leaving is not None and leaving.deviation is Deviation.NO and statutes.membership.leaving_months > 24:
        found = str(statutes.membership.leaving_months)
        layers.newest.problem("membership.leaving_months", f"at most 24 ({leaving.source.cite})", found)
    registration = statutes.law.rules.get("registration")
    binding = registration is not None and registration.deviation is Deviation.NO
    registered = statutes.registered_on
    if binding and registered is not None and statutes.valid_from < registered and len(layers.versions) > 1:
        expected = f"a day from the registration on, {registered}: a change has no effect before"
        layers.newest.problem("valid_from", expected, str(statutes.valid_from))
    boards = [organ.key for organ in statutes.organs.values() if organ.role is Role.BOARD]
    if len(boards) > 1:
        layers.newest.problem("organs", "one board", ", ".join(boards))


def _check_repeals(layers: Layers) -> None:
    known = {f"{kind}.{key}" for version in layers.versions for kind in KINDS for key in _keys(version, kind)}
    for name in layers.repealed - known:
        layers.newest.problem("repeals", "organs.<key>, offices.<key> or matters.<key> of an earlier version", name)


def _keys(version: Block, kind: str) -> Iterable[str]:
    table = descend(version, (kind,))
    return table.table if table else ()
