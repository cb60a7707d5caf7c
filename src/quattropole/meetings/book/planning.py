"""Where everything in the book stands: which page is which, in one column or in two that face each other.

A book in two languages begins with a cover; then every left page has its other language on its right. Both pages of
such a pair bear the same number, so that a page can be called out in a hall where two languages are spoken.
"""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from quattropole.meetings.book.job import Block, Job, Part, Section

UNKNOWN = "888"
COVER = "cover"


@dataclass(frozen=True)
class Slot:
    """A page of the book: the n-th (`index`) page of a section that is set (`key`), or of a file (`file`)."""

    place: str
    column: str
    number: int
    index: int
    key: str = ""
    file: str = ""


@dataclass(frozen=True)
class Plan:
    """All pages in order; the sections that have to be set for them, in the same order."""

    slots: list[Slot]
    sections: list[Section]
    pages: int


def key_of(block: Block, column: str) -> str:
    """The name of the section of a block in a column."""
    return f"{block.place}/{column}"


def is_set(job: Job, part: Part) -> bool:
    """Whether the part is set: it is no file, or one that cannot be opened."""
    return not part.file or part.file in job.broken


def section_of(job: Job, block: Block, column: str) -> Section:
    """The section of a part; one for a file that is broken says so."""
    part = block.parts[column]
    section = {**part.section, "key": key_of(block, column), "language": column}
    if part.file in job.broken and part.file:
        section["reason"] = job.words[column]["broken"]
    return section


def sections_to_measure(job: Job) -> list[Section]:
    """The sections whose length is not known yet, with figures as wide as those that they will show."""
    sections = [{**job.cover, "key": COVER, "language": job.columns[0]}]
    sections += [
        section_of(job, block, column)
        for block in job.blocks
        for column in job.columns
        if is_set(job, block.parts[column]) and not block.parts[column].is_missing
    ]
    return [_with_pages(section, {}) for section in sections]


def planned(job: Job, lengths: Mapping[str, int], files: Mapping[str, int]) -> Plan:
    """The plan of a book whose sections and files have these many pages."""
    slots = [Slot(COVER, job.columns[0], 1, index, key=COVER) for index in range(lengths[COVER])]
    sections = [{**job.cover, "key": COVER, "language": job.columns[0]}]
    number, starts = len(slots), {}
    for block in job.blocks:
        runs = {column: _length(job, block, column, lengths, files) for column in job.columns}
        size = max(runs.values())
        starts[block.place] = number + 1
        for column in job.columns:
            sections += _sections(job, block, column, size - runs[column])
        for index in range(size):
            number += 1
            slots += [_slot(job, block, column, number, index, runs[column]) for column in job.columns]
    words = {place: str(page) for place, page in starts.items()}
    return Plan(slots, [_with_pages(section, words) for section in sections], number)


def _length(job: Job, block: Block, column: str, lengths: Mapping[str, int], files: Mapping[str, int]) -> int:
    part = block.parts[column]
    if part.is_missing:
        return 1
    return lengths[key_of(block, column)] if is_set(job, part) else files[part.file]


def _slot(job: Job, block: Block, column: str, number: int, index: int, length: int) -> Slot:
    part = block.parts[column]
    if index >= length:
        return Slot(block.place, column, number, index - length, key=f"{key_of(block, column)}/filler")
    if is_set(job, part):
        return Slot(block.place, column, number, index, key=key_of(block, column))
    return Slot(block.place, column, number, index, file=part.file)


def _sections(job: Job, block: Block, column: str, missing: int) -> Iterator[Section]:
    """What is set for a block in a column: its own section, and pages that fill up to the other column's length."""
    part = block.parts[column]
    if is_set(job, part):
        yield section_of(job, block, column)
    if missing:
        text = job.words[column]["ends"] if block.is_paper and not part.is_missing else ""
        if part.is_missing:
            text = str(part.section["text"])
        yield {
            "kind": "filler",
            "key": f"{key_of(block, column)}/filler",
            "language": column,
            "pages": missing,
            "text": text,
        }


def _with_pages(section: Section, pages: Mapping[str, str]) -> Section:
    """The section with the page of each place it leads to; a place that is not in the book has none."""
    filled = copy.deepcopy(section)
    _fill(filled, pages)
    return filled


def _fill(data: Any, pages: Mapping[str, str]) -> None:
    if isinstance(data, list):
        for entry in data:
            _fill(entry, pages)
    elif isinstance(data, dict):
        if "place" in data and "page" in data:
            known = pages.get(data["place"], "") if pages else UNKNOWN
            data["page"] = known if data["place"] else ""
        for entry in data.values():
            _fill(entry, pages)
