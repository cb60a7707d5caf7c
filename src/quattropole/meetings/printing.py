"""Letters to print: several as one PDF, each on sheets of its own."""

from collections.abc import Iterable
from io import BytesIO

from pikepdf import Pdf

PART = 200
"""How many letters a file to print holds."""


def bound(letters: Iterable[bytes]) -> bytes:
    """The letters one after the other; each begins on the front of a sheet when printed on both sides."""
    with Pdf.new() as book:
        for letter in letters:
            with Pdf.open(BytesIO(letter)) as pages:
                book.pages.extend(pages.pages)
            if len(book.pages) % 2:
                book.add_blank_page(page_size=(595.28, 841.89))
        written = BytesIO()
        book.remove_unreferenced_resources()
        book.save(written)
    return written.getvalue()
