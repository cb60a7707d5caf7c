"""The sheet on which one language is written beside another: rows, what changed, terms, earlier sentences, warnings."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.safestring import SafeString

from quattropole.access.viewer import Viewer
from quattropole.texts.comparing import tokens
from quattropole.texts.differences import changed_lines, difference
from quattropole.texts.models import State
from quattropole.texts.segments import Row, align, joined, segments
from quattropole.translation.checking import Doubt, warnings_for
from quattropole.translation.glossary import Glossary, Hit, glossary_of
from quattropole.translation.memory import Suggestion, suggestions
from quattropole.translation.sources import GOOD, SOURCES, Unit, Words, Writing
from quattropole.translation.xml import UNSTORABLE

ROWS_AT_MOST = 2000
ALIKE = 0.4


@dataclass(frozen=True)
class Cell:
    """One row of the sheet; the title is row 0. `change`: how the source differs from what was last reviewed."""

    number: int
    row: Row
    change: SafeString
    hits: Sequence[Hit]
    suggestions: Sequence[Suggestion]
    warnings: Sequence[Doubt]

    @property
    def before(self) -> str:
        """What stands before the row in the translation, for a hidden field."""
        return json.dumps(self.row.before)

    @property
    def is_new(self) -> bool:
        """Whether it waits to be translated."""
        return bool(self.row.source) and not self.row.target.strip()

    @property
    def lines(self) -> int:
        """How high the box to write in is."""
        longest = max(len(self.row.source), len(self.row.target))
        return min(12, max(2, longest // 55 + 1, self.row.target.count("\n") + 1))


@dataclass(frozen=True)
class Sheet:
    """One unit in two languages, ready to be written."""

    unit: Unit
    source: str
    target: str
    cells: Sequence[Cell]
    tail: str
    seen: str
    seen_source: str
    change_title: SafeString
    change_body: SafeString

    @property
    def title(self) -> Cell | None:
        """The row of the title."""
        return next((cell for cell in self.cells if cell.number == 0), None)

    @property
    def body(self) -> list[Cell]:
        """The rows of the text."""
        return [cell for cell in self.cells if cell.number]

    @property
    def has_changed(self) -> bool:
        """Whether the source changed since the translation was last reviewed."""
        return bool(self.change_title or self.change_body)

    @property
    def missing(self) -> int:
        """How many rows wait to be translated."""
        return sum(cell.is_new for cell in self.cells)

    @property
    def warned(self) -> int:
        """How many warnings there are."""
        return sum(len(cell.warnings) for cell in self.cells)

    @property
    def state(self) -> State:
        """How far the language is."""
        return self.unit.state(self.target)

    @property
    def states(self) -> list[tuple[str, str]]:
        """The states that can be chosen."""
        offered = [State.DRAFT, State.REVIEWED, *([State.AUTHENTIC] if self.target in self.unit.authentic else [])]
        return [(state.value, str(state.label)) for state in offered]

    @property
    def usual_state(self) -> str:
        """The state that is offered first."""
        state = self.state
        if state is State.OUTDATED:
            return State.REVIEWED.value
        return state.value if state in GOOD else State.DRAFT.value


@dataclass(frozen=True)
class Typed:
    """What came back from the sheet."""

    title: str
    rows: Sequence[Row]
    tail: str
    seen: str
    seen_source: str
    state: str

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> "Typed":
        """Read a form; what is not there is empty."""
        count = min(_number(data.get("count")), ROWS_AT_MOST)
        rows = [
            Row(
                source=_text(data, f"source_{n}"),
                target=_text(data, f"row_{n}"),
                before=_gap(data.get(f"before_{n}")),
                mark=_text(data, f"mark_{n}"),
            )
            for n in range(1, count + 1)
        ]
        return cls(
            title=" ".join(_text(data, "row_0").split()),
            rows=rows,
            tail=_gap(data.get("tail")),
            seen=str(data.get("seen", "")),
            seen_source=str(data.get("seen_source", "")),
            state=str(data.get("state", "")),
        )

    @property
    def words(self) -> Words:
        """What the language shall say."""
        return Words(self.title, joined([(row.before, row.target) for row in self.rows], self.tail))

    def writing(self, source: str, target: str) -> Writing:
        """For the act."""
        return Writing(target, self.words, self.state, source, self.seen, self.seen_source)

    def with_row(self, number: int, words: str) -> "Typed":
        """With other words in one row."""
        if number == 0:
            return Typed(words, self.rows, self.tail, self.seen, self.seen_source, self.state)
        rows = [
            Row(row.source, words, row.before, row.mark) if place == number else row
            for place, row in enumerate(self.rows, 1)
        ]
        return Typed(self.title, rows, self.tail, self.seen, self.seen_source, self.state)

    def row(self, number: int) -> str:
        """What stands in a row."""
        if number == 0:
            return self.title
        return self.rows[number - 1].target if 0 < number <= len(self.rows) else ""


def _text(data: Mapping[str, Any], name: str) -> str:
    return UNSTORABLE.sub("", str(data.get(name, "")).replace("\r\n", "\n"))


def _gap(value: Any) -> str:
    try:
        found = json.loads(value) if value else ""
    except ValueError:
        return "\n\n"
    return UNSTORABLE.sub("", found) if isinstance(found, str) else "\n\n"


def _number(value: Any) -> int:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 6 else 0


def sheet_for(viewer: Viewer, unit: Unit, source: str, target: str, typed: Typed | None = None) -> Sheet:
    """The sheet, with what was typed where something came back. Five queries at most."""
    ours, theirs = unit.side(source), unit.side(target)
    has_title = any(side.words.title for side in unit.sides.values())
    title = Row(ours.words.title, typed.title if typed else theirs.words.title, "")
    parts = segments(theirs.words.body)
    rows = list(typed.rows) if typed else align(segments(ours.words.body), parts)
    if typed is not None and typed.seen_source != ours.version:
        parts = segments(typed.words.body)
        rows = align(segments(ours.words.body), parts)
    lines = [*([title] if has_title else []), *rows]
    base = SOURCES[unit.source].reviewed(unit, target, source)
    found = suggestions(viewer, source, target, [row.source for row in lines]) if lines else []
    glossary = glossary_of()
    changes = _changes(base, ours.words, lines)
    first = 0 if has_title else 1
    cells = [
        _cell(number, row, change, earlier, glossary, source, target)
        for number, (row, change, earlier) in enumerate(zip(lines, changes, found, strict=True), first)
    ]
    return Sheet(
        unit=unit,
        source=source,
        target=target,
        cells=cells,
        tail=json.dumps(typed.tail if typed else parts.tail),
        seen=theirs.version,
        seen_source=ours.version,
        change_title=_change(base.title, ours.words.title) if base else SafeString(""),
        change_body=changed_lines(base.body, ours.words.body)
        if base and base.body != ours.words.body
        else SafeString(""),
    )


def _cell(
    number: int,
    row: Row,
    change: SafeString,
    earlier: Sequence[Suggestion],
    glossary: Glossary,
    source: str,
    target: str,
) -> Cell:
    return Cell(
        number=number,
        row=row,
        change=change,
        hits=glossary.hits(source, target, row.source),
        suggestions=[one for one in earlier if one.target != row.target],
        warnings=warnings_for(glossary, source, target, row.source, row.target),
    )


def _change(before: str, after: str) -> SafeString:
    return difference(before, after) if before != after else SafeString("")


def _changes(base: Words | None, now: Words, lines: Sequence[Row]) -> list[SafeString]:
    """For each row how its source differs from the sentence it was; empty where it stayed, or nobody knows."""
    if base is None or base == now:
        return [SafeString("") for _line in lines]
    before = [base.title, *segments(base.body).words]
    after = {now.title, *segments(now.body).words}
    gone = [words for words in before if words not in after]
    return [_row_change(row.source, base, gone) for row in lines]


def _row_change(source: str, base: Words, gone: Sequence[str]) -> SafeString:
    if not source or source == base.title or source in base.body:
        return SafeString("")
    ours = tokens(source)
    likest = max(gone, key=lambda words: SequenceMatcher(None, tokens(words), ours).ratio(), default="")
    alike = SequenceMatcher(None, tokens(likest), ours).ratio() if likest else 0.0
    return difference(likest if alike >= ALIKE else "", source)
