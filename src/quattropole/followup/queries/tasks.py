"""Tasks: whose they are, and which are due."""

from datetime import date

from django.db.models import F, Q, QuerySet

from quattropole.followup.models import Task
from quattropole.network.models import Organ

RUNNING = (Task.State.OPEN, Task.State.IN_PROGRESS)
RELATED = ("organ", "meeting", "owner_person", "owner_organ", "owner_seat__organ", "owner_office__organ")


def running_tasks() -> QuerySet[Task]:
    """The tasks that are not over, with what a list shows of them; the most urgent first, those without a day last."""
    running = Task.objects.filter(state__in=RUNNING).select_related(*RELATED)
    return running.order_by(F("due").asc(nulls_last=True), "pk")


def follow_ups_for(organ: Organ, day: date) -> list[Task]:
    """The running tasks of an organ that are due by `day`: what its meeting on that day should look at. One query.

    Its tasks are those that came out of its meetings, and those that it, or one of its seats or offices, owns.
    """
    own = Q(organ=organ) | Q(owner_organ=organ) | Q(owner_seat__organ=organ) | Q(owner_office__organ=organ)
    due = Task.objects.filter(own, state__in=RUNNING, due__lte=day).select_related(*RELATED)
    return list(due.order_by("due", "pk"))
