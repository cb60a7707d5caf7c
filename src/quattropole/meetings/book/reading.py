"""The papers' files, opened: how many pages, how large, whether tagged, and the text of those that are not."""

from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2

TEXT_AT_MOST = 20_000
FAULTS = (pikepdf.PdfError, OSError, ValueError, TypeError, KeyError, RuntimeError, pypdfium2.PdfiumError)


@dataclass
class Opened:
    """A paper's PDF, open for as long as the book is made: its pages are read from it when the book is written."""

    path: Path
    pdf: pikepdf.Pdf
    pages: int
    is_tagged: bool


def opened(path: Path) -> Opened:
    """The file at `path`; raises one of `FAULTS` where it cannot be part of a book."""
    pdf = pikepdf.open(path)
    if pdf.is_encrypted:
        raise ValueError("encrypted")
    pages = len(pdf.pages)
    if not pages:
        raise ValueError("no pages")
    for page in pdf.pages:
        box = [float(side) for side in page.cropbox]
        if abs(box[2] - box[0]) < 1 or abs(box[3] - box[1]) < 1:
            raise ValueError("a page without a size")
    _flatten_forms(pdf)
    return Opened(path, pdf, pages, _is_tagged(pdf))


def _flatten_forms(pdf: pikepdf.Pdf) -> None:
    """Make what is filled into a form part of its pages: a form does not outlive being bound with others."""
    form = pdf.Root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and len(form.get("/Fields", [])):
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("screen")
        del pdf.Root["/AcroForm"]


def _is_tagged(pdf: pikepdf.Pdf) -> bool:
    root = pdf.Root.get("/StructTreeRoot")
    if not isinstance(root, pikepdf.Dictionary) or "/K" not in root or "/ParentTree" not in root:
        return False
    marks = pdf.Root.get("/MarkInfo")
    return isinstance(marks, pikepdf.Dictionary) and bool(marks.get("/Marked", False))


def texts(path: Path) -> list[str]:
    """The text of every page, as far as the file has any."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [_text(document, number) for number in range(len(document))]
    finally:
        document.close()


def _text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        text = page.get_textpage()
        try:
            words = str(text.get_text_bounded())
        finally:
            text.close()
    finally:
        page.close()
    return " ".join(words.replace("\ufffe", "").replace("\x02", "").split())[:TEXT_AT_MOST]
