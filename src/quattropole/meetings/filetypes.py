"""What a file really is: judged by its content, never by what its name or its sender claims."""

import codecs
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO

BLOCK = 64 * 1024
UNPACKED_AT_MOST = 512 * 1024 * 1024
PARTS_AT_MOST = 20_000
RATIO_AT_MOST = 200


@dataclass(frozen=True)
class FileType:
    """A type of file that is accepted: the ending of its name and its media type."""

    ending: str
    media_type: str


OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."

TYPES: Mapping[str, FileType] = {
    kind.ending: kind
    for kind in (
        FileType("pdf", "application/pdf"),
        FileType("docx", OPEN_XML + "wordprocessingml.document"),
        FileType("xlsx", OPEN_XML + "spreadsheetml.sheet"),
        FileType("pptx", OPEN_XML + "presentationml.presentation"),
        FileType("odt", OPEN_DOCUMENT + "text"),
        FileType("ods", OPEN_DOCUMENT + "spreadsheet"),
        FileType("odp", OPEN_DOCUMENT + "presentation"),
        FileType("png", "image/png"),
        FileType("jpg", "image/jpeg"),
        FileType("txt", "text/plain"),
        FileType("md", "text/markdown"),
        FileType("ics", "text/calendar"),
    )
}
SAME_ENDING: Mapping[str, str] = {"jpeg": "jpg"}
MAIN_PARTS: Mapping[str, str] = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}
STARTS: Mapping[str, bytes] = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
ENDS: Mapping[str, bytes] = {"pdf": b"%%EOF", "png": b"IEND", "jpg": b"\xff\xd9"}
TAIL = 4096


def claimed(name: str) -> FileType | None:
    """The type that a file's name claims; None where it is not accepted."""
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return TYPES.get(SAME_ENDING.get(ending, ending))


def is_what_it_says(file: IO[bytes], kind: FileType) -> bool:
    """Whether the content is of this type. Reads the file and leaves it at its start."""
    file.seek(0)
    try:
        if kind.ending in STARTS:
            return _starts_and_ends(file, kind.ending)
        if kind.ending in MAIN_PARTS:
            return _is_open_xml(file, MAIN_PARTS[kind.ending])
        if kind.media_type.startswith(OPEN_DOCUMENT):
            return _is_open_document(file, kind.media_type)
        return _is_text(file, b"BEGIN:VCALENDAR" if kind.ending == "ics" else b"")
    finally:
        file.seek(0)


def _starts_and_ends(file: IO[bytes], ending: str) -> bool:
    if not file.read(16).startswith(STARTS[ending]):
        return False
    size = file.seek(0, 2)
    file.seek(max(0, size - TAIL))
    return ENDS[ending] in file.read()


def _archive(file: IO[bytes]) -> zipfile.ZipFile | None:
    """The file as an archive, unless it is none or would unpack to more than any document does."""
    if file.read(4) != b"PK\x03\x04":
        return None
    size = file.seek(0, 2)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > PARTS_AT_MOST or unpacked > UNPACKED_AT_MOST or unpacked > max(size, BLOCK) * RATIO_AT_MOST:
        return None
    return archive


def _is_open_xml(file: IO[bytes], main_part: str) -> bool:
    archive = _archive(file)
    if archive is None:
        return False
    names = set(archive.namelist())
    return {"[Content_Types].xml", main_part} <= names and not any(
        name.lower().endswith("vbaproject.bin") for name in names
    )


def _is_open_document(file: IO[bytes], media_type: str) -> bool:
    archive = _archive(file)
    if archive is None or "content.xml" not in archive.namelist():
        return False
    try:
        with archive.open("mimetype") as part:
            return part.read(200).strip() == media_type.encode()
    except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError):
        return False


MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<svg", b"<script")


def _is_text(file: IO[bytes], start: bytes) -> bool:
    """Plain text in UTF-8 without control characters, and not a page of markup."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    first = True
    while block := file.read(BLOCK):
        if first:
            head = block.removeprefix(codecs.BOM_UTF8).lstrip()
            if not head.startswith(start) or head.lower().startswith(MARKUP) or block.startswith(b"MZ"):
                return False
            first = False
        try:
            text = decoder.decode(block)
        except UnicodeDecodeError:
            return False
        if any(ord(sign) < 32 and sign not in "\t\n\r\f" for sign in text):
            return False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return not first
