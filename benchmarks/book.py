"""How long a meeting book of 60 papers with 600 pages takes, and how much memory; beside it, the same files put
together by pypdf, without feet, links, tags and agenda.

Run: .venv/bin/python benchmarks/book.py [--papers 60] [--pages 600] [--facing]. Exits with 1 where the goal is missed.
Every third paper has tags, every third has none, every third is a scan. No database is involved: the time is that of
the process that binds (`meetings.book.binding`), as the worker starts it.
"""

import argparse
import io
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import pikepdf
from PIL import Image

from tests.pdfs import make_pdf, written

SECONDS = 15
WORDS = "Die vier Städte stimmen ihre Fahrpläne ab, damit man abends nach Hause kommt. " * 30
PYPDF = """
import sys
from pypdf import PdfWriter
writer = PdfWriter()
for path in sys.argv[2:]:
    writer.append(path)
writer.write(sys.argv[1])
"""


def scan(pages: int, seed: int) -> bytes:
    """Pages as a copying machine sends them: one picture each, about 150 KB."""
    drawn, pdf = random.Random(seed), pikepdf.new()
    for _ in range(pages):
        page, out = pdf.add_blank_page(page_size=(595, 842)), io.BytesIO()
        Image.frombytes("L", (620, 877), drawn.randbytes(620 * 877)).save(out, "JPEG", quality=35)
        image = pikepdf.Stream(pdf, out.getvalue())
        image.Type, image.Subtype, image.Filter = pikepdf.Name.XObject, pikepdf.Name.Image, pikepdf.Name.DCTDecode
        image.Width, image.Height, image.BitsPerComponent = 620, 877, 8
        image.ColorSpace = pikepdf.Name.DeviceGray
        page.add_resource(image, pikepdf.Name.XObject, pikepdf.Name("/Im0"))
        page.contents_add(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    return written(pdf)


def write_papers(folder: Path, papers: int, pages: int) -> list[str]:
    """The papers' files; their names."""
    names = []
    for number in range(papers):
        size = pages // papers + (1 if number < pages % papers else 0)
        kind, name = number % 3, f"{number}.pdf"
        content = scan(size, number) if kind == 2 else make_pdf(f"P{number}", pages=size, words=WORDS, tagged=kind == 0)
        (folder / name).write_bytes(content)
        names.append(name)
    return names


def write_job(folder: Path, names: list[str], facing: bool) -> None:
    """A book of these papers, under twelve items."""
    columns = ["de", "fr"] if facing else ["de"]
    words = {
        "cover": "Titelblatt",
        "page_of": "Seite %(page)s von %(pages)s",
        "back": "Zur Tagesordnung",
        "no_text": "Seite %(page)s von „%(title)s“",
        "broken": "Diese Datei ließ sich nicht öffnen.",
        "ends": "Hier endet diese Fassung.",
    }
    items = [names[start : start + 6] for start in range(0, len(names), 6)]
    blocks = [block("agenda", "Tagesordnung", columns, agenda(items), 0)]
    for number, papers in enumerate(items, start=1):
        head: dict[str, Any] = {"kind": "item", "kicker": "Versammlung", "mark": ""}
        head["heading"] = said(f"{number}. Punkt")
        head |= {"kind-word": "Beschluss", "texts": [], "papers-word": "Unterlagen", "papers": lines(papers)}
        blocks.append(block(f"item-{number}", f"{number}. Punkt", columns, head, 0))
        for place in range(0, len(papers), len(columns)):
            made = block(f"paper-{papers[place]}", papers[place], columns, {"kind": "sheet"}, 1)
            for column, name in zip(columns, papers[place:], strict=False):
                made["parts"][column]["file"] = name
            blocks.append({**made, "is_paper": True})
    part = {
        "language": "de",
        "kicker": "QuattroPole",
        "title": "Sitzungsbuch",
        "subtitle": "",
        "lines": [],
        "notes": [],
    }
    job = {
        "columns": columns,
        "title": "Sitzungsbuch",
        "author": "QuattroPole",
        "date": [2026, 11, 22],
        "words": dict.fromkeys(columns, words),
        "cover": {"kind": "cover", "parts": [part]},
        "blocks": blocks,
        "broken": [],
    }
    (folder / "job.json").write_text(json.dumps(job))


def said(text: str) -> dict[str, str]:
    return {"text": text, "language": "de"}


def lines(papers: list[str]) -> list[dict[str, Any]]:
    rest = {"page": "", "mark": "", "note": ""}
    return [{"place": f"paper-{name}", "number": "Unterlage", "title": said(name), **rest} for name in papers]


def agenda(items: list[list[str]]) -> dict[str, Any]:
    entries = [
        {"place": f"item-{number}", "page": "", "number": f"{number}.", "mark": "", "note": ""}
        | {"title": said("Punkt"), "papers": lines(papers)}
        for number, papers in enumerate(items, start=1)
    ]
    return {"kind": "agenda", "kicker": "Versammlung", "title": "Tagesordnung", "lead": "", "items": entries}


def block(place: str, title: str, columns: list[str], section: dict[str, Any], level: int) -> dict[str, Any]:
    parts = {
        column: {"section": section, "title": title, "head": title, "language": column, "file": "", "name": ""}
        for column in columns
    }
    return {"place": place, "bookmark": title, "level": level, "parts": parts}


def measured(command: list[str]) -> tuple[float, float, int]:
    """Seconds, peak memory in MB, and how the process ended."""
    begun = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return perf_counter() - begun, usage.ru_maxrss / 1024, process.returncode


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--papers", type=int, default=60)
    options.add_argument("--pages", type=int, default=600)
    options.add_argument("--facing", action="store_true")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        names = write_papers(folder, given.papers, given.pages)
        size = sum((folder / name).stat().st_size for name in names) / 1e6
        write_job(folder, names, given.facing)
        print(f"{given.papers} papers, {given.pages} pages, {size:.1f} MB")
        python = [sys.executable, "-I"]
        seconds, memory, ended = measured([*python, "-m", "quattropole.meetings.book.binding", work])
        if ended:
            print("the book was not made")
            return 1
        book = folder / "book.pdf"
        with pikepdf.open(book) as made:
            pages = len(made.pages)
        print(
            f"meeting book: {seconds:.1f} s (goal: under {SECONDS}), {memory:.0f} MB, {pages} pages, "
            f"{book.stat().st_size / 1e6:.1f} MB"
        )
        other = [str(folder / "merged.pdf"), *(str(folder / name) for name in names)]
        merged, needed, _ = measured([*python, "-c", PYPDF, *other])
        print(f"pypdf, pages only: {merged:.1f} s, {needed:.0f} MB")
    return 0 if seconds < SECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
