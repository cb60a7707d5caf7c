"""How organs are used to meet: set by the secretariat, else from the charter, else learned, else assumed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum
from statistics import median
from typing import Any, Generic, TypeVar

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quattropole import clock
from quattropole.meetings.models import Meeting
from quattropole.meetings.statutes import rules_of
from quattropole.network.models import Organ
from quattropole.planning.kinds import CONVOCATION, DELIVERY_DAYS, ITEM_DEADLINE, KINDS, StepKind
from quattropole.planning.models import Habit, HabitStep
from quattropole.texts.localized import Localized
from quattropole.texts.names import reader_locale

Value = TypeVar("Value")
LEARNED_FROM = 5
"""From how many of its last meetings an organ's habits are learned."""
USUAL_START, USUAL_MINUTES, USUAL_WEEKDAY = time(17), 120, 2


class Origin(StrEnum):
    """Where a habit is known from."""

    SET = "set"
    CHARTER = "charter"
    LEARNED = "learned"
    ASSUMED = "assumed"


ORIGINS: dict[Origin, Promise] = {
    Origin.SET: _("set by the secretariat"),
    Origin.CHARTER: _("from the statutes"),
    Origin.LEARNED: _("as in the last meetings"),
    Origin.ASSUMED: _("assumed"),
}


@dataclass(frozen=True, slots=True)
class Known(Generic[Value]):
    """A habit and where it is known from."""

    value: Value
    origin: Origin

    @property
    def word(self) -> Promise:
        """The origin in words."""
        return ORIGINS[self.origin]


@dataclass(frozen=True, slots=True)
class UsualStep:
    """A step as the organ is used to it. `label` is that of the kind, or the organ's own words."""

    key: str
    label: Localized | str | Promise
    anchor: str
    days: int
    owner: str
    modes: tuple[Meeting.Mode, ...]
    ends_with_convocation: bool
    is_off: bool
    origin: Origin
    is_own: bool = False

    @property
    def word(self) -> Promise:
        """The origin in words."""
        return ORIGINS[self.origin]


@dataclass(frozen=True, slots=True)
class Habits:
    """How an organ is used to meet."""

    organ: Organ
    weekday: Known[int]
    starts: Known[time]
    minutes: Known[int]
    place: Known[str]
    mode: Known[str]
    interpretation: Known[list[str]]
    delivery_days: Known[int]
    margin_days: Known[int]
    steps: tuple[UsualStep, ...]
    last: tuple[Meeting, ...]

    @property
    def weekday_name(self) -> str:
        """The usual day of the week in the reader's language."""
        return str(reader_locale().days["stand-alone"]["wide"][self.weekday.value])

    @property
    def mode_word(self) -> Promise:
        """The usual way of meeting in words."""
        return Meeting.Mode(self.mode.value).label


def habits_of(organs: Iterable[Organ]) -> dict[int, Habits]:
    """The habits of organs by primary key. Three queries, whatever their number."""
    listed = list(organs)
    kept = {habit.organ_id: habit for habit in Habit.objects.filter(organ__in=listed)}
    steps: defaultdict[int, dict[str, HabitStep]] = defaultdict(dict)
    for step in HabitStep.objects.filter(organ__in=listed).order_by("pk"):
        steps[step.organ_id][step.key] = step
    last = last_meetings(listed)
    return {organ.pk: _habits(organ, kept.get(organ.pk), steps[organ.pk], last[organ.pk]) for organ in listed}


def last_meetings(organs: Sequence[Organ], number: int = LEARNED_FROM) -> defaultdict[int, list[Meeting]]:
    """The last meetings that organs held, newest first. One query."""
    held = (
        Meeting.objects.filter(organ__in=organs, starts_at__lt=clock.now())
        .exclude(state=Meeting.State.CANCELLED)
        .exclude(mode=Meeting.Mode.CIRCULAR)
        .annotate(place_in_row=Window(RowNumber(), partition_by=F("organ"), order_by=F("starts_at").desc()))
        .filter(place_in_row__lte=number)
        .select_related("host_city")
        .order_by("-starts_at")
    )
    found: defaultdict[int, list[Meeting]] = defaultdict(list)
    for meeting in held:
        found[meeting.organ_id].append(meeting)
    return found


def _habits(organ: Organ, kept: Habit | None, steps: dict[str, HabitStep], last: Sequence[Meeting]) -> Habits:
    timed = [meeting for meeting in last if not meeting.is_record]
    lengths = [
        round((meeting.closed_at - meeting.opened_at) / timedelta(minutes=1))
        for meeting in timed
        if meeting.opened_at and meeting.closed_at
    ]
    known = _Choice(kept)
    spoken = [meeting.interpretation for meeting in timed if meeting.interpretation]
    return Habits(
        organ=organ,
        weekday=known.of("weekday", _usual([meeting.day.weekday() for meeting in last]), USUAL_WEEKDAY),
        starts=known.of(
            "starts",
            _usual([timezone.localtime(m.starts_at).time().replace(second=0, microsecond=0) for m in timed]),
            USUAL_START,
        ),
        minutes=known.of("minutes", round(median(lengths) / 15) * 15 or 15 if lengths else None, USUAL_MINUTES),
        place=known.of("place", None, ""),
        mode=known.of("mode", _usual([meeting.mode for meeting in timed]), str(Meeting.Mode.ON_SITE)),
        interpretation=known.of(
            "interpretation", spoken[0] if spoken else None, list(organ.network.authentic_languages)
        ),
        delivery_days=known.of("delivery_days", None, DELIVERY_DAYS),
        margin_days=known.of("margin_days", None, 0),
        steps=tuple(_usual_steps(organ, steps)),
        last=tuple(last),
    )


class _Choice:
    """Of what was set, learned and assumed the first that there is."""

    def __init__(self, kept: Habit | None) -> None:
        self.kept = kept

    def of(self, name: str, learned: Value | None, assumed: Value) -> Known[Value]:
        given: Any = getattr(self.kept, name, None) if self.kept else None
        if given not in (None, "", []):
            return Known(given, Origin.SET)
        return Known(assumed, Origin.ASSUMED) if learned is None else Known(learned, Origin.LEARNED)


def _usual(values: Sequence[Value]) -> Value | None:
    """The most frequent of the values, newest first; of equals the newest."""
    return Counter(values).most_common(1)[0][0] if values else None


def _usual_steps(organ: Organ, kept: dict[str, HabitStep]) -> Iterable[UsualStep]:
    rules = rules_of(organ, _today(organ))
    fixed = {
        CONVOCATION: rules is not None and rules.notice.required,
        ITEM_DEADLINE: rules is not None and rules.items.until_days is not None,
    }
    for kind in KINDS:
        yield _usual_step(kind, kept.pop(kind.key, None), by_charter=fixed.get(kind.key, False))
    for own in kept.values():
        yield UsualStep(
            own.key,
            own.titles,
            own.anchor,
            own.days,
            own.owner,
            tuple(Meeting.Mode),
            False,
            own.is_off,
            Origin.SET,
            True,
        )


def _usual_step(kind: StepKind, kept: HabitStep | None, *, by_charter: bool) -> UsualStep:
    assumed = Origin.CHARTER if by_charter else Origin.ASSUMED
    return UsualStep(
        key=kind.key,
        label=kind.label,
        anchor=kept.anchor if kept else kind.anchor,
        days=kept.days if kept else kind.days,
        owner=kept.owner if kept else kind.owner,
        modes=kind.modes,
        ends_with_convocation=kind.ends_with_convocation,
        is_off=bool(kept and kept.is_off),
        origin=assumed if by_charter or kept is None else Origin.SET,
    )


def _today(organ: Organ) -> date:
    return max(clock.today(), organ.since or date.min)
