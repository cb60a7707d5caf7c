"""What can be new in a meeting, and how it is said."""

from collections.abc import Callable
from enum import StrEnum
from functools import partial

from django.db import connection, transaction

from quattropole.live import postgresql

EVERY_MEETING = 0
"""Stands for a meeting's primary key where something may concern all of them."""


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


Listener = Callable[[int, frozenset[Topic]], None]

listeners: list[Listener] = []
"""Who wants to know, in this process, once the transaction is committed. They are called by any thread."""

departures: list[Callable[[int], None]] = []
"""Who wants to know when an account (by its primary key) signs out or may do less than before."""


def publish(meeting: int, *topics: Topic) -> None:
    """Say that something of a meeting (its primary key) is new; it goes out when the transaction is committed.

    With PostgreSQL the other processes hear it by the transaction itself. Ballots come in masses, so of them they hear
    afterwards, at most twice a second.
    """
    said = frozenset(topics)
    is_progress = said == {Topic.PROGRESS}
    if connection.vendor == "postgresql" and not is_progress:
        postgresql.notify(_as_text(meeting, said))
    transaction.on_commit(partial(_tell_after, meeting, said, is_progress), robust=True)


def publish_departure(account: int) -> None:
    """Say that an account signed out: what it watches ends."""
    if connection.vendor == "postgresql":
        postgresql.notify(f"{_DEPARTURE}{account}")
    transaction.on_commit(partial(_tell_departure, account), robust=True)


def everything_may_be_new() -> None:
    """Say in this process that news may have been missed."""
    _tell(EVERY_MEETING, frozenset(Topic))


def hear(text: str) -> None:
    """Tell in this process what another one said."""
    if text.startswith(_DEPARTURE):
        _tell_departure(int(text.removeprefix(_DEPARTURE)))
        return
    meeting, _, topics = text.partition(" ")
    _tell(int(meeting), frozenset(Topic(topic) for topic in topics.split()))


_DEPARTURE = "account "


def _as_text(meeting: int, topics: frozenset[Topic]) -> str:
    return " ".join([str(meeting), *sorted(topics)])


def _tell_after(meeting: int, topics: frozenset[Topic], is_progress: bool) -> None:
    _tell(meeting, topics)
    if is_progress and connection.vendor == "postgresql":
        postgresql.notify_soon(_as_text(meeting, topics))


def _tell(meeting: int, topics: frozenset[Topic]) -> None:
    for listener in listeners:
        listener(meeting, topics)


def _tell_departure(account: int) -> None:
    for departed in departures:
        departed(account)
