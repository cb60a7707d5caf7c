"""Looks into a file that somebody sent, in a process of its own: `python -m quattropole.meetings.examining FILE TYPE`.

A hostile file can make a reader take all memory, all time, or fall over. It does so here, under limits that the
process sets for itself before it opens anything; the server reads one line of JSON, or sees that there is none.
Nothing of Django is loaded. `found` names what is wrong, `pages` says how many pages a PDF has.
"""

import json
import resource
import sys
import warnings
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
from PIL import Image

MEMORY = 1024 * 1024 * 1024
SECONDS = 20
PAGES_AT_MOST = 3_000
OBJECTS_AT_MOST = 500_000
STREAM_AT_MOST = 400 * 1024 * 1024
UNPACKED_AT_MOST = 1024 * 1024 * 1024
PIXELS_AT_MOST = 300_000_000
BLOCK = 4 * 1024 * 1024

PROGRAMS = {"/JavaScript", "/Rendition"}
LAUNCHES = {"/Launch", "/ImportData", "/SubmitForm", "/GoToE"}
PLAYERS = {"/RichMedia", "/Movie", "/Screen", "/3D", "/Sound"}


class Found(Exception):
    """Something for which the file is not taken; the argument is its key."""


def examine(path: str, kind: str) -> dict[str, Any]:
    """What the file holds: `pages` of a PDF, or `found`."""
    try:
        if kind == "pdf":
            return {"pages": _pdf(path)}
        _image(path)
        return {"pages": 1}
    except Found as reason:
        return {"found": str(reason)}
    except MemoryError:
        return {"found": "enormous"}


def _image(path: str) -> None:
    Image.MAX_IMAGE_PIXELS = PIXELS_AT_MOST
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as reason:
        raise Found("enormous") from reason
    except (OSError, ValueError, SyntaxError) as reason:
        raise Found("broken") from reason


def _pdf(path: str) -> int:
    try:
        with pikepdf.open(path) as pdf:
            return _examined(pdf)
    except pikepdf.PasswordError as reason:
        raise Found("encrypted") from reason
    except (pikepdf.PdfError, zlib.error, ValueError, TypeError, KeyError, RecursionError, RuntimeError) as reason:
        raise Found("broken") from reason


def _examined(pdf: pikepdf.Pdf) -> int:
    if pdf.is_encrypted:
        raise Found("encrypted")
    if len(pdf.objects) > OBJECTS_AT_MOST:
        raise Found("enormous")
    pages = len(pdf.pages)
    if pages == 0:
        raise Found("broken")
    if pages > PAGES_AT_MOST:
        raise Found("enormous")
    _whole_document(pdf)
    unpacked = 0
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream):
            unpacked += _unpacked(thing)
            if unpacked > UNPACKED_AT_MOST:
                raise Found("enormous")
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            _dictionary(thing)
    for page in pdf.pages:
        _page(page)
    return pages


def _whole_document(pdf: pikepdf.Pdf) -> None:
    """What a catalogue can hold that runs or hides something."""
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary):
        if "/JavaScript" in names:
            raise Found("program")
        if "/EmbeddedFiles" in names:
            raise Found("files")
    if "/AF" in pdf.Root or "/Collection" in pdf.Root:
        raise Found("files")
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and "/XFA" in form:
        raise Found("program")


def _dictionary(thing: pikepdf.Object) -> None:
    """Actions and attachments, wherever they stand; those inside other dictionaries are looked at too."""
    for part in _parts(thing):
        action = str(part.get("/S", ""))
        if action in PROGRAMS or "/JS" in part:
            raise Found("program")
        if action in LAUNCHES:
            raise Found("launch")
        kind = str(part.get("/Subtype", ""))
        if kind in PLAYERS:
            raise Found("player")
        if kind == "/FileAttachment" or "/EF" in part or str(part.get("/Type", "")) == "/EmbeddedFile":
            raise Found("files")


def _parts(thing: pikepdf.Object, depth: int = 0) -> Iterator[Any]:
    """The dictionary and those written directly inside it; what is referred to is an object of its own."""
    if depth > 30:
        raise Found("broken")
    if isinstance(thing, pikepdf.Array):
        inner: list[Any] = list(thing)
    else:
        yield thing
        inner = [part for _, part in thing.items()]
    for part in inner:
        if isinstance(part, pikepdf.Dictionary | pikepdf.Array) and not part.is_indirect:
            yield from _parts(part, depth + 1)


def _unpacked(stream: pikepdf.Object) -> int:
    """How many bytes the stream unpacks to, found out block by block."""
    filters = stream.get("/Filter")
    chain = [str(part) for part in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if len(chain) > 4:
        raise Found("enormous")
    if str(stream.get("/Subtype", "")) == "/Image":
        _pixels(stream)
    if chain[0] != "/FlateDecode":
        return 0
    raw = stream.read_raw_bytes()
    unpacker, total, rest = zlib.decompressobj(), 0, bytes(raw)
    while rest and not unpacker.eof:
        total += len(unpacker.decompress(rest, BLOCK))
        rest = unpacker.unconsumed_tail
        if total > STREAM_AT_MOST:
            raise Found("enormous")
    if len(chain) > 1 and chain[1] == "/FlateDecode" and total:
        raise Found("enormous")  # packed twice: no program does that to a document
    return total


def _pixels(image: pikepdf.Object) -> None:
    try:
        pixels = int(image.get("/Width", 0)) * int(image.get("/Height", 0))
    except (TypeError, ValueError) as reason:
        raise Found("broken") from reason
    if pixels > PIXELS_AT_MOST:
        raise Found("enormous")


def _page(page: pikepdf.Page) -> None:
    """A page that has a size and whose content can be unpacked."""
    box = [float(side) for side in page.mediabox]
    if len(box) != 4 or not 1 <= abs(box[2] - box[0]) <= 20_000 or not 1 <= abs(box[3] - box[1]) <= 20_000:
        raise Found("broken")
    content = page.obj.get("/Contents")
    for stream in content if isinstance(content, pikepdf.Array) else [content]:
        if isinstance(stream, pikepdf.Stream):
            stream.read_bytes()


def limit(memory: int, seconds: int) -> None:
    """From here on this process may take so much memory (in bytes) and so many seconds of the processor."""
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def main(arguments: list[str]) -> int:
    limit(MEMORY, SECONDS)
    sys.stdout.write(json.dumps(examine(arguments[0], arguments[1])))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
