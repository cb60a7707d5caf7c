"""Server-sent events: what is sent for a part, and how a client's state is named.

A client's state is the digests of the parts it shows, in the order of its screen. It is the id of the last event a
client got, so that whoever comes back tells what it has, and gets what differs: nothing is kept for those who are away.
"""

import hashlib
import random
import re
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from quattropole.assembly.parts.screens import OWN
from quattropole.assembly.stream.packing import Piece

DIGEST = 8
"""Characters of a digest: 48 bits."""
NOTHING = "-" * DIGEST
"""Stands for a part that a client does not have."""
MEDIA_TYPE = "text/event-stream"

_RETRIES = [Piece(b"retry: %d\n\n" % pause) for pause in range(1000, 2000, 50)]
_INDENT = re.compile(r"\n\s+")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A part as it is now: its HTML, a short digest of it, and the event that brings it to all."""

    html: str
    digest: str
    event: bytes


def rendered(name: str, html: str) -> Rendered:
    """The part `name` with this HTML; the bytes of its event are made here, once for all."""
    text = html.replace(OWN, "").replace("\r", "").strip()
    if "<pre" not in text and "<textarea" not in text:
        text = _INDENT.sub("\n", text)
    lines = "".join(f"data: {line}\n" for line in text.split("\n"))
    return Rendered(html, short(text), f"event: {name}\n{lines}\n".encode())


def short(text: str) -> str:
    """A short digest of a text, in letters that an address can hold."""
    return urlsafe_b64encode(hashlib.blake2b(text.encode(), digest_size=DIGEST * 6 // 8).digest()).decode()


def state_id(names: Sequence[str], digests: Sequence[str]) -> str:
    """A state as one word. It begins with a digest of the parts' names: another version may have other parts."""
    return short(" ".join(names)) + "".join(digests)


def state_from(given: str, names: Sequence[str]) -> tuple[str, ...]:
    """The digests in a state that a client names; nothing at all where it is none of this screen."""
    size = DIGEST * (len(names) + 1)
    if len(given) != size or given[:DIGEST] != short(" ".join(names)):
        return (NOTHING,) * len(names)
    return tuple(given[start : start + DIGEST] for start in range(DIGEST, size, DIGEST))


def retry() -> Piece:
    """When to come back after a break: in one to two seconds, not everybody in the same moment."""
    return random.choice(_RETRIES)  # noqa: S311 - no secret


def at(state: str) -> bytes:
    """Ends what is sent at once: a client that has read it is in this state."""
    return f"event: at\nid: {state}\ndata:\n\n".encode()
