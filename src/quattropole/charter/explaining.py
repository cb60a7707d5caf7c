"""A charter in plain words, with the paragraph of every rule."""

from dataclasses import dataclass

from quattropole.charter.model import Source
from quattropole.charter.statutes import Statutes


@dataclass(frozen=True, slots=True)
class Line:
    """One rule in words, and where it comes from. ``cite`` includes the remark on assumed values."""

    text: str
    source: Source
    cite: str


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    lines: tuple[Line, ...]


def explain(statutes: Statutes, lang: str) -> tuple[Section, ...]:
    """The statutes as sections of plain sentences, in German, French or English."""
    raise NotImplementedError
