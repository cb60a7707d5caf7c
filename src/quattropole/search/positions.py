"""The key of an index entry: when, what kind, which record, in one number that sorts the newest first.

Without reading an entry a search knows its order, its day and the record it stands for.
"""

from datetime import date
from typing import NamedTuple

KIND_BITS, OBJECT_BITS = 6, 36
DAY_SHIFT = KIND_BITS + OBJECT_BITS
UNDATED = 2**20 - 1
"""The day of what has none, such as a city: first of all, and out of every range of days."""


class Position(NamedTuple):
    """What a key says: the number of the day, of the kind, of the record."""

    day: int
    kind: int
    object_id: int


def key_of(day: date | None, kind: int, object_id: int) -> int:
    """The key of an entry; `kind` is the number of its source."""
    return _number(day) << DAY_SHIFT | kind << OBJECT_BITS | object_id


def read_key(key: int) -> Position:
    """What a key says."""
    return Position(key >> DAY_SHIFT, key >> OBJECT_BITS & (1 << KIND_BITS) - 1, key & (1 << OBJECT_BITS) - 1)


def key_range(first: date | None, last: date | None) -> tuple[int, int]:
    """The keys of the entries from one day to another, both included; all keys where neither is given."""
    if first is None and last is None:
        return 0, (UNDATED + 1 << DAY_SHIFT) - 1
    low = _number(first) if first else 0
    high = _number(last) if last else UNDATED - 1
    return low << DAY_SHIFT, (high + 1 << DAY_SHIFT) - 1


def _number(day: date | None) -> int:
    return UNDATED if day is None else min(day.toordinal(), UNDATED - 1)
