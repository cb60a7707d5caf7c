"""The year of the network: all meetings with the steps that are due, so that collisions are seen."""

import calendar
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import meetings_for
from quattropole.planning.queries.owners import Owners
from quattropole.planning.queries.timeline import Timeline, TimelineStep, timelines
from quattropole.planning.rules import plannable_meetings


@dataclass
class CalendarDay:
    """One day: what takes place, and what is due."""

    on: date
    in_month: bool
    meetings: list[Meeting] = field(default_factory=list)
    steps: list[tuple[Meeting, TimelineStep]] = field(default_factory=list)
    is_today: bool = False

    @property
    def collides(self) -> bool:
        """Whether two meetings take place on this day."""
        return len(self.meetings) > 1


@dataclass(frozen=True)
class CalendarMonth:
    """One month in weeks that begin on Monday."""

    first: date
    weeks: Sequence[Sequence[CalendarDay]]

    @property
    def meetings(self) -> list[Meeting]:
        """The meetings of the month in order."""
        return [meeting for day in self.days for meeting in day.meetings]

    @property
    def days(self) -> list[CalendarDay]:
        """The days of the month itself."""
        return [day for week in self.weeks for day in week if day.in_month]


@dataclass(frozen=True)
class Year:
    """A year of meetings."""

    year: int
    months: Sequence[CalendarMonth]
    collisions: Sequence[CalendarDay]
    earliest: int
    latest: int


def year_of(viewer: Viewer, year: int) -> Year:
    """All meetings of a year that the viewer may see, with the steps of those the viewer plans.

    A constant number of queries, whatever the number of meetings.
    """
    begin = timezone.make_aware(datetime.combine(date(year, 1, 1), time.min))
    end = timezone.make_aware(datetime.combine(date(year + 1, 1, 1), time.min))
    listed = list(
        meetings_for(viewer)
        .filter(starts_at__gte=begin - timedelta(days=60), starts_at__lt=end + timedelta(days=200))
        .exclude(state=Meeting.State.CANCELLED)
        .exclude(mode=Meeting.Mode.CIRCULAR)
        .select_related("organ__network", "network", "host_city", "second_call_of")
        .prefetch_related("organ__offices")
        .order_by("starts_at")
    )
    own = set(plannable_meetings(viewer).filter(pk__in=[meeting.pk for meeting in listed]).values_list("pk", flat=True))
    planned = [meeting for meeting in listed if meeting.pk in own and not meeting.is_record]
    steps = _steps(timelines(planned, Owners(viewer.network, viewer.day)) if planned else [])
    held: defaultdict[date, list[Meeting]] = defaultdict(list)
    for meeting in listed:
        held[meeting.day].append(meeting)
    months = [_month(year, month, held, steps) for month in range(1, 13)]
    collisions = [day for month in months for day in month.days if day.collides]
    return Year(year, months, collisions, year - 1, year + 1)


def _steps(found: Sequence[Timeline]) -> defaultdict[date, list[tuple[Meeting, TimelineStep]]]:
    due: defaultdict[date, list[tuple[Meeting, TimelineStep]]] = defaultdict(list)
    for timeline in found:
        for step in timeline.open:
            due[step.due].append((timeline.meeting, step))
    return due


def _month(
    year: int,
    month: int,
    held: dict[date, list[Meeting]],
    steps: dict[date, list[tuple[Meeting, TimelineStep]]],
) -> CalendarMonth:
    today = clock.today()
    weeks = [
        [
            CalendarDay(
                on,
                on.month == month,
                held.get(on, []) if on.month == month else [],
                steps.get(on, []) if on.month == month else [],
                on == today,
            )
            for on in week
        ]
        for week in calendar.Calendar().monthdatescalendar(year, month)
    ]
    return CalendarMonth(date(year, month, 1), weeks)
