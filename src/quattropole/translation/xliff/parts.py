"""What both versions share: a unit as segments with codes, and how a segment is written without its Markdown."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quattropole.texts.segments import Segment, Segments, runs, segments
from quattropole.translation.sources import Words

OWN = "urn:quattropole:xliff"
TITLE, BODY = "title", "body"


@dataclass(frozen=True, slots=True)
class Code:
    """A code in a segment, by its number in the segment."""

    number: str


Content = tuple[str | Code, ...]
"""A segment: words, and codes among them."""


def content_of(words: str) -> Content:
    """A segment as its words and the numbers of its codes."""
    found: list[str | Code] = []
    number = 0
    for run in runs(words):
        if run.is_code:
            number += 1
            found.append(Code(str(number)))
        else:
            found.append(run.text)
    return tuple(found)


def codes_of(words: str) -> dict[str, str]:
    """The codes of a segment by their numbers."""
    return {str(number): code for number, code in enumerate((run.text for run in runs(words) if run.is_code), 1)}


def words_of(content: Content, codes: dict[str, str]) -> str:
    """The segment with its codes in place again; raises `KeyError` for a code that it does not have."""
    return "".join(codes[part.number] if isinstance(part, Code) else part for part in content)


def numbers_in(content: Content) -> list[str]:
    """The numbers of the codes, in order."""
    return [part.number for part in content if isinstance(part, Code)]


def plain(content: Content) -> Content:
    """Neighbouring words put together, so that two contents can be compared."""
    found: list[str | Code] = []
    for part in content:
        if isinstance(part, str) and found and isinstance(found[-1], str):
            found[-1] += part
        elif part:
            found.append(part)
    return tuple(found)


def parts_of(words: Words) -> Iterator[tuple[str, Segments]]:
    """Title and text as segments. A title is one segment."""
    if words.title:
        yield TITLE, Segments((Segment("", words.title),))
    if words.body:
        yield BODY, segments(words.body)


def digest_of(words: Words) -> str:
    """Changes with the words that were sent out."""
    return hashlib.sha256(f"{words.title}\n\0{words.body}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def numbered(parts: Sequence[Segment]) -> Iterator[tuple[str, Segment]]:
    """Segments with their ids."""
    return ((f"s{number}", part) for number, part in enumerate(parts, 1))
