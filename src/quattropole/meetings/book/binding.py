"""Makes a meeting book, in a process of its own: `python -m quattropole.meetings.book.binding FOLDER`.

`FOLDER/job.json` says what is to be made (`job`); the book is `FOLDER/book.pdf`. Each line on the standard output is
JSON: `at` names the file that is being read, `done` counts the files, the last line is the result. A file on which the
process falls over can be known by the last `at`; the caller then asks again with that file among the broken ones.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf

from quattropole.meetings.book.job import Job, read_job
from quattropole.meetings.book.merging import Binder
from quattropole.meetings.book.planning import Plan, planned, sections_to_measure
from quattropole.meetings.book.reading import FAULTS, Opened, opened, texts
from quattropole.meetings.book.setting import Set, set_sections, set_stamps
from quattropole.meetings.book.sheets import sheet_of
from quattropole.meetings.examining import limit

MEMORY = 3 * 1024 * 1024 * 1024
SECONDS = 900
TRIES = 4
HEAD_SIGNS = 95


def say(**words: Any) -> None:
    """One line for the caller."""
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def make(job: Job) -> dict[str, Any]:
    """Make the book; returns what the caller stores of it."""
    files, job = _open_all(job)
    words: dict[str, list[str]] = {}
    for name, file in files.items():
        if not file.is_tagged:
            say(at=name)
            try:
                words[name] = texts(file.path)
            except FAULTS:
                words[name] = [""] * file.pages
    plan, made = _set(job, {name: file.pages for name, file in files.items()})
    say(at="")
    stamps = set_stamps(job.folder, _stamps(job, plan, files))
    binder = Binder(job, plan, files, words.__getitem__, lambda name: say(at=name))
    if made.pdf is None:
        raise RuntimeError("nothing was set")
    book = binder.bind(made.pdf, stamps)
    say(at="")
    book.save(job.folder / "book.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    starts = {place: plan.slots[position].number for (place, _), position in binder.positions.items()}
    return {"pages": len(plan.slots), "numbers": plan.pages, "places": starts, "broken": sorted(job.broken)}


def _open_all(job: Job) -> tuple[dict[str, Opened], Job]:
    """The files of the book, open; those that are broken are added to the job's."""
    wanted = [part.file for block in job.blocks for part in block.parts.values() if part.file]
    files: dict[str, Opened] = {}
    broken = set(job.broken)
    for done, name in enumerate(wanted, start=1):
        if name not in broken:
            say(at=name)
            try:
                files[name] = opened(job.folder / name)
            except FAULTS:
                broken.add(name)
        say(done=done)
    return files, replace(job, broken=frozenset(broken))


def _set(job: Job, files: Mapping[str, int]) -> tuple[Plan, Set]:
    """Set the sections; their lengths decide the page numbers that they show, so that it may take more than once."""
    lengths = set_sections(job, sections_to_measure(job)).lengths
    for _ in range(TRIES):
        plan = planned(job, lengths, files)
        made = set_sections(job, plan.sections, pdf=True)
        if all(made.lengths[key] == length for key, length in lengths.items()):
            return plan, made
        lengths = {key: max(length, made.lengths[key]) for key, length in lengths.items()}
    raise RuntimeError("the length of the pages that are set depends on their numbers")


def _stamps(job: Job, plan: Plan, files: Mapping[str, Opened]) -> list[dict[str, Any]]:
    blocks = {block.place: block for block in job.blocks}
    stamps = []
    for slot in plan.slots:
        block = blocks.get(slot.place)
        if block is None:
            continue
        width = 595.0
        if slot.file:
            sheet = sheet_of(files[slot.file].pdf.pages[slot.index])
            width = sheet.width / sheet.scale
        stamps.append(
            {
                "width": round(width, 2),
                "language": slot.column,
                "side": "left" if job.is_facing and slot.column == job.columns[0] else "right",
                "page": job.words[slot.column]["page_of"] % {"page": slot.number, "pages": plan.pages},
                "head": _short(block.parts[slot.column].head, round(HEAD_SIGNS * width / 595)),
            }
        )
    return stamps


def _short(words: str, signs: int) -> str:
    return words if len(words) <= signs else words[: max(1, signs - 1)].rstrip() + "…"


def main(arguments: list[str]) -> int:
    limit(MEMORY, SECONDS)
    say(result=make(read_job(Path(arguments[0]))))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
