"""Marks by which similar sentences are found in any database: sentences alike share some of them.

MinHash over the pieces of four letters of a sentence (Broder 1997), the smallest values taken together in pairs: of two
sentences that share half their pieces nearly all are found, of those that share a tenth nearly none.
"""

import hashlib
import random
import zlib

from quattropole.texts.folding import fold

PIECE = 4
PAIRS = 16
_RANDOM = random.Random(20141016)  # noqa: S311  # the same numbers for ever, not secret ones
_PRIME = (1 << 61) - 1
_FUNCTIONS = [(_RANDOM.randrange(1, _PRIME), _RANDOM.randrange(_PRIME)) for _number in range(2 * PAIRS)]


def compared(text: str) -> str:
    """A sentence as it is compared: without case, accents, and differences of space."""
    return " ".join(fold(text).split())


def digest_of(language: str, text: str) -> str:
    """The same for the same sentence of a language."""
    return hashlib.blake2b(f"{language}\n{compared(text)}".encode(), digest_size=16).hexdigest()


def marks_of(language: str, text: str) -> list[int]:
    """The marks of a sentence of a language."""
    plain = f" {compared(text)} "
    pieces = {zlib.crc32(plain[i : i + PIECE].encode()) for i in range(max(1, len(plain) - PIECE + 1))}
    smallest = [min([(piece * a + b) % _PRIME for piece in pieces]) for a, b in _FUNCTIONS]
    return [
        (number << 32) | zlib.crc32(f"{language} {smallest[2 * number]} {smallest[2 * number + 1]}".encode())
        for number in range(PAIRS)
    ]
