"""Units as XLIFF: each sentence a segment, its Markdown codes protected, with what a translator needs to know."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lxml import etree

from quattropole.texts.models import State
from quattropole.texts.segments import Segment, align, segments
from quattropole.translation.glossary import Glossary
from quattropole.translation.sources import Unit
from quattropole.translation.xliff.parts import (
    BODY,
    OWN,
    Code,
    Content,
    codes_of,
    content_of,
    digest_of,
    numbered,
    parts_of,
)
from quattropole.translation.xml import NOT_IN_XML, XML_SPACE

NAMESPACES = {"2.1": "urn:oasis:names:tc:xliff:document:2.0", "1.2": "urn:oasis:names:tc:xliff:document:1.2"}
VERSIONS = ("2.1", "1.2")
STATES = {
    State.REVIEWED: ("reviewed", "signed-off"),
    State.AUTHENTIC: ("final", "final"),
    State.DRAFT: ("translated", "needs-review-translation"),
    State.MACHINE: ("translated", "needs-review-translation"),
    State.OUTDATED: ("translated", "needs-adaptation"),
}
"""How far a language is, as the two versions say it."""


def write(
    units: Sequence[Unit], source: str, target: str, *, glossary: Glossary, base: str = "", version: str = "2.1"
) -> bytes:
    """The file of one pair of languages. `base`: where the installation is, for the addresses."""
    space = NAMESPACES[version]
    root = etree.Element(_tag(space, "xliff"), {"version": version}, {None: space, "q": OWN})
    if version == "2.1":
        root.set("srcLang", source)
        root.set("trgLang", target)
    writer = _two if version == "2.1" else _one
    for unit in units:
        writer(root, unit, source, target, _notes(unit, source, target, glossary, base))
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _tag(space: str, name: str) -> str:
    return f"{{{space}}}{name}"


def _marks(unit: Unit, source: str, target: str) -> dict[str, str]:
    """By what the file is known again: the words that were sent, and the translation as it was then."""
    return {
        _tag(OWN, "digest"): digest_of(unit.side(source).words),
        _tag(OWN, "seen"): unit.side(target).version,
    }


def _notes(unit: Unit, source: str, target: str, glossary: Glossary, base: str) -> list[tuple[str, str]]:
    words = unit.side(source).words
    notes = [
        ("context", " · ".join(filter(None, (str(unit.kind), str(unit.what), str(unit.where))))),
        ("address", f"{base}{unit.address}"),
    ]
    if unit.deadline:
        notes.append(("needed by", unit.deadline.isoformat()))
    hits = glossary.hits(source, target, f"{words.title}\n{words.body}")
    notes += [("term", f"{hit.source} = {hit.target}") for hit in hits]
    return [(category, NOT_IN_XML.sub(" ", note)) for category, note in notes]


def _targets(unit: Unit, source: str, target: str) -> Mapping[tuple[str, int], str]:
    """What is there in the other language already, by part and place, where it stands beside a whole segment."""
    ours, theirs = unit.side(source).words, unit.side(target).words
    found: dict[tuple[str, int], str] = {("title", 0): theirs.title} if theirs.title else {}
    rows = align(segments(ours.body), segments(theirs.body))
    place = 0
    for row in rows:
        count = len(segments(row.source).parts) if row.source else 0
        if count == 1 and row.target:
            found[BODY, place] = row.target
        place += count
    return found


def _two(root: Any, unit: Unit, source: str, target: str, notes: Sequence[tuple[str, str]]) -> None:
    space = NAMESPACES["2.1"]
    add = _adder(space)
    file = add(root, "file", {"id": unit.key, "original": unit.address, **_marks(unit, source, target)})
    group = add(file, "notes")
    for category, note in notes:
        add(group, "note", {"category": category}).text = note
    there = _targets(unit, source, target)
    for part, found in parts_of(unit.side(source).words):
        written = add(
            file, "unit", {"id": f"{unit.key}-{part}", "name": part, "canResegment": "no", XML_SPACE: "preserve"}
        )
        _original_data(add, written, found.parts)
        for place, (number, segment) in enumerate(numbered(found.parts)):
            _gap(add, written, segment.before)
            said = there.get((part, place), "")
            state = STATES.get(unit.state(target), ("translated", ""))[0] if said else "initial"
            row = add(written, "segment", {"id": number, "state": state})
            _fill(add, add(row, "source"), content_of(segment.words), number, segment.words)
            if said:
                _fill(add, add(row, "target"), _known(said, segment.words), number, segment.words)
        _gap(add, written, found.tail)


Adder = Callable[..., Any]


def _adder(space: str) -> Adder:
    def add(parent: Any, name: str, attributes: Mapping[str, str] | None = None) -> Any:
        return etree.SubElement(parent, _tag(space, name), dict(attributes or {}))

    return add


def _original_data(add: Adder, unit: Any, parts: Sequence[Segment]) -> None:
    coded = [(number, codes_of(segment.words)) for number, segment in numbered(parts)]
    if not any(codes for _number, codes in coded):
        return
    data = add(unit, "originalData")
    for number, codes in coded:
        for code, literal in codes.items():
            _text(add, add(data, "data", {"id": f"{number}-d{code}"}), literal)


def _gap(add: Adder, unit: Any, text: str) -> None:
    if text:
        _text(add, add(add(unit, "ignorable"), "source"), text)


def _known(target: str, source: str) -> Content:
    """A translation with the codes of its source; where it has others, they are plain words."""
    wanted = {literal: number for number, literal in reversed(codes_of(source).items())}
    used: set[str] = set()
    found: list[str | Code] = []
    for part, literal in zip(content_of(target), _literals(target), strict=True):
        number = _number_of(literal, source, used) if isinstance(part, Code) and literal in wanted else None
        if number is not None:
            used.add(number)
            found.append(Code(number))
        else:
            found.append(literal)
    return tuple(found)


def _number_of(literal: str, source: str, used: set[str]) -> str | None:
    return next((number for number, code in codes_of(source).items() if code == literal and number not in used), None)


def _literals(words: str) -> list[str]:
    codes = codes_of(words)
    return [codes[part.number] if isinstance(part, Code) else part for part in content_of(words)]


def _fill(add: Adder, element: Any, content: Content, segment: str, _words: str) -> None:
    last = None
    for part in content:
        if isinstance(part, Code):
            attributes = {"id": f"{segment}-{part.number}", "dataRef": f"{segment}-d{part.number}"}
            last = add(element, "ph", attributes)
        else:
            last = _text(add, element, part, last)


def _text(add: Adder, element: Any, text: str, last: Any = None) -> Any:
    """Words after `last` (or at the beginning); signs that XML does not know as `cp`. What stands last now."""
    place = 0
    for sign in NOT_IN_XML.finditer(text):
        _append(element, last, text[place : sign.start()])
        last = add(element, "cp", {"hex": f"{ord(sign.group()):04X}"})
        place = sign.end()
    _append(element, last, text[place:])
    return last


def _append(element: Any, last: Any, text: str) -> None:
    if not text:
        return
    if last is None:
        element.text = (element.text or "") + text
    else:
        last.tail = (last.tail or "") + text


def _one(root: Any, unit: Unit, source: str, target: str, notes: Sequence[tuple[str, str]]) -> None:
    space = NAMESPACES["1.2"]
    add = _adder(space)
    languages = {"source-language": source, "target-language": target, "datatype": "x-markdown"}
    file = add(root, "file", {"original": unit.key, **languages, **_marks(unit, source, target)})
    body = add(file, "body")
    there = _targets(unit, source, target)
    is_first = True
    for part, found in parts_of(unit.side(source).words):
        for place, (number, segment) in enumerate(numbered(found.parts)):
            row = add(body, "trans-unit", {"id": f"{part}-{number}", XML_SPACE: "preserve"})
            _fill_one(add, add(row, "source"), content_of(segment.words), segment.words)
            said = there.get((part, place), "")
            if said:
                state = STATES.get(unit.state(target), ("", "translated"))[1]
                _fill_one(add, add(row, "target", {"state": state}), _known(said, segment.words), segment.words)
            for category, note in notes if is_first else ():
                add(row, "note").text = f"{category}: {note}"
            is_first = False


def _fill_one(add: Adder, element: Any, content: Content, words: str) -> None:
    """Codes as `ph` with what they are; signs that XML does not know as `x` named by their number."""
    codes = codes_of(words)
    last = None
    for part in content:
        if isinstance(part, Code):
            last = add(element, "ph", {"id": part.number})
            last.text = NOT_IN_XML.sub("?", codes[part.number])
            continue
        place = 0
        for sign in NOT_IN_XML.finditer(part):
            _append(element, last, part[place : sign.start()])
            last = add(element, "x", {"id": f"cp-{ord(sign.group()):04X}"})
            place = sign.end()
        _append(element, last, part[place:])


__all__ = ["NAMESPACES", "VERSIONS", "write"]
