"""In which order those who asked to speak are called. Pure: computed from requests, speeches held and the rules.

Points of order come first, then what the chair has placed, then the rest: newcomers before those who have spoken on
the item, and within that, groups taking turns. A group is a city, a language or a gender; whoever's is not known
forms a group of its own.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Turns(StrEnum):
    """Who takes turns; the same words as `Floor.Alternation`."""

    NONE = "none"
    CITY = "city"
    LANGUAGE = "language"
    GENDER = "gender"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks, or wants to: `who` is the same for the same person; the rest may be empty where it is not known."""

    who: str
    city: str = ""
    language: str = ""
    gender: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody waits for the floor. `rank`: the place that the chair gave; `key` tells requests of a moment apart."""

    key: int
    speaker: Speaker
    asked: datetime
    is_order: bool = False
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A speech on the item that was held, or is being held; points of order do not count."""

    speaker: Speaker
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """How the list is ordered."""

    turns: Turns = Turns.NONE
    newcomers_first: bool = False


@dataclass
class _Shares:
    """How often and how long each group has spoken, and which one did last."""

    turns: Turns
    speeches: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)
    last: str | None = None

    def group(self, speaker: Speaker) -> str:
        """The group of a speaker under the rules."""
        groups = {Turns.CITY: speaker.city, Turns.LANGUAGE: speaker.language, Turns.GENDER: speaker.gender}
        return groups.get(self.turns, "")

    def add(self, speaker: Speaker, seconds: int = 0) -> None:
        """Somebody of this group spoke, or will have spoken."""
        self.last = self.group(speaker)
        self.speeches[self.last] += 1
        self.seconds[self.last] += seconds

    def due(self, request: Request) -> tuple[bool, int, int, datetime, int]:
        """The smaller, the sooner: not the group that spoke last, the one that spoke least, who asked first."""
        group = self.group(request.speaker)
        return (group == self.last, self.speeches[group], self.seconds[group], request.asked, request.key)


def in_order(waiting: Iterable[Request], held: Sequence[Held], rules: Rules) -> list[Request]:
    """The requests in the order in which they are called; `held` in the order in which the speeches began."""
    requests = sorted(waiting, key=lambda request: (request.asked, request.key))
    shares = _Shares(rules.turns)
    for speech in held:
        shares.add(speech.speaker, speech.seconds)
    spoken = {speech.speaker.who for speech in held}
    placed = [request for request in requests if not request.is_order and request.rank is not None]
    placed.sort(key=lambda request: (request.rank or 0, request.asked, request.key))
    for request in placed:
        shares.add(request.speaker)
    rest = [request for request in requests if not request.is_order and request.rank is None]
    called = [request for request in requests if request.is_order] + placed
    for tier in _tiers(rest, spoken, rules):
        called += _taking_turns(tier, shares)
    return called


def _tiers(requests: list[Request], spoken: set[str], rules: Rules) -> list[list[Request]]:
    """Those who have not spoken before those who have, where the rules say so."""
    if not rules.newcomers_first:
        return [requests]
    new = [request for request in requests if request.speaker.who not in spoken]
    return [new, [request for request in requests if request.speaker.who in spoken]]


def _taking_turns(requests: list[Request], shares: _Shares) -> list[Request]:
    """Requests that stand in the order of asking, so ordered that the groups take turns."""
    if shares.turns is Turns.NONE:
        return requests
    queues: dict[str, list[Request]] = {}
    for request in reversed(requests):
        queues.setdefault(shares.group(request.speaker), []).append(request)
    called: list[Request] = []
    while queues:
        following = min((queue[-1] for queue in queues.values()), key=shares.due)
        group = shares.group(following.speaker)
        called.append(queues[group].pop())
        if not queues[group]:
            del queues[group]
        shares.add(following.speaker)
    return called
