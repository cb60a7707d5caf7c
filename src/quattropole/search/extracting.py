"""The text inside a file: PDF, office files (Office Open XML, OpenDocument), plain text.

A file comes from people and may be broken or made to do harm. It is read by a program of its own, which may take so
much time and memory and no more; what goes wrong there is said, and never stops who asked. As that program this module
knows nothing of the rest of the platform.
"""

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any
from xml.etree import ElementTree

LETTERS = 400_000
PAGES = 1_000
SECONDS = 60
MEMORY = 1_500 * 1024 * 1024
READ_AT_MOST = 200 * 1024 * 1024
UNPACKED_AT_MOST = 60 * 1024 * 1024
OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."


@dataclass(frozen=True)
class Extract:
    """What was found in a file, and in a few words why it is not more."""

    text: str
    problem: str = ""


def text_of(file: Any, media_type: str) -> Extract:
    """The text of a stored file, read by a program of its own."""
    if not _knows(media_type):
        return Extract("")
    try:
        with file.open("rb") as content:
            given = content.read(READ_AT_MOST + 1)
    except OSError as missing:
        return Extract("", f"not there: {missing.__class__.__name__}")
    if len(given) > READ_AT_MOST:
        return Extract("", "too large")
    try:
        done = subprocess.run(  # noqa: S603  # this module; the media type is one of ours
            [sys.executable, "-m", "quattropole.search.extracting", media_type],
            input=given,
            capture_output=True,
            timeout=SECONDS + 10,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Extract("", "took too long")
    text = done.stdout.decode(errors="replace").replace("\0", "")[:LETTERS]
    if done.returncode:
        lines = done.stderr.decode(errors="replace").strip().splitlines()
        return Extract(text, lines[-1] if lines else f"ended with {done.returncode}")
    return Extract(text)


def _knows(media_type: str) -> bool:
    return any(media_type.startswith(known) for known in READERS)


def _pages_of_pdf(content: bytes) -> Iterator[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    for number in range(min(len(document), PAGES)):
        page = document[number]
        text = page.get_textpage()
        yield text.get_text_bounded()
        text.close()
        page.close()


WITHIN = {
    OPEN_XML + "wordprocessingml": re.compile(r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml"),
    OPEN_XML + "spreadsheetml": re.compile(r"xl/sharedStrings\.xml"),
    OPEN_XML + "presentationml": re.compile(r"ppt/(slides|notesSlides)/[^/]+\.xml"),
    OPEN_DOCUMENT: re.compile(r"content\.xml"),
}
"""The parts of an office file in which words stand, by the start of its media type."""
PARAGRAPHS = {"p", "h", "si", "tr", "table-cell", "br", "line-break", "tab"}


def _parts_of_archive(content: bytes, wanted: re.Pattern[str]) -> Iterator[str]:
    left = UNPACKED_AT_MOST
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in sorted(archive.namelist()):
            if wanted.fullmatch(name):
                with archive.open(name) as part:
                    xml = part.read(left + 1)
                left -= len(xml)
                if left < 0:
                    raise ValueError("unpacks to too much")
                yield from _words_of_xml(xml)


def _words_of_xml(xml: bytes) -> Iterator[str]:
    """The words, with paragraphs apart. Entities are refused: no office file declares any."""
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml:
        raise ValueError("declares entities")
    return _words_in(ElementTree.fromstring(xml))  # noqa: S314  # entities are refused above


def _words_in(element: ElementTree.Element) -> Iterator[str]:
    """The words in an element, in their order. In Open XML they stand in elements named `t` alone."""
    name = element.tag.rpartition("}")[2]
    is_open_xml = element.tag.startswith("{http://schemas.openxmlformats.org/")
    if element.text and (name == "t" or not is_open_xml):
        yield element.text
    for part in element:
        yield from _words_in(part)
        if part.tail and not is_open_xml:
            yield part.tail
    if name in PARAGRAPHS:
        yield "\n\n"


def _plain_text(content: bytes) -> Iterator[str]:
    yield content.removeprefix(b"\xef\xbb\xbf").decode(errors="replace")


def _office(start: str) -> Callable[[bytes], Iterator[str]]:
    return lambda content: _parts_of_archive(content, WITHIN[start])


READERS: Mapping[str, Callable[[bytes], Iterator[str]]] = {
    "application/pdf": _pages_of_pdf,
    "text/": _plain_text,
    **{start: _office(start) for start in WITHIN},
}


def extract(content: bytes, media_type: str, output: IO[str]) -> None:
    """Write the text of a file, as much of it as is searched."""
    reader = next(reader for start, reader in READERS.items() if media_type.startswith(start))
    left = LETTERS
    for text in reader(content):
        output.write(text[:left])
        left -= len(text)
        if left <= 0:
            return
        if media_type == "application/pdf":
            output.write("\n\n")


def main() -> int:
    """Read a file from the standard input within limits; its text goes to the standard output."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    output = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline="\n")
    try:
        extract(sys.stdin.buffer.read(), sys.argv[1], output)
    except Exception as problem:  # noqa: BLE001  # whatever a foreign file makes a reader do, it is said in one line
        output.flush()
        print(f"{problem.__class__.__name__}: {problem}"[:200].replace("\n", " "), file=sys.stderr)  # noqa: T201  # a program's answer
        return 1
    output.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
