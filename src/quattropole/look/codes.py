"""QR codes (ISO/IEC 18004) drawn as one SVG path in whole coordinates."""

from dataclasses import dataclass
from itertools import groupby

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4
"""The light margin that a reader needs, in modules."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code of `size` modules a side, its margin included; `path` draws the dark ones."""

    size: int
    path: str


def qr_code(text: str) -> Code:
    """The code of a text; it can still be read with about 15 % of it lost (level M)."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    path = "".join(_row(y, row) for y, row in enumerate(rows))
    return Code(len(rows), path)


def _row(y: int, row: list[bool]) -> str:
    """The dark modules of a row, those side by side in one stroke."""
    drawn, x = [], 0
    for is_dark, run in groupby(row):
        length = len(list(run))
        if is_dark:
            drawn.append(f"M{x} {y}h{length}v1h-{length}z")
        x += length
    return "".join(drawn)
