"""Events packed once for everybody: the same compressed bytes go into many streams.

A gzip stream that every connection compresses for itself costs two thousand times the work. A piece that refers to
nothing before it and ends at a whole byte fits into any stream, so a piece is made once; a connection keeps only what
the end of its stream says of the whole: checksum and size.
"""

import struct
import zlib
from dataclasses import dataclass
from functools import cached_property

BEGINNING = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_EMPTY_LAST_BLOCK = b"\x03\x00"


@dataclass(frozen=True)
class Piece:
    """Events that are sent at once, to many."""

    events: bytes

    @cached_property
    def packed(self) -> bytes:
        """The same as a piece of a gzip stream that fits behind any other."""
        packer = zlib.compressobj(level=6, wbits=-zlib.MAX_WBITS)
        return packer.compress(self.events) + packer.flush(zlib.Z_FULL_FLUSH)


def ending(checksum: int, size: int) -> bytes:
    """The end of a gzip stream whose pieces have this CRC-32 and size together."""
    return _EMPTY_LAST_BLOCK + struct.pack("<LL", checksum, size & 0xFFFFFFFF)
