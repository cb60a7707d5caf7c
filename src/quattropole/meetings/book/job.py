"""What the web side asks of the binder, as plain data: blocks in order, each with a part for every language.

A book of one language has one column; one in two languages has two, which face each other: each block then takes as
many pages in one as in the other. A part is set from a *section* (data for `typst/book.typ`), or it is a file. `place`
is the name by which sections lead to a block; `head` stands at the foot of its pages.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Section = dict[str, Any]


@dataclass(frozen=True)
class Part:
    """A block in one language. A file that cannot be opened gives way to its section, which names it."""

    section: Section
    title: str
    head: str
    language: str
    file: str = ""
    name: str = ""
    is_missing: bool = False


@dataclass(frozen=True)
class Block:
    """Something that begins on a page of its own; `level` of its bookmark: 0, or 1 under the block before it."""

    place: str
    bookmark: str
    level: int
    parts: dict[str, Part]
    is_paper: bool = False


@dataclass(frozen=True)
class Job:
    """A book to be made in `folder`, as `book.pdf`; `words` of the binder itself, by column."""

    folder: Path
    columns: list[str]
    title: str
    author: str
    date: list[int]
    words: dict[str, dict[str, str]]
    cover: Section
    blocks: list[Block]
    broken: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_facing(self) -> bool:
        """Whether two languages face each other."""
        return len(self.columns) > 1


def read_job(folder: Path) -> Job:
    """The job that was written into the folder."""
    data = json.loads((folder / "job.json").read_text())
    blocks = [
        Block(**(block | {"parts": {column: Part(**part) for column, part in block["parts"].items()}}))
        for block in data["blocks"]
    ]
    return Job(**(data | {"folder": folder, "blocks": blocks, "broken": frozenset(data["broken"])}))
