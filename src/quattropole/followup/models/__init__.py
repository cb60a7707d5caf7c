"""What follows from meetings and resolutions: tasks, and duties to the public register."""

from quattropole.followup.models.duties import Duty
from quattropole.followup.models.tasks import Reminder, Task, TaskEvent

__all__ = ["Duty", "Reminder", "Task", "TaskEvent"]
