"""Until when translations are needed: the day of the translation step of the meeting that needs them."""

from collections.abc import Iterable
from datetime import date, timedelta

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.meetings.models import Meeting
from quattropole.meetings.statutes import rules_of
from quattropole.planning.deadlines import deadlines
from quattropole.planning.kinds import BY_KEY, DELIVERY_DAYS
from quattropole.planning.models import Habit, HabitStep, Step

STEP = "translated"
COMING = (Meeting.State.PLANNED, Meeting.State.CONVENED, Meeting.State.OPEN)


class Calendar:
    """When the meetings of a network need their translations. Three queries, when first asked for a meeting."""

    def __init__(self, viewer: Viewer) -> None:
        self._viewer = viewer
        self._days: dict[int, date] = {}
        self._read = False
        self._steps: dict[int, Step] = {}
        self._habits: dict[int, HabitStep] = {}
        self._delivery: dict[int, int | None] = {}

    def day(self, meeting: Meeting) -> date | None:
        """The day on which the translations for a coming meeting must be there; None for one that is over."""
        if meeting.state not in COMING or meeting.day < clock.today():
            return None
        if meeting.pk not in self._days:
            self._days[meeting.pk] = self._day(meeting)
        return self._days[meeting.pk]

    def first(self, meetings: Iterable[Meeting]) -> date | None:
        """The earliest of the days of several meetings."""
        return min((day for meeting in meetings if (day := self.day(meeting)) is not None), default=None)

    def _day(self, meeting: Meeting) -> date:
        self._load()
        step = self._steps.get(meeting.pk)
        if step is not None and step.due is not None:
            return step.due
        meeting.network = meeting.organ.network = self._viewer.network
        habit = self._habits.get(meeting.organ_id)
        days = habit.days if habit is not None else BY_KEY[STEP].days
        if rules_of(meeting.organ, meeting.day) is None and habit is None:
            return meeting.day - timedelta(days=days)
        delivery = self._delivery.get(meeting.organ_id)
        convened = deadlines(meeting, DELIVERY_DAYS if delivery is None else delivery).convene_by
        return convened - timedelta(days=days)

    def _load(self) -> None:
        if self._read:
            return
        self._read = True
        self._steps = {step.meeting_id: step for step in Step.objects.filter(key=STEP)}
        self._habits = {step.organ_id: step for step in HabitStep.objects.filter(key=STEP, is_off=False)}
        self._delivery = dict(Habit.objects.values_list("organ_id", "delivery_days"))
