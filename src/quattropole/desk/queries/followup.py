"""What is due of tasks and of duties to the public register."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole.access.viewer import Viewer
from quattropole.desk.queries.due import ROWS, Due, Section, days_until, section
from quattropole.followup import queries
from quattropole.followup.models import Task
from quattropole.followup.rules import may_keep_duties


def followup_sections(viewer: Viewer) -> list[Section]:
    """The sections of the start page about what follows from meetings; a constant number of queries."""
    if viewer.person is None:
        return []
    found = [section("tasks", _("Your tasks"), _tasks(queries.own_running(viewer)))]
    if viewer.is_secretariat:
        late = queries.late_tasks(viewer).exclude(owner_person=viewer.person)
        found.append(section("tasks-late", _("Tasks of others that are late"), _tasks(late)))
    if may_keep_duties(viewer):
        found.append(section("register", _("Waiting for the public register"), _duties(viewer)))
    return found


def _tasks(tasks: QuerySet[Task]) -> Iterable[Due]:
    return [
        Due(
            what=task.title,
            address=reverse("followup:task", args=[task.pk]),
            do=_("Open the task"),
            whom=str(task.owner),
            by=task.due,
            days_left=days_until(task.due),
        )
        for task in tasks[: ROWS + 1]
    ]


def _duties(viewer: Viewer) -> Iterable[Due]:
    for duty in queries.open_duties(viewer)[: ROWS + 1]:
        yield Due(
            what=duty.resolution.titles,
            address=reverse("followup:duty", args=[duty.pk]),
            do=_("Record the filing") if duty.state == duty.State.TO_FILE else _("Record the entry"),
            whom=duty.resolution.organ.names,
            note=_("Not yet in effect: waits for registration") if duty.keeps_waiting else duty.cite,
            by=duty.due,
            days_left=days_until(duty.due) if duty.state == duty.State.TO_FILE else None,
        )
