"""The way to a meeting, counted backwards from its date: nothing of it is stored but what people said otherwise."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.charter import Verdict
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import meetings_for
from quattropole.meetings.rules import may_prepare
from quattropole.network.models import Person
from quattropole.planning.deadlines import Deadlines, deadlines, working_day
from quattropole.planning.kinds import CONVOCATION, FROM_THE_CHARTER, ITEM_DEADLINE
from quattropole.planning.models import HabitStep, Step
from quattropole.planning.queries.habits import Habits, UsualStep, habits_of
from quattropole.planning.queries.owners import Owner, Owners, is_own
from quattropole.planning.queries.progress import Progress, progress_of
from quattropole.texts.localized import Localized

Anchor = HabitStep.Anchor
COMING = (Meeting.State.PLANNED, Meeting.State.CONVENED, Meeting.State.OPEN)
AFTERWARDS = timedelta(days=90)
"""How long after a meeting its last steps are looked after."""


class StepState(StrEnum):
    """How a step stands."""

    OPEN = "open"
    LATE = "late"
    DONE = "done"
    NOT_NEEDED = "not_needed"


WORDS: dict[StepState, Promise] = {
    StepState.OPEN: _("open"),
    StepState.LATE: _("late"),
    StepState.DONE: _("done"),
    StepState.NOT_NEEDED: _("not needed"),
}
BADGES = {
    StepState.OPEN: "info",
    StepState.LATE: "danger",
    StepState.DONE: "success",
    StepState.NOT_NEEDED: "",
}


@dataclass(frozen=True)
class TimelineStep:
    """One step on the way to a meeting.

    `counted`: the day that follows from the date of the meeting; `due` is another where somebody set it by hand.
    `limit`: the last day under the statutes, with its verdict. `is_automatic`: the platform knows that it is done.
    """

    number: int
    key: str
    label: Localized | str | Promise
    due: date
    counted: date
    limit: date | None
    verdict: Verdict | None
    owner_key: str
    owner: Owner
    state: StepState
    note: str
    is_automatic: bool
    is_own: bool
    done_at: datetime | None
    done_by: Person | None
    days_left: int

    @property
    def by_hand(self) -> bool:
        """Whether somebody set the day."""
        return self.due != self.counted

    @property
    def is_past_limit(self) -> bool:
        """Whether it is planned for later than the statutes allow."""
        return self.limit is not None and self.due > self.limit

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to see to it."""
        return self.state in (StepState.OPEN, StepState.LATE)

    @property
    def word(self) -> Promise:
        """The state in words."""
        return WORDS[self.state]

    @property
    def badge(self) -> str:
        """The kind of the state's badge."""
        return BADGES[self.state]

    @property
    def verdicts(self) -> list[dict[str, object]]:
        """The verdict as `parts/verdicts.html` takes it."""
        return [dict(self.verdict.as_dict())] if self.verdict is not None else []


@dataclass(frozen=True)
class Timeline:
    """The steps of one meeting in the order of their days."""

    meeting: Meeting
    habits: Habits
    deadlines: Deadlines
    steps: tuple[TimelineStep, ...]

    @property
    def open(self) -> list[TimelineStep]:
        """What has still to be seen to."""
        return [step for step in self.steps if step.is_open]

    @property
    def late(self) -> list[TimelineStep]:
        """What should have been done."""
        return [step for step in self.steps if step.state is StepState.LATE]

    @property
    def next(self) -> TimelineStep | None:
        """What has to be seen to first."""
        return next(iter(self.open), None)

    @property
    def ahead(self) -> TimelineStep | None:
        """What comes next and is not late."""
        return next((step for step in self.open if step.state is StepState.OPEN), None)

    def step(self, key: str) -> TimelineStep | None:
        """The step with a key."""
        return next((step for step in self.steps if step.key == key), None)


def timeline_of(meeting: Meeting) -> Timeline:
    """The steps of one meeting."""
    return timelines([meeting])[0]


def timelines(meetings: Sequence[Meeting], owners: Owners | None = None) -> list[Timeline]:
    """The steps of meetings of one network. A constant number of queries, whatever their number."""
    listed = [meeting for meeting in meetings if meeting.mode != Meeting.Mode.CIRCULAR]
    if not listed:
        return []
    habits = habits_of({meeting.organ_id: meeting.organ for meeting in listed}.values())
    progress = progress_of(listed)
    said: defaultdict[int, dict[str, Step]] = defaultdict(dict)
    for step in Step.objects.filter(meeting__in=listed).select_related("done_by").order_by("pk"):
        said[step.meeting_id][step.key] = step
    named = {step.owner for steps in said.values() for step in steps.values()}
    named |= {step.owner for habit in habits.values() for step in habit.steps}
    owners = (owners or Owners(listed[0].network, clock.today())).know(named)
    return [
        _timeline(meeting, habits[meeting.organ_id], progress[meeting.pk], said[meeting.pk], owners)
        for meeting in listed
    ]


def _timeline(meeting: Meeting, habits: Habits, progress: Progress, said: dict[str, Step], owners: Owners) -> Timeline:
    found = deadlines(meeting, habits.delivery_days.value)
    convene_on = working_day(found.convene_by - timedelta(days=habits.margin_days.value))
    steps = []
    for usual in _steps_of(meeting, habits, said, found):
        counted = _counted(usual, meeting.day, convene_on, found)
        steps.append(_step(meeting, usual, counted, said.get(usual.key), progress, found, owners))
    steps.sort(key=lambda step: (step.due, step.key == ITEM_DEADLINE, step.counted))
    numbered = tuple(_numbered(step, number) for number, step in enumerate(steps, start=1))
    return Timeline(meeting, habits, found, numbered)


def _numbered(step: TimelineStep, number: int) -> TimelineStep:
    return TimelineStep(**{**step.__dict__, "number": number})


def _steps_of(meeting: Meeting, habits: Habits, said: dict[str, Step], found: Deadlines) -> Iterable[UsualStep]:
    for usual in habits.steps:
        if usual.is_off or Meeting.Mode(meeting.mode) not in usual.modes:
            continue
        if usual.key == ITEM_DEADLINE and found.items_by is None:
            continue
        yield usual
    known = {usual.key for usual in habits.steps}
    for step in said.values():
        if step.key not in known and step.due is not None:
            yield UsualStep(
                step.key,
                step.titles,
                Anchor.BEFORE,
                (meeting.day - step.due).days,
                step.owner,
                (),
                False,
                False,
                habits.place.origin,
                True,
            )


def _counted(usual: UsualStep, day: date, convene_on: date, found: Deadlines) -> date:
    """The day of a step; those that no statute fixes fall on working days."""
    if usual.key == CONVOCATION:
        return convene_on
    if usual.key == ITEM_DEADLINE and found.items_by is not None:
        return found.items_by
    if usual.anchor == Anchor.AFTER:
        return working_day(day + timedelta(days=usual.days), later=True)
    anchor = convene_on if usual.anchor == Anchor.CONVOCATION else day
    return working_day(anchor - timedelta(days=usual.days))


def _step(
    meeting: Meeting,
    usual: UsualStep,
    counted: date,
    said: Step | None,
    progress: Progress,
    found: Deadlines,
    owners: Owners,
) -> TimelineStep:
    due = said.due if said and said.due else counted
    convened = meeting.state != Meeting.State.PLANNED
    days_left = (due - clock.today()).days
    automatic = usual.key in progress.done or (usual.ends_with_convocation and convened)
    automatic = automatic or (usual.key == ITEM_DEADLINE and days_left < 0)
    done = automatic or bool(said and said.done_at)
    idle = bool(said and said.not_needed) or (usual.key in progress.not_needed and not done)
    idle = idle or (meeting.state == Meeting.State.CLOSED and due <= meeting.day)
    limit = {CONVOCATION: None if found.is_assumed else found.convene_by, ITEM_DEADLINE: found.items_by}
    owner = (said.owner if said else "") or usual.owner
    return TimelineStep(
        number=0,
        key=usual.key,
        label=usual.label,
        due=due,
        counted=counted,
        limit=limit.get(usual.key),
        verdict={CONVOCATION: found.notice, ITEM_DEADLINE: found.items}.get(usual.key),
        owner_key=owner,
        owner=owners.named(owner, meeting.organ),
        state=_state(done=done, idle=idle, late=days_left < 0, meeting=meeting),
        note=said.note if said else "",
        is_automatic=automatic,
        is_own=usual.is_own,
        done_at=said.done_at if said else None,
        done_by=said.done_by if said else None,
        days_left=days_left,
    )


def _state(*, done: bool, idle: bool, late: bool, meeting: Meeting) -> StepState:
    if done:
        return StepState.DONE
    if idle or meeting.state == Meeting.State.CANCELLED:
        return StepState.NOT_NEEDED
    return StepState.LATE if late else StepState.OPEN


@dataclass(frozen=True)
class StepDue:
    """A step that somebody has to see to, of one meeting."""

    meeting: Meeting
    step: TimelineStep
    may_prepare: bool


def steps_due(viewer: Viewer, *, within: int = 14) -> list[StepDue]:
    """The open steps of coming meetings, and of those just held, that are the viewer's and due within some days.

    A constant number of queries. The last day for items is nobody's to do and is left out.
    """
    if viewer.person is None or not (viewer.is_secretariat or viewer.offices or _is_named(viewer)):
        return []
    now = clock.now()
    meetings = list(
        meetings_for(viewer)
        .filter(starts_at__gte=now - AFTERWARDS, is_record=False)
        .exclude(state=Meeting.State.CANCELLED)
        .exclude(mode=Meeting.Mode.CIRCULAR)
        .select_related("organ__network", "network", "host_city", "second_call_of")
        .prefetch_related("organ__offices")
        .order_by("starts_at")
    )
    found = []
    prepares: dict[int, bool] = {}
    for timeline in timelines(meetings):
        meeting = timeline.meeting
        for step in timeline.open:
            if step.days_left > within or step.key == ITEM_DEADLINE:
                continue
            if not is_own(viewer, step.owner_key, meeting.organ):
                continue
            if meeting.organ_id not in prepares:
                prepares[meeting.organ_id] = may_prepare(viewer, meeting.organ)
            found.append(StepDue(meeting, step, prepares[meeting.organ_id]))
    return sorted(found, key=lambda due: due.step.due)


def _is_named(viewer: Viewer) -> bool:
    """Whether somebody named the viewer, or a seat of the viewer, for a step."""
    names = [f"seat:{seat.organ.key}/{seat.key}" for seat in viewer.seats]
    names += [f"person:{viewer.person.slug}"] if viewer.person else []
    return any(records.filter(owner__in=names).exists() for records in (Step.objects, HabitStep.objects))


__all__ = [
    "FROM_THE_CHARTER",
    "StepDue",
    "StepState",
    "Timeline",
    "TimelineStep",
    "steps_due",
    "timeline_of",
    "timelines",
]
