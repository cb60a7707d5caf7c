"""Reads of minutes: those somebody may see, what waits for somebody, the register."""

from quattropole.minutes.queries.lists import (
    meetings_without,
    minutes_for,
    minutes_of,
    published_for,
    register_entries,
    to_approve,
    to_sign,
    to_write,
)

__all__ = [
    "meetings_without",
    "minutes_for",
    "minutes_of",
    "published_for",
    "register_entries",
    "to_approve",
    "to_sign",
    "to_write",
]
