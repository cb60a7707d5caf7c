"""The receipt of a secret ballot: a code that the voter alone knows, and finds in the published list after closing.

The page that shows the ballot carries a random nonce. The code follows from it, so that the same ballot sent twice has
the same code, and nobody who has not seen the page can compute it.
"""

import re
from base64 import b32encode
from hashlib import sha256
from hmac import new as keyed
from secrets import token_bytes, token_hex

from django.utils.translation import gettext as _

from quattropole.access.rules import NotPossible

NONCE = re.compile(r"[0-9a-f]{32}")
BYTES = 10
GROUP = 4
LENGTH = BYTES * 8 // 5
CONFUSED = str.maketrans("01", "OI")
"""Nought and one do not occur in a code (RFC 4648, base32); whoever types them has read O and I."""


def new_nonce() -> str:
    """A nonce for one page of one reader: 128 random bits, never stored."""
    return token_hex(16)


def receipt_of(nonce: str, *, vote: int, seat: int) -> str:
    """The code of the ballot that a seat casts from the page with this nonce: 80 bits in base32.

    Raises `NotPossible` for what is no nonce.
    """
    if not NONCE.fullmatch(nonce):
        raise NotPossible(_("Your ballot was not counted: the page it came from is damaged. Load it again and vote."))
    return _code(keyed(bytes.fromhex(nonce), f"{vote}:{seat}".encode(), sha256).digest())


def receipt_of_nobody() -> str:
    """A code for a ballot that came on paper: in the list it looks like any other."""
    return _code(token_bytes(BYTES))


def _code(digest: bytes) -> str:
    return b32encode(digest[:BYTES]).decode()


def grouped(receipt: str) -> str:
    """The code as people read and copy it: XXXX-XXXX-XXXX-XXXX."""
    return "-".join(receipt[start : start + GROUP] for start in range(0, len(receipt), GROUP))


def typed(text: str) -> str:
    """The code that somebody typed, in capitals or not, with or without hyphens and spaces."""
    return re.sub(r"[\s\-–—]", "", text[:100]).upper().translate(CONFUSED)
