"""What can be new in a meeting, and how it is said."""

from collections.abc import Callable
from enum import StrEnum

from django.db import transaction

Listener = Callable[[int, frozenset["Topic"]], None]


class Topic(StrEnum):
    """What changed in a meeting; a page that does not show it is not made anew."""

    MEETING = "meeting"  # opened, closed, moved, interrupted
    AGENDA = "agenda"  # items, their order, papers
    FLOOR = "floor"  # another item is current
    PRESENCE = "presence"  # who came or left, by whom they are represented
    SPEAKERS = "speakers"  # requests to speak, speeches
    MOTIONS = "motions"  # procedural motions
    AMENDMENTS = "amendments"  # amendments, and texts that they change
    VOTES = "votes"  # a vote was opened, closed, declared, broken off; a seat was excluded
    PROGRESS = "progress"  # ballots came in
    RIGHTS = "rights"  # mandates began or ended: who may watch is asked again


listeners: list[Listener] = []
"""Who wants to know, in this process, once the transaction is committed."""


def publish(meeting: int, *topics: Topic) -> None:
    """Say that something of a meeting (its primary key) is new; it goes out when the transaction is committed."""
    said = frozenset(topics)

    def tell() -> None:
        for listener in listeners:
            listener(meeting, said)

    transaction.on_commit(tell)
