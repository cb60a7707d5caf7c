"""What came back against what is there, line by line; all of it is written, or nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from quattropole.access.viewer import Viewer
from quattropole.texts.names import language_name
from quattropole.texts.segments import Segment, Segments
from quattropole.translation.sources import Unit, Words, Writing, units_for
from quattropole.translation.xliff.parts import (
    TITLE,
    Content,
    codes_of,
    content_of,
    digest_of,
    numbered,
    numbers_in,
    parts_of,
    plain,
    words_of,
)
from quattropole.translation.xliff.reading import Document, FileRead, PartRead, SegmentRead
from quattropole.translation.xml import UNSTORABLE

LINES_AT_MOST = 500
"""So many problems are told of a file; whoever sees five hundred needs another file."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something wrong in a file: in which line, of which unit, what."""

    line: int
    where: str
    text: str


@dataclass(frozen=True)
class Ready:
    """A unit that can be written: what its language will say."""

    unit: Unit
    language: str
    words: Words
    writing: Writing


@dataclass(frozen=True)
class Checked:
    """A file that was looked at. It can be written if there is no problem."""

    source: str
    target: str
    ready: Sequence[Ready] = ()
    problems: Sequence[Line] = ()
    segments: int = 0

    @property
    def is_writable(self) -> bool:
        """Whether it can be written as it is."""
        return bool(self.ready) and not self.problems


@dataclass
class _Report:
    problems: list[Line] = field(default_factory=list)

    def add(self, line: int, where: str, text: str) -> None:
        if len(self.problems) < LINES_AT_MOST:
            self.problems.append(Line(line, where, text))


def check(viewer: Viewer, document: Document, state: str) -> Checked:
    """Look at a file for a viewer: everything in it must be theirs to write, whole, and as it was sent out."""
    report = _Report()
    languages = viewer.network.languages
    for code in (document.source, document.target):
        if code not in languages:
            report.add(1, "", _("The network does not have the language “%(code)s”.") % {"code": code[:20] or "?"})
    if document.source == document.target:
        report.add(1, "", _("Source and target are the same language."))
    if not document.files:
        report.add(1, "", _("There is nothing in this file."))
    if report.problems:
        return Checked(document.source, document.target, problems=report.problems)
    units = units_for(viewer, {file.key for file in document.files})
    ready: list[Ready] = []
    seen: set[str] = set()
    for file in document.files:
        unit = units.get(file.key)
        if unit is None:
            report.add(file.line, file.key[:60], _("This is not known here, or not for you."))
        elif file.key in seen:
            report.add(file.line, file.key, _("This stands in the file twice."))
        else:
            seen.add(file.key)
            ready += _unit(report, unit, file, document, state)
    count = sum(len(part.segments) for file in document.files for part in file.parts)
    return Checked(document.source, document.target, ready, report.problems, count)


def _unit(report: _Report, unit: Unit, file: FileRead, document: Document, state: str) -> Iterator[Ready]:
    where = str(unit.what) or unit.key
    side, other = unit.side(document.source), unit.side(document.target)
    if not unit.may_write:
        report.add(file.line, where, _("You may read this, but not write it."))
        return
    if document.target not in unit.languages:
        report.add(file.line, where, _("This text does not exist in this language."))
        return
    if file.digest != digest_of(side.words):
        language = language_name(document.source)
        report.add(
            file.line,
            where,
            _("%(language)s was changed after the export. Export it again.") % {"language": language},
        )
        return
    if file.seen != other.version:
        language = language_name(document.target)
        report.add(file.line, where, _("Somebody wrote %(language)s after the export.") % {"language": language})
        return
    before = len(report.problems)
    words = _words(report, file, dict(parts_of(side.words)), where)
    if len(report.problems) == before:
        writing = Writing(document.target, words, state, document.source, other.version, side.version)
        yield Ready(unit, document.target, words, writing)


def _words(report: _Report, file: FileRead, expected: dict[str, Segments], where: str) -> Words:
    came: dict[str, PartRead] = {}
    for part in file.parts:
        if part.name not in expected or part.name in came:
            report.add(part.line, where, _("A part that was not sent out: %(name)s.") % {"name": part.name[:60] or "?"})
        came.setdefault(part.name, part)
    said = {}
    for name, found in expected.items():
        if name not in came and found.parts:
            text = _("The title is missing.") if name == TITLE else _("The text is missing.")
            report.add(file.line, where, text)
            continue
        said[name] = _text(report, found, came[name].segments if name in came else [], where, file.line)
    return Words(" ".join(said.get(TITLE, "").split()), said.get("body", ""))


def _text(report: _Report, expected: Segments, came: Sequence[SegmentRead], where: str, line: int) -> str:
    by_id: dict[str, SegmentRead] = {}
    wanted = dict(numbered(expected.parts))
    for segment in came:
        if segment.id not in wanted:
            report.add(
                segment.line, where, _("A segment that was not sent out: %(id)s.") % {"id": segment.id[:60] or "?"}
            )
        elif segment.id in by_id:
            report.add(segment.line, where, _("The segment %(id)s stands there twice.") % {"id": segment.id})
        by_id.setdefault(segment.id, segment)
    text = ""
    for identity, part in wanted.items():
        found = by_id.get(identity)
        if found is None:
            report.add(line, where, _("The segment %(id)s is missing.") % {"id": identity})
            continue
        text += part.before + _segment(report, part, found, where)
    return text + expected.tail


def _has_words(content: Content) -> bool:
    return any(isinstance(one, str) and one.strip() for one in content)


def _segment(report: _Report, part: Segment, found: SegmentRead, where: str) -> str:
    if plain(found.source) != plain(content_of(part.words)):
        report.add(found.line, where, _("The source of the segment %(id)s was changed.") % {"id": found.id})
    if found.target is None or (_has_words(content_of(part.words)) and not _has_words(found.target)):
        report.add(found.line, where, _("The segment %(id)s is not translated.") % {"id": found.id})
        return ""
    codes = codes_of(part.words)
    numbers = numbers_in(found.target)
    strange = [number for number in numbers if number not in codes]
    if strange:
        report.add(
            found.line,
            where,
            _("The segment %(id)s has a code that was not sent out: %(code)s.")
            % {"id": found.id, "code": strange[0][:40]},
        )
        return ""
    lost = [literal for number, literal in codes.items() if numbers.count(number) != 1]
    if lost:
        report.add(
            found.line,
            where,
            _("In the segment %(id)s a code is missing or stands twice: %(code)s.") % {"id": found.id, "code": lost[0]},
        )
        return ""
    return UNSTORABLE.sub("", words_of(found.target, codes))
