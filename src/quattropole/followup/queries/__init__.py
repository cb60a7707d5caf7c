"""Reads of what follows from meetings and resolutions."""

from quattropole.followup.queries.duties import documents_for, duties_for, duties_of, duty_of, open_duties, says_all
from quattropole.followup.queries.owners import people_of
from quattropole.followup.queries.tasks import (
    TaskFilter,
    follow_ups_for,
    late_tasks,
    own_running,
    task_detail,
    task_of,
    task_page,
    tasks_of,
)

__all__ = [
    "TaskFilter",
    "documents_for",
    "duties_for",
    "duties_of",
    "duty_of",
    "follow_ups_for",
    "late_tasks",
    "open_duties",
    "own_running",
    "people_of",
    "says_all",
    "task_detail",
    "task_of",
    "task_page",
    "tasks_of",
]
