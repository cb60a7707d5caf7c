"""Reads of planning: the way to a meeting, hints for its agenda, answers, terms and mandates, the year."""

from quattropole.planning.queries.habits import Habits, habits_of
from quattropole.planning.queries.hints import Hints, hints_for
from quattropole.planning.queries.timeline import (
    StepDue,
    StepState,
    Timeline,
    TimelineStep,
    steps_due,
    timeline_of,
    timelines,
)

__all__ = [
    "Habits",
    "Hints",
    "StepDue",
    "StepState",
    "Timeline",
    "TimelineStep",
    "habits_of",
    "hints_for",
    "steps_due",
    "timeline_of",
    "timelines",
]
