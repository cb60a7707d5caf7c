"""What changes a plan: steps, habits, hints, logistics, reminders. Each audited, each in one transaction."""

from quattropole.planning.actions.habits import drop_habit_step, set_habit_step, set_habits
from quattropole.planning.actions.steps import add_step, change_step, drop_step, finish_step, reopen_step

__all__ = [
    "add_step",
    "change_step",
    "drop_habit_step",
    "drop_step",
    "finish_step",
    "reopen_step",
    "set_habit_step",
    "set_habits",
]
