"""What a live page is made of."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from quattropole.access.models import Audience
from quattropole.live import Topic
from quattropole.meetings.models import Meeting

OWN = "<!--own-->"
"""Stands in the forms of a part where a page puts what belongs to one reader alone: the token against forged forms,
the address to go back to, the nonce of a receipt. What is sent to all has nothing there; the page's own attributes
(`hx-headers`, `hx-vals`) say it then."""


PUBLIC = frozenset({str(Audience.PUBLIC)})
INSIDE = PUBLIC | {str(Audience.NETWORK), str(Audience.ORGAN)}


class Kind(StrEnum):
    """The live views of a meeting."""

    CONSOLE = "console"
    MEMBER = "member"
    PROJECTOR = "projector"
    GALLERY = "gallery"


class Role(StrEnum):
    """What somebody at the console may do."""

    CHAIR = "chair"  # runs the meeting and its votes
    DESK = "desk"  # records who is present, enters ballots on paper
    NONE = ""


@dataclass(frozen=True)
class Screen:
    """What all its viewers see alike. The projector shows the network's authentic languages at once."""

    kind: Kind
    language: str
    role: Role = Role.NONE

    @property
    def audiences(self) -> frozenset[str]:
        """For whom a record is that this screen shows: in the gallery what is public, elsewhere what the organ sees."""
        return PUBLIC if self.kind is Kind.GALLERY else INSIDE


@dataclass(frozen=True)
class Part:
    """A part that all viewers of a screen see alike.

    `name` is its event and, after `live-`, the id of its element; `topics` is what makes it outdated; `render` gives
    its HTML, in the meeting's scope, time zone and the screen's language, for a meeting read anew.
    """

    name: str
    kinds: frozenset[Kind]
    topics: frozenset[Topic]
    render: Callable[[Meeting, Screen], str]


@dataclass(frozen=True)
class PersonalPart:
    """A part that depends on who looks, but only by a key that many share: `None` seat, ready to vote, has voted.

    `keys` gives the key of each person (by primary key) in a constant number of queries; `render` is called once for
    each key that occurs. `said_by_key` are the topics that change who has which key, but not what a key shows.
    """

    name: str
    kinds: frozenset[Kind]
    topics: frozenset[Topic]
    keys: Callable[[Meeting, Collection[int]], Mapping[int, str]]
    render: Callable[[Meeting, Screen, str], str]
    said_by_key: frozenset[Topic] = frozenset()
