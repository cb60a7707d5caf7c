"""A Markdown text as what people read, sentence by sentence, and what holds it together; joined it is the text again.

A segment is a sentence, a heading, an item of a list, a row of a table. What stands before it (space, the mark of a
heading or of an item, a block of code) is kept apart, and so are the codes inside it: emphasis, links, code.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quattropole.texts.merging import passages

FENCE = re.compile(r"^(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^(?P=fence)[^\n]*$|.*\Z)", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"(?:(?:[-*+>]|\d{1,9}[.)]|#{1,6})[ \t]+)+")
LETTER = re.compile(r"[^\W_]")
CODE = re.compile(
    r"""`+[^`\n]*`+                                         # code
    |!?\[                                                   # where the words of a link or a picture begin
    |\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+"[^"\n]*")?\)   # where they end: the address
    |\]\[[^\]\n]*\]
    |<https?://[^>\s]+>|<[^>@\s]+@[^>\s]+>|https?://[^\s<>)\]]+   # addresses
    |\*{1,3}|~~|(?<!\w)_{1,3}(?=\w)|(?<=[^\W_])_{1,3}(?!\w)       # emphasis
    |\\[!-/:-@\[-`{-~]                                      # a sign that means itself
    |\|                                                     # the border of a cell
    |\ {2,}\n                                               # a line that breaks
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Segment:
    """What people read, and what stands before it: space, a mark, a block that is not translated."""

    before: str
    words: str

    @property
    def begins_paragraph(self) -> bool:
        """Whether it stands on a line of its own."""
        return "\n" in self.before

    @property
    def mark(self) -> str:
        """The mark before it, such as `##` or `-`; empty where it is plain text."""
        return self.before.rpartition("\n")[2].strip()


@dataclass(frozen=True, slots=True)
class Segments:
    """A text in segments, and what stands after the last one."""

    parts: tuple[Segment, ...]
    tail: str = ""

    def __str__(self) -> str:
        return "".join(part.before + part.words for part in self.parts) + self.tail

    @property
    def words(self) -> list[str]:
        """What people read."""
        return [part.words for part in self.parts]

    def paragraphs(self) -> list[list[Segment]]:
        """The segments, those of a paragraph together."""
        found: list[list[Segment]] = []
        for part in self.parts:
            if not found or part.begins_paragraph:
                found.append([])
            found[-1].append(part)
        return found


@dataclass(frozen=True, slots=True)
class Run:
    """Some words, or a code among them that is not translated."""

    text: str
    is_code: bool = False


def segments(text: str) -> Segments:
    """The text in segments."""
    parts: list[Segment] = []
    before = ""
    for piece, is_words in _pieces(text):
        if is_words:
            parts.append(Segment(before, piece))
            before = ""
        else:
            before += piece
    return Segments(tuple(parts), before)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    place = 0
    for fence in FENCE.finditer(text):
        yield from _plain_pieces(text[place : fence.start()])
        yield fence.group(), False
        place = fence.end()
    yield from _plain_pieces(text[place:])


def _plain_pieces(text: str) -> Iterator[tuple[str, bool]]:
    for passage in passages(text):
        mark = MARK.match(passage)
        words = passage[mark.end() :] if mark else passage
        if mark:
            yield mark.group(), False
        if words:
            yield words, bool(LETTER.search(words))


def runs(words: str) -> list[Run]:
    """A segment as words and codes; joined they are the segment again."""
    found: list[Run] = []
    place = 0
    for code in CODE.finditer(words):
        if code.start() > place:
            found.append(Run(words[place : code.start()]))
        found.append(Run(code.group(), is_code=True))
        place = code.end()
    if place < len(words):
        found.append(Run(words[place:]))
    return found


def codes(words: str) -> list[str]:
    """The codes of a segment, in order."""
    return [run.text for run in runs(words) if run.is_code]


@dataclass(frozen=True, slots=True)
class Row:
    """A segment beside what it is in another language; sentences that cannot be told apart stand in one row.

    `before` is what stands before the row in the other language, or would.
    """

    source: str
    target: str
    before: str
    mark: str = ""


def align(source: Segments, target: Segments) -> list[Row]:
    """Two texts beside each other: by paragraph, and by sentence where a paragraph has as many in both."""
    rows: list[Row] = []
    for ours, theirs in _paired(source.paragraphs(), target.paragraphs()):
        if ours and theirs and len(ours) != len(theirs):
            rows.append(Row(_joined(ours), _joined(theirs), theirs[0].before, ours[0].mark))
            continue
        for place in range(max(len(ours), len(theirs))):
            one = ours[place] if ours else None
            other = theirs[place] if theirs else None
            shown = other or one
            if shown is not None:
                mark = one.mark if one else shown.mark
                rows.append(Row(one.words if one else "", other.words if other else "", shown.before, mark))
    return rows


def joined(rows: Sequence[tuple[str, str]], tail: str = "") -> str:
    """The text of rows `(before, words)`; a row without words falls away with what stands before it."""
    text = "".join(before + words.strip() for before, words in rows if words.strip())
    return text.lstrip("\n") + (tail if text else "")


def _joined(parts: Sequence[Segment]) -> str:
    return parts[0].words + "".join(part.before + part.words for part in parts[1:])


Paragraph = list[Segment]
LEFT_OUT = 1.0
WORK_AT_MOST = 250_000


def _paired(ours: list[Paragraph], theirs: list[Paragraph]) -> list[tuple[Paragraph, Paragraph]]:
    """Paragraphs side by side; an empty list where one has no counterpart."""
    if len(ours) == len(theirs) or not theirs or not ours or len(ours) * len(theirs) > WORK_AT_MOST:
        longest = max(len(ours), len(theirs))
        empty: list[Paragraph] = [[]]
        return list(
            zip(
                ours + empty * (longest - len(ours)),
                theirs + empty * (longest - len(theirs)),
                strict=True,
            )
        )
    return _cheapest(ours, theirs)


def _cheapest(ours: list[Paragraph], theirs: list[Paragraph]) -> list[tuple[Paragraph, Paragraph]]:
    """The pairing that costs least, counted from the end; leaving a paragraph alone costs `LEFT_OUT`."""
    rows, columns = len(ours), len(theirs)
    cost = [[0.0] * (columns + 1) for _row in range(rows + 1)]
    for i in range(rows, -1, -1):
        for j in range(columns, -1, -1):
            ways = []
            if i < rows and j < columns:
                ways.append(_distance(ours[i], theirs[j]) + cost[i + 1][j + 1])
            if i < rows:
                ways.append(LEFT_OUT + cost[i + 1][j])
            if j < columns:
                ways.append(LEFT_OUT + cost[i][j + 1])
            cost[i][j] = min(ways, default=0.0)
    found: list[tuple[Paragraph, Paragraph]] = []
    i = j = 0
    while i < rows or j < columns:
        if i < rows and j < columns and cost[i][j] == _distance(ours[i], theirs[j]) + cost[i + 1][j + 1]:
            found.append((ours[i], theirs[j]))
            i, j = i + 1, j + 1
        elif i < rows and cost[i][j] == LEFT_OUT + cost[i + 1][j]:
            found.append((ours[i], []))
            i += 1
        else:
            found.append(([], theirs[j]))
            j += 1
    return found


def _distance(one: Paragraph, other: Paragraph) -> float:
    """How unlike two paragraphs are: in length, in kind, in their figures."""
    first, second = _joined(one), _joined(other)
    longest = max(len(first), len(second))
    unlike = abs(len(first) - len(second)) / longest if longest else 0.0
    kinds = {one[0].mark.rstrip("0123456789"), other[0].mark.rstrip("0123456789")}
    figures = set(re.findall(r"\d+", first)) ^ set(re.findall(r"\d+", second))
    return unlike + (0.6 if len(kinds) > 1 else 0.0) + (0.3 if figures else 0.0)
