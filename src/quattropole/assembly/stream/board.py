"""What a meeting's screens show now: every part rendered once, kept until news make it outdated."""

import threading
from collections.abc import Collection, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property

from quattropole.assembly import parts
from quattropole.assembly.parts.screens import PersonalPart, Screen
from quattropole.assembly.queries.crowd import likely_viewers
from quattropole.assembly.stream.events import NOTHING, Rendered, at, state_from, state_id
from quattropole.assembly.stream.packing import Piece
from quattropole.assembly.stream.rendering import AnyPart, keys_of, parts_of, reading, render
from quattropole.live import Topic
from quattropole.meetings.models import Meeting

KNOWN_STATES = 64
"""For how many states of clients a look keeps what to send; a client can name any state it likes."""
Wanted = Mapping[Screen, Collection[int | None]]
"""The people (by primary key) who look at each screen; None is a visitor."""


@dataclass(eq=False)
class Look:
    """What somebody sees: the parts of a screen, None where one could not be rendered. Shared by all who see it."""

    names: tuple[str, ...]
    parts: tuple[Rendered | None, ...]
    digests: tuple[str, ...] = field(init=False)
    state: str = field(init=False)
    _since: dict[tuple[str, ...], Piece] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.digests = tuple(part.digest if part else NOTHING for part in self.parts)
        self.state = state_id(self.names, self.digests)

    def since(self, seen: tuple[str, ...]) -> Piece:
        """The events that lead from a state to this one; made once for all who were in that state."""
        piece = self._since.get(seen)
        if piece is None:
            changed = [part.event for part, had in zip(self.parts, seen, strict=True) if part and part.digest != had]
            if len(self._since) >= KNOWN_STATES:
                self._since.clear()
            piece = self._since[seen] = Piece(b"".join([*changed, at(self.state)]))
        return piece

    def seen_in(self, given: str) -> tuple[str, ...]:
        """The digests in a state that a client names."""
        return state_from(given, self.names)


Looks = dict[tuple[Screen, int | None], Look]


class Board:
    """The parts of one meeting, for all its screens. Threads may share it; one of them renders at a time."""

    def __init__(self, meeting: int) -> None:
        self.meeting = meeting
        self.rendered: dict[tuple[Screen, str, str], tuple[Rendered, int]] = {}
        self.keys: dict[str, dict[int, tuple[str, int]]] = {}
        self._news = 0
        self._latest: dict[Topic, int] = {}
        self._rendering = threading.Lock()
        self._telling = threading.Lock()

    def hear(self, topics: Iterable[Topic]) -> None:
        """Something is new: what shows it is outdated from now on."""
        with self._telling:
            self._news += 1
            self._latest.update(dict.fromkeys(topics, self._news))

    def look(self, screen: Screen, person: int | None) -> Look:
        """What one person sees now. Raises `Meeting.DoesNotExist`.

        People come in crowds: one who has to be told apart is told apart together with all who are likely to come.
        """
        return self._looks({screen: [person]}, is_crowd=True)[screen, person]

    def looks(self, wanted: Wanted) -> Looks:
        """What each person sees on each screen now; only what is outdated is rendered. Raises `Meeting.DoesNotExist`.

        The number of the news is taken before the meeting is read: what was said until then is in what is rendered.
        """
        return self._looks(wanted, is_crowd=False)

    def _looks(self, wanted: Wanted, *, is_crowd: bool) -> Looks:
        with self._rendering:
            with self._telling:
                news = _News(self._news, dict(self._latest))
            with ExitStack() as stack:
                return _Round(self, news, stack, is_crowd).looks(wanted)

    def forget_others(self, wanted: Wanted) -> None:
        """Keep only what belongs to screens and people that are still there."""
        there = {person for watching in wanted.values() for person in watching}
        with self._rendering:
            for known in self.keys.values():
                for person in known.keys() - there:
                    del known[person]
            used = {(name, key) for name, known in self.keys.items() for key, _number in known.values()}
            for screen, name, key in list(self.rendered):
                if screen not in wanted or (name in self.keys and (name, key) not in used):
                    del self.rendered[screen, name, key]


@dataclass(frozen=True)
class _News:
    number: int
    latest: Mapping[Topic, int]

    def outdates(self, part: AnyPart, number: int) -> bool:
        """Whether something that the part shows is newer than what was rendered at `number`."""
        by_key = part.said_by_key if isinstance(part, PersonalPart) else frozenset()
        return self._is_newer(part.topics - by_key, number)

    def outdates_keys(self, part: PersonalPart, number: int) -> bool:
        """Whether something that tells the readers of the part apart is newer than their keys of `number`."""
        return self._is_newer(part.topics, number)

    def _is_newer(self, topics: Iterable[Topic], number: int) -> bool:
        return any(self.latest.get(topic, 0) > number for topic in topics)


class _Round:
    """One pass over everything that is wanted. The meeting is read only if something has to be rendered."""

    def __init__(self, board: Board, news: _News, stack: ExitStack, is_crowd: bool) -> None:
        self._board = board
        self._news = news
        self._stack = stack
        self._is_crowd = is_crowd
        self._read: Meeting | None = None

    def looks(self, wanted: Wanted) -> Looks:
        for part in parts.PARTS:
            if isinstance(part, PersonalPart):
                seeing = (people for screen, people in wanted.items() if screen.kind in part.kinds)
                self._tell_apart(part, {person for people in seeing for person in people if person is not None})
        found: Looks = {}
        for screen, people in wanted.items():
            of_screen = parts_of(screen.kind)
            shared: dict[tuple[str, ...], Look] = {}
            for person in people:
                keys = tuple(self._key(part, person) for part in of_screen)
                if keys not in shared:
                    shared[keys] = self._look(screen, of_screen, keys)
                found[screen, person] = shared[keys]
        return found

    @property
    def _meeting(self) -> Meeting:
        if self._read is None:
            self._read = self._stack.enter_context(reading(self._board.meeting))
        return self._read

    @cached_property
    def _crowd(self) -> Collection[int]:
        return likely_viewers(self._meeting) if self._is_crowd else ()

    def _unknown(self, part: PersonalPart, people: Collection[int]) -> set[int]:
        """Of whom it is not known how they stand now."""
        known = self._board.keys.setdefault(part.name, {})
        return {pk for pk in people if pk not in known or self._news.outdates_keys(part, known[pk][1])}

    def _tell_apart(self, part: PersonalPart, people: Collection[int]) -> None:
        known = self._board.keys.setdefault(part.name, {})
        asked = self._unknown(part, people)
        if asked:
            asked |= self._unknown(part, self._crowd)
        told = keys_of(part, self._meeting, asked) if asked else None
        if told is not None:
            known.update((person, (told.get(person, ""), self._news.number)) for person in asked)

    def _key(self, part: AnyPart, person: int | None) -> str:
        if not isinstance(part, PersonalPart) or person is None:
            return ""
        return self._board.keys[part.name].get(person, ("", 0))[0]

    def _look(self, screen: Screen, of_screen: tuple[AnyPart, ...], keys: tuple[str, ...]) -> Look:
        names = tuple(part.name for part in of_screen)
        return Look(names, tuple(self._part(part, screen, key) for part, key in zip(of_screen, keys, strict=True)))

    def _part(self, part: AnyPart, screen: Screen, key: str) -> Rendered | None:
        kept, number = self._board.rendered.get((screen, part.name, key), (None, -1))
        if kept is not None and not self._news.outdates(part, number):
            return kept
        made = render(part, self._meeting, screen, key)
        if made is None:
            return kept
        if kept is not None and kept.digest == made.digest:
            made = kept
        self._board.rendered[screen, part.name, key] = (made, self._news.number)
        return made
