"""How something that is due is shown: what, from whom, by when, and where it is done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.urls import reverse

from quattropole import clock
from quattropole.decisions.models import Vote
from quattropole.meetings.models import Meeting
from quattropole.texts.localized import Localized

ROWS = 25

Words = Localized | str


@dataclass(frozen=True)
class Due:
    """One thing that is due: what, from whom, by when, and the page where it is done."""

    what: Words
    address: str
    do: str
    whom: Words = ""
    note: str = ""
    by: date | None = None
    days_left: int | None = None

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.days_left is not None and self.days_left < 0

    @property
    def is_near(self) -> bool:
        """Whether its day comes within a week."""
        return self.days_left is not None and 0 <= self.days_left <= 7


@dataclass(frozen=True)
class Section:
    """Things of one kind that are due, the most urgent first; `more` of them are not shown."""

    key: str
    title: str
    rows: Sequence[Due]
    more: int = 0


@dataclass(frozen=True)
class OwnMeeting:
    """A coming meeting in which the viewer sits, with the papers there are for the viewer, and whether as a book."""

    meeting: Meeting
    papers: int
    has_book: bool = False


@dataclass(frozen=True)
class Desk:
    """A person's start page."""

    sections: Sequence[Section]
    own: Sequence[OwnMeeting] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How much is due."""
        return sum(len(section.rows) + section.more for section in self.sections)

    @property
    def late(self) -> int:
        """How much of it is late."""
        return sum(1 for section in self.sections for row in section.rows if row.is_late)


def section(key: str, title: str, rows: Iterable[Due]) -> Section:
    ordered = sorted(rows, key=lambda row: row.by or date.max)
    return Section(key, title, ordered[:ROWS], max(0, len(ordered) - ROWS))


def days_until(day: date | None) -> int | None:
    return (day - clock.today()).days if day else None


def name_of(meeting: Meeting) -> Localized:
    titles: Localized = meeting.titles
    return titles if any(titles.values()) else Localized(meeting.organ.names)


def vote_due(vote: Vote, do: str, note: str = "", live: str = "") -> Due:
    """A vote that waits for somebody; in a meeting that is held, `live` names the live page on which it is done."""
    meeting = vote.item.meeting
    on_live_page = live and meeting.mode != Meeting.Mode.CIRCULAR
    return Due(
        what=vote.titles,
        address=reverse(live, args=[meeting.pk]) if on_live_page else reverse("decisions:vote", args=[vote.pk]),
        do=do,
        whom=meeting.organ.names,
        note=note,
        by=clock.today(),
        days_left=0,
    )
