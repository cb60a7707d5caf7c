"""Makes a book: writes the job, lets another process bind it, and stores what came of it."""

import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.core.files.storage import Storage
from django.utils import timezone
from django.utils.translation import gettext as _

from quattropole.look.templatetags.look import colon
from quattropole.meetings.book.changes import Changes
from quattropole.meetings.book.composing import SHOWN_AS_TEXT, Composer, place_of
from quattropole.meetings.book.job import Block, Job, Part
from quattropole.meetings.book.sources import BookItem, BookPaper
from quattropole.meetings.models import MeetingBook, Paper
from quattropole.texts.names import language_name

SECONDS = 1_200
FALLS_AT_MOST = 5
PICTURES = frozenset({"image/png", "image/jpeg"})
TEXTS = frozenset({"text/plain", "text/markdown"})
Progress = Callable[[int], None]


class NotMade(Exception):
    """The book could not be made; the message says why, for the log."""


@dataclass
class Made:
    """A book in a folder that the caller takes away: its file, and what is known of it."""

    path: Path
    pages: int
    broken: list[str]


@dataclass
class Desk:
    """The folder in which a book is made, with the files of its papers."""

    folder: Path
    files: int = 0

    def fetch(self, storage: Storage, name: str, ending: str) -> str:
        """A stored file, copied into the folder (the storage may be another machine); empty where it is gone."""
        self.files += 1
        target = f"{self.files}.{ending}"
        try:
            with storage.open(name, "rb") as source, (self.folder / target).open("wb") as copy:
                shutil.copyfileobj(source, copy, 1024 * 1024)
        except OSError:
            return ""
        return target


def bind(book: MeetingBook, items: list[BookItem], changes: Changes, folder: Path, progress: Progress) -> Made:
    """Make the book's PDF in `folder`. Raises `NotMade`."""
    job = compose(book, items, changes, Desk(folder))
    broken: set[str] = set()
    for _attempt in range(FALLS_AT_MOST + 1):
        (folder / "job.json").write_text(json.dumps(_plain(job, broken), ensure_ascii=False))
        run = Run(folder, progress)
        result = run.result()
        if result is not None:
            return Made(folder / "book.pdf", int(result["pages"]), list(result["broken"]))
        if not run.at or run.at in broken:
            raise NotMade(run.said or "the binder ended without a word")
        broken.add(run.at)
    raise NotMade("too many files on which the binder falls over")


class Run:
    """One run of the binder, in a process of its own."""

    def __init__(self, folder: Path, progress: Progress) -> None:
        self.folder, self.progress = folder, progress
        self.at = self.said = ""

    def result(self) -> dict[str, Any] | None:
        """What the binder says at its end; None where it fell over, and `at` is the file that it was reading."""
        command = [sys.executable, "-I", "-m", "quattropole.meetings.book.binding", str(self.folder)]
        with tempfile.TemporaryFile("w+") as errors:
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)  # noqa: S603  # ours
            clock = threading.Timer(SECONDS, process.kill)
            clock.start()
            try:
                found = self._follow(process.stdout)
                process.wait()
            finally:
                clock.cancel()
                process.kill()
                process.wait()
                if process.stdout is not None:
                    process.stdout.close()
            errors.seek(0)
            self.said = errors.read()[-2_000:]
        return found if process.returncode == 0 else None

    def _follow(self, lines: IO[str] | None) -> dict[str, Any] | None:
        found = None
        for line in lines or ():
            said = json.loads(line)
            self.at = said.get("at", self.at)
            found = said.get("result", found)
            if "done" in said:
                self.progress(int(said["done"]))
        return found


def compose(book: MeetingBook, items: list[BookItem], changes: Changes, desk: Desk) -> Job:
    """The job of a book."""
    columns = book.layout.split("+")
    composers = {column: Composer(book, book.meeting, items, changes, column) for column in columns}
    first = composers[columns[0]]
    day = timezone.localdate(book.asked_at)
    title = first.within(lambda: f"{_('Meeting book')}{colon()} {first.name}, {first.kicker.split(' · ')[-1]}")
    return Job(
        folder=desk.folder,
        columns=columns,
        title=title,
        author=str(book.meeting.network.name),
        date=[day.year, day.month, day.day],
        words={column: composer.within(composer.words) for column, composer in composers.items()},
        cover={"kind": "cover", "parts": [made.within(made.cover_part) for made in composers.values()]},
        blocks=_blocks(composers, items, changes, desk),
    )


def _blocks(composers: dict[str, Composer], items: Sequence[BookItem], changes: Changes, desk: Desk) -> list[Block]:
    made = []
    if changes.since:
        made.append(_front(composers, "news", lambda composer: composer.news()))
    made.append(_front(composers, "agenda", lambda composer: composer.agenda()))
    for entry in items:
        if not entry.has_pages:
            continue
        made.append(_item(composers, entry))
        made += [_paper(composers, entry, paper, desk) for paper in entry.papers]
    return made


def _front(composers: dict[str, Composer], place: str, section: Callable[[Composer], dict[str, Any]]) -> Block:
    parts = {}
    for column, composer in composers.items():
        found = composer.within(partial(section, composer))
        parts[column] = Part(found, found["title"], found["title"], column)
    return Block(place, _joined(part.title for part in parts.values()), 0, parts)


def _item(composers: dict[str, Composer], entry: BookItem) -> Block:
    parts = {}
    for column, composer in composers.items():
        section = composer.within(partial(composer.item, entry))
        head = composer.within(partial(composer.head, entry))
        parts[column] = Part(section, section["heading"]["text"], head, column)
    first = next(iter(composers.values()))
    name = _joined(_without_number(part.title, entry) for part in parts.values())
    number = f"{entry.item.position}. " if entry.item else ""
    return Block(entry.place, _marked(f"{number}{name}", first.within(lambda: first.item_mark(entry))), 0, parts)


def _without_number(title: str, entry: BookItem) -> str:
    return title.removeprefix(f"{entry.item.position}. ") if entry.item else title


def _paper(composers: dict[str, Composer], entry: BookItem, paper: BookPaper, desk: Desk) -> Block:
    facing = len(composers) > 1
    parts = {}
    for column, composer in composers.items():
        if facing and column not in paper.versions:
            section = composer.within(partial(composer.missing, paper))
            head = composer.within(partial(composer.head, entry, paper))
            parts[column] = Part(section, paper.best(column).title, head, column, is_missing=True)
            continue
        version = paper.best(column)
        parts[column] = composer.within(partial(_file, composer, entry, paper, version, desk))
    first = next(iter(composers.values()))
    label = first.within(lambda: first.paper_label(paper.number))
    note = first.within(lambda: _only(paper, list(composers)))
    title = _joined(parts[column].title for column in composers if not parts[column].is_missing)
    mark = first.within(lambda: first.paper_mark(paper.number))
    return Block(place_of(paper), _marked(f"{label}{first.within(colon)} {title}{note}", mark), 1, parts, is_paper=True)


def _only(paper: BookPaper, columns: list[str]) -> str:
    """The language of a paper, where its bookmark has to name it because another one was to be expected."""
    if (len(paper.versions) > 1 and columns[0] in paper.versions) or list(paper.versions) == columns:
        return ""
    return f" ({language_name(paper.best(columns[0]).language)})"


def _file(composer: Composer, entry: BookItem, paper: BookPaper, version: Paper, desk: Desk) -> Part:
    """A paper's version as a part: its PDF, a picture, a text, or the page that names the file."""
    section, head = composer.sheet(version), composer.head(entry, paper)
    storage, name = version.file.storage, str(version.file.name)
    if version.media_type == "application/pdf" or version.pdf:
        stored = name if version.media_type == "application/pdf" else str(version.pdf.name)
        file = desk.fetch(storage, stored, "pdf")
        if not file:
            section["reason"] = _(
                "This file could not be opened when the book was made. The rest of the book is complete."
            )
        return Part(section, version.title, head, version.language, file=file, name=version.name)
    if version.media_type in PICTURES:
        file = desk.fetch(storage, name, "png" if version.media_type == "image/png" else "jpg")
        section = composer.picture(version, file) if file else section
    elif version.media_type in TEXTS and version.size <= SHOWN_AS_TEXT:
        file = desk.fetch(storage, name, "txt")
        if file:
            section = composer.plain(version, (desk.folder / file).read_text(encoding="utf-8-sig", errors="replace"))
    return Part(section, version.title, head, version.language, name=version.name)


def _joined(words: Any) -> str:
    return " / ".join(dict.fromkeys(words))


def _marked(title: str, mark: str) -> str:
    return f"{title} [{mark}]" if mark else title


def _plain(job: Job, broken: set[str]) -> dict[str, Any]:
    """The job as JSON, with these files known to be broken."""
    data = asdict(job)
    del data["folder"]
    return {**data, "broken": sorted(broken)}
