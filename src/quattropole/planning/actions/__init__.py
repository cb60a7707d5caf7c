"""What changes a plan: steps, habits, hints, logistics, reminders. Each audited, each in one transaction."""

from quattropole.planning.actions.answers import remind_unanswered
from quattropole.planning.actions.habits import drop_habit_step, set_habit_step, set_habits
from quattropole.planning.actions.hints import dismiss_hint, place_hint, take_back_hint
from quattropole.planning.actions.logistics import (
    LOGISTICS,
    add_check,
    add_cost,
    drop_check,
    drop_cost,
    drop_interpretation,
    plan_interpretation,
    set_logistics,
    tick,
)
from quattropole.planning.actions.steps import add_step, change_step, drop_step, finish_step, reopen_step

__all__ = [
    "LOGISTICS",
    "add_check",
    "add_cost",
    "add_step",
    "change_step",
    "dismiss_hint",
    "drop_check",
    "drop_cost",
    "drop_habit_step",
    "drop_interpretation",
    "drop_step",
    "finish_step",
    "place_hint",
    "plan_interpretation",
    "remind_unanswered",
    "reopen_step",
    "set_habit_step",
    "set_habits",
    "set_logistics",
    "take_back_hint",
    "tick",
]
