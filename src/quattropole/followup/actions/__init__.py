"""Changes: giving and doing tasks, reminding, and what is filed with the register."""

from quattropole.followup.actions.duties import drop_duty, follow_resolution, record_entry, record_filing
from quattropole.followup.actions.reminding import remind
from quattropole.followup.actions.tasks import Given, change_task, give_task, set_state

__all__ = [
    "Given",
    "change_task",
    "drop_duty",
    "follow_resolution",
    "give_task",
    "record_entry",
    "record_filing",
    "remind",
    "set_state",
]
