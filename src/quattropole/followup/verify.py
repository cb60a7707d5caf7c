"""Re-computes what must hold in this room: histories of tasks, and what the register has entered."""

from django.db.models import F
from django_scopes import scope

from quattropole.followup.actions.duties import kind_of
from quattropole.followup.models import Duty, Reminder, Task, TaskEvent
from quattropole.network.models import Network

LAST_ACT = {
    Task.State.OPEN: {"given", "taken up again"},
    Task.State.IN_PROGRESS: {"in progress"},
    Task.State.DONE: {"done"},
    Task.State.DROPPED: {"dropped"},
}
"""State of a task -> the acts that lead to it."""


def run() -> list[str]:
    """Everything that does not hold in this installation, one sentence each; empty if all is well."""
    problems = []
    for network in Network.objects.order_by("slug"):
        with scope(network=network):
            problems += [f"{network.slug}: {problem}" for problem in [*_tasks(), *_reminders(), *_duties(network)]]
    return problems


def _tasks() -> list[str]:
    """Each task stands where the last event that changed its state left it."""
    events = TaskEvent.objects.exclude(act="changed").order_by("at", "pk")
    last = dict(events.values_list("task", "act").iterator(chunk_size=2000))
    states = Task.objects.order_by("pk").values_list("pk", "state").iterator(chunk_size=2000)
    return [
        f"task {pk} is {state}, its history ends with {last.get(pk, 'nothing')}"
        for pk, state in states
        if last.get(pk) not in LAST_ACT[Task.State(state)]
    ]


def _reminders() -> list[str]:
    wrong = Reminder.objects.filter(mail__isnull=False).exclude(mail__person=F("person"))
    return [f"reminder {pk} names the mail of somebody else" for pk in wrong.values_list("pk", flat=True)]


def _duties(network: Network) -> list[str]:
    """Each duty follows from its resolution by the law of the day."""
    problems = []
    for duty in Duty.objects.select_related("resolution__election__office__organ").order_by("pk"):
        entry = duty.resolution
        if kind_of(entry, network.charter.on(entry.adopted_on)) != duty.kind:
            problems.append(f"duty {duty.pk} does not follow from resolution {entry.label}")
        if duty.registered_on is not None and duty.registered_on < entry.adopted_on:
            problems.append(f"duty {duty.pk} was registered before resolution {entry.label} was adopted")
    return problems
