"""What is translated: units with their languages, for whom they are, until when they are needed, who writes them."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from quattropole.access.models import Audience
from quattropole.access.viewer import Viewer
from quattropole.network.models import Organ
from quattropole.texts.localized import Localized, reading_order
from quattropole.texts.models import State

GOOD = frozenset({State.REVIEWED, State.AUTHENTIC})
"""The states that need nobody any more."""


@dataclass(frozen=True, slots=True)
class Words:
    """What one language says: a title, and a text in Markdown where there is one."""

    title: str = ""
    body: str = ""

    def __bool__(self) -> bool:
        return bool(self.title or self.body)

    def as_dict(self) -> dict[str, str]:
        """For a column."""
        return {"title": self.title, "body": self.body}


@dataclass(frozen=True, slots=True)
class Side:
    """One language of a unit. `version` changes with its words: who writes says which one was seen."""

    language: str
    words: Words
    state: State
    version: str
    changed_by: str = ""


@dataclass(frozen=True)
class Unit:
    """One thing in its languages. `source` and `pk` name it; `organ` and `other_organ` are those of its audience."""

    network_id: int
    source: str
    pk: int
    what: Localized
    kind: str | Promise
    where: Localized
    address: str
    audience: str
    languages: tuple[str, ...]
    authentic: tuple[str, ...]
    sides: Mapping[str, Side]
    organ: Organ | None = None
    other_organ: Organ | None = None
    deadline: date | None = None
    may_write: bool = False
    has_body: bool = True
    title_at_most: int = 300
    has_states: bool = True
    """False where nothing tells a draft from what was reviewed: no machine translates there."""

    @property
    def key(self) -> str:
        """What names the unit everywhere: `proposal.12`."""
        return f"{self.source}.{self.pk}"

    def side(self, language: str) -> Side:
        """One language, written or not."""
        return self.sides.get(language) or Side(language, Words(), State.MISSING, "")

    def state(self, language: str) -> State:
        """How far a language is; what lacks its title or its text, while another language has it, is missing."""
        side = self.side(language)
        if side.state is State.MISSING or self._lacks(side.words):
            return State.MISSING
        return side.state

    def _lacks(self, words: Words) -> bool:
        others = [side.words for side in self.sides.values()]
        return (not words.title and any(other.title for other in others)) or (
            not words.body and any(other.body for other in others)
        )

    def sources_for(self, target: str) -> list[str]:
        """The languages from which `target` can be translated, the best first: those that bind and are in order."""
        written = [language for language in self.languages if language != target and self.side(language).words]
        order = {language: place for place, language in enumerate(reading_order(target))}

        def rank(language: str) -> tuple[bool, bool, bool, int]:
            state = self.state(language)
            return (
                state in {State.OUTDATED, State.MACHINE, State.MISSING},
                language not in self.authentic,
                state not in GOOD,
                order.get(language, len(order)),
            )

        return sorted(written, key=rank)

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.audience == Audience.PUBLIC


@dataclass(frozen=True, slots=True)
class Writing:
    """What one language shall say, as which state. `seen` is the version the writer saw of it, and of `follows`.

    `follows` is the language that was translated.
    """

    language: str
    words: Words
    state: str
    follows: str
    seen: str
    seen_source: str


class Source(ABC):
    """A kind of things that exist in several languages, kept by a room. Every read is for one viewer."""

    key: str
    label: str | Promise
    subjects: Collection[str] = ()
    """The kinds of changed records (`changes.Change.subject`) that concern it."""

    @abstractmethod
    def units(self, viewer: Viewer, pks: Iterable[int] | None = None, wanted: Sequence[str] = ()) -> list[Unit]:
        """The units that the viewer may see: those named, or all that lack one of the languages `wanted`.

        A constant number of queries.
        """

    @abstractmethod
    def write(self, viewer: Viewer, unit: Unit, writing: Writing) -> None:
        """Write one language through the act of the room that keeps it, with its rights.

        Raises `NotAllowed`, `NotPossible`, `Refused` and `texts.actions.TextProblem`, among them `Conflict`.
        """

    def reviewed(self, unit: Unit, target: str, source: str) -> Words | None:
        """What `source` said when `target` was last reviewed beside it; None where nobody knows."""
        return None

    def keys_of(self, subject: str, ids: Collection[int]) -> set[int]:
        """The units that are concerned by changed records of a kind."""
        return set(ids)

    def refresh(self, pks: Collection[int]) -> list[Unit]:
        """Units for the platform itself, whoever may see them: for the memory. Names keep their states here."""
        return []


def needs_work(unit: Unit, languages: Iterable[str]) -> bool:
    """Whether one of the languages is not in order."""
    return any(unit.state(language) not in GOOD for language in languages)
