"""When a meeting's screens are looked at again."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from quattropole.live import Topic

COALESCE = 0.05
"""Seconds in which news are gathered: one act often says several things, and many people arrive together."""
MASSES = frozenset({Topic.PROGRESS, Topic.PRESENCE})
"""What many people do in the same minute: they vote, and they check in."""
PAUSE = 0.5
"""Seconds between two looks for which only masses are the reason."""
SHARE = 3
"""A look for masses is followed by a pause so much longer than it took, however large the hall is."""
ROUND = 17.0
"""Seconds after which everything is looked at without any news: for what depends on the time of day, and for changes
by processes that are not heard. Watchers get a sign of life then."""
RETRY = 1.0
"""Seconds until the next try when the database did not answer."""


@dataclass(frozen=True)
class Occasion:
    """Why the screens are looked at: news, or that it is time; if neither, only for those who have just come."""

    topics: frozenset[Topic]
    is_round: bool

    @property
    def is_for_all(self) -> bool:
        return self.is_round or bool(self.topics)


@dataclass
class Schedule:
    """Collects what was said and tells when it is due, by a clock that never goes back."""

    began: float
    topics: set[Topic] = field(default_factory=set)
    _news_due: float = math.inf
    _newcomers_due: float = math.inf
    _masses_again: float = -math.inf
    _not_before: float = -math.inf

    def hear(self, topics: Iterable[Topic], now: float) -> None:
        """Something is new."""
        said = set(topics)
        due = now + COALESCE if said - MASSES else max(now + COALESCE, self._masses_again)
        self.topics |= said
        self._news_due = min(self._news_due, due)

    def welcome(self, now: float) -> None:
        """Somebody came."""
        self._newcomers_due = min(self._newcomers_due, now + COALESCE)

    @property
    def due(self) -> float:
        """When to look."""
        return max(min(self._news_due, self._newcomers_due, self.began + ROUND), self._not_before)

    def take(self, now: float) -> Occasion:
        """Look now, and why."""
        is_round = now >= self.began + ROUND
        topics: set[Topic] = set()
        if is_round or now >= self._news_due:
            topics, self.topics = self.topics, set()
            self._news_due = math.inf
        if is_round:
            self.began = now
        if topics & MASSES:
            self._masses_again = now + PAUSE
        self._newcomers_due = math.inf
        return Occasion(frozenset(topics), is_round)

    def looked(self, began: float, now: float) -> None:
        """That look began then and is over now."""
        self._masses_again = max(self._masses_again, now + SHARE * (now - began))

    def failed(self, occasion: Occasion, now: float) -> None:
        """That look came to nothing: the same again a little later."""
        self.hear(occasion.topics or Topic, now)
        self.welcome(now)
        self._not_before = now + RETRY
