"""The pages that are set: sections by `book.typ`, and the line at the foot of every page by `stamps.typ`."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import typst

from quattropole.meetings.book.job import Job, Section

STAMP_HEIGHT = 26
"""Of the line at the foot, in points of a page that is as wide as A4."""


@dataclass
class Set:
    """A document of sections: how many pages each has, in order, and the file where it was asked for."""

    lengths: dict[str, int]
    pdf: pikepdf.Pdf | None = None


def set_sections(job: Job, sections: Sequence[Section], *, pdf: bool = False) -> Set:
    """Set the sections, each from a page of its own on."""
    data = {"title": job.title, "author": job.author, "date": job.date, "sections": list(sections)}
    compiler = _compiler(job.folder, "book.typ", data)
    found = json.loads(compiler.query("<start>", field="value"))
    pages = [(entry["key"], entry["page"]) for entry in found]
    lengths = {key: after - page for (key, page), (_, after) in pairwise(pages)}
    if not pdf:
        return Set(lengths)
    return Set(lengths, _opened(compiler.compile(format="pdf", pdf_standards=["ua-1"])))


def set_stamps(folder: Path, stamps: Sequence[Mapping[str, Any]]) -> pikepdf.Pdf:
    """One page for each line at the foot of a page. They are decoration, so they carry no tags."""
    compiler = _compiler(folder, "stamps.typ", {"height": STAMP_HEIGHT, "stamps": list(stamps)})
    return _opened(compiler.compile(format="pdf", pdf_tags=False))


def _compiler(folder: Path, name: str, data: Mapping[str, Any]) -> typst.Compiler:
    source = folder / name
    if not source.exists():
        source.write_bytes(files("quattropole.meetings").joinpath("typst", name).read_bytes())
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    return typst.Compiler(input=str(source), root=str(folder), ignore_system_fonts=True, sys_inputs=inputs)


def _opened(made: object) -> pikepdf.Pdf:
    if not isinstance(made, bytes):
        raise TypeError("Typst has made no single document")
    return pikepdf.open(io.BytesIO(made))
