"""XLIFF as an agency gives it back: read into files, parts and segments, whatever the version."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from quattropole.translation.xliff.parts import OWN, Code, Content, plain
from quattropole.translation.xliff.writing import NAMESPACES
from quattropole.translation.xml import XmlProblem, name_of, namespace_of, parse

CONTROL = re.compile(r"cp-([0-9A-Fa-f]{4})")
TRANSPARENT = frozenset({"mrk"})
"""Marks of translators' programs that change nothing of the words."""


@dataclass(frozen=True)
class SegmentRead:
    """One segment; `target` is None where the file has none."""

    id: str
    line: int
    source: Content
    target: Content | None


@dataclass(frozen=True)
class PartRead:
    """Title or text with its segments in order."""

    name: str
    line: int
    segments: list[SegmentRead] = field(default_factory=list)


@dataclass(frozen=True)
class FileRead:
    """What came back of one unit."""

    key: str
    line: int
    digest: str
    seen: str
    parts: list[PartRead] = field(default_factory=list)


@dataclass(frozen=True)
class Document:
    """A whole file."""

    source: str
    target: str
    files: list[FileRead]


def read(content: bytes) -> Document:
    """Read an XLIFF file; raises `XmlProblem` for what is none."""
    root = parse(content)
    version = root.get("version", "")
    if name_of(root) != "xliff" or namespace_of(root) not in NAMESPACES.values():
        raise XmlProblem(_("This is XML, but no XLIFF."))
    if namespace_of(root) == NAMESPACES["2.1"] and version.startswith("2."):
        return Document(root.get("srcLang", ""), root.get("trgLang", ""), [_two(file) for file in _named(root, "file")])
    if namespace_of(root) == NAMESPACES["1.2"] and version == "1.2":
        files = list(_named(root, "file"))
        pairs = {(file.get("source-language", ""), file.get("target-language", "")) for file in files}
        if len(pairs) > 1:
            raise XmlProblem(_("The file holds more than one pair of languages."))
        source, target = pairs.pop() if pairs else ("", "")
        return Document(source, target, [_one(file) for file in files])
    raise XmlProblem(_("XLIFF %(version)s is not read; 2.0, 2.1 and 1.2 are.") % {"version": version or "?"})


def _named(parent: Any, *names: str) -> Iterator[Any]:
    return (child for child in parent if name_of(child) in names)


def _two(file: Any) -> FileRead:
    parts = []
    for unit in file.iter():
        if name_of(unit) != "unit":
            continue
        rows = [_segment(row, row.get("id", "")) for row in _named(unit, "segment")]
        parts.append(PartRead(_part(unit.get("id", "")), unit.sourceline or 0, rows))
    return FileRead(
        file.get("id", ""),
        file.sourceline or 0,
        file.get(f"{{{OWN}}}digest", ""),
        file.get(f"{{{OWN}}}seen", ""),
        parts,
    )


def _part(identity: str) -> str:
    return identity.rpartition("-")[2]


def _one(file: Any) -> FileRead:
    parts: dict[str, PartRead] = {}
    for row in file.iter():
        if name_of(row) != "trans-unit":
            continue
        name, _dash, number = row.get("id", "").rpartition("-")
        part = parts.setdefault(name, PartRead(name, row.sourceline or 0))
        part.segments.append(_segment(row, number))
    marks = file.get(f"{{{OWN}}}digest", ""), file.get(f"{{{OWN}}}seen", "")
    return FileRead(file.get("original", ""), file.sourceline or 0, *marks, list(parts.values()))


def _segment(row: Any, identity: str) -> SegmentRead:
    source = next(_named(row, "source"), None)
    target = next(_named(row, "target"), None)
    return SegmentRead(
        identity,
        row.sourceline or 0,
        _content(source) if source is not None else (),
        _content(target) if target is not None else None,
    )


def _content(element: Any) -> Content:
    return plain(tuple(_parts(element)))


def _parts(element: Any) -> Iterator[str | Code]:
    if element.text:
        yield element.text
    for child in element:
        name = name_of(child)
        if name == "cp":
            yield _sign(child.get("hex", ""))
        elif name == "x" and (control := CONTROL.fullmatch(child.get("id", ""))):
            yield _sign(control[1])
        elif name == "ph":
            yield Code(child.get("id", "").rpartition("-")[2])
        elif name in TRANSPARENT:
            yield from _parts(child)
        elif name:
            yield Code(f"<{name}>")
        if child.tail:
            yield child.tail


def _sign(number: str) -> str:
    """A sign that XML cannot hold, by its number."""
    try:
        return chr(int(number, 16))
    except (ValueError, OverflowError):
        return ""
