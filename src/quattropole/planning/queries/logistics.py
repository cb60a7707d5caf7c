"""Room, interpretation, checklist, costs and past rooms of a meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from quattropole.meetings.models import Meeting
from quattropole.network.models import Person
from quattropole.planning.kinds import CHECKS
from quattropole.planning.models import Check, Cost, Interpretation, Logistics


@dataclass(frozen=True)
class Line:
    """A line of the checklist."""

    key: str
    label: str | Promise
    done_at: datetime | None
    done_by: Person | None


@dataclass(frozen=True)
class Arrangements:
    """Where and with what a meeting is held, as far as it is known."""

    logistics: Logistics
    interpretations: Sequence[Interpretation]
    lines: Sequence[Line]
    costs: Sequence[Cost]
    before: Sequence[Logistics]

    @property
    def done(self) -> int:
        """How many lines of the checklist are ticked."""
        return sum(1 for line in self.lines if line.done_at is not None)

    @property
    def total(self) -> int:
        """What everything is expected to cost, in cents."""
        return sum(cost.cents for cost in self.costs)

    @property
    def unbooked(self) -> int:
        """For how many pairs of languages interpreters are not booked."""
        return sum(1 for entry in self.interpretations if not entry.is_booked)


def arrangements_of(meeting: Meeting) -> Arrangements:
    """Everything about room and travel. Five queries."""
    kept = Logistics.objects.filter(meeting=meeting).first()
    return Arrangements(
        logistics=kept or Logistics(meeting=meeting, network=meeting.network),
        interpretations=list(meeting.interpretations.all()),
        lines=_lines(meeting),
        costs=list(meeting.costs.all()),
        before=_rooms_before(meeting) if meeting.host_city_id else [],
    )


def _lines(meeting: Meeting) -> list[Line]:
    said = {check.key: check for check in Check.objects.filter(meeting=meeting).select_related("done_by")}
    mode = Meeting.Mode(meeting.mode)
    found = []
    for kind in CHECKS:
        own = said.pop(kind.key, None)
        if mode in kind.modes and not (own and own.is_off):
            found.append(Line(kind.key, kind.label, own.done_at if own else None, own.done_by if own else None))
    return found + [Line(own.key, own.title, own.done_at, own.done_by) for own in said.values() if own.title]


def _rooms_before(meeting: Meeting) -> list[Logistics]:
    """The rooms of the last meetings in the same city, newest first."""
    return list(
        Logistics.objects.filter(meeting__host_city=meeting.host_city_id, meeting__starts_at__lt=meeting.starts_at)
        .exclude(room="")
        .exclude(meeting=meeting.pk)
        .select_related("meeting__organ")
        .order_by("-meeting__starts_at")[:3]
    )
