"""Tasks: whose they are, which are due, and everything about one."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import F, Q, QuerySet

from quattropole.access.viewer import Viewer
from quattropole.followup.models import Reminder, Task, TaskEvent
from quattropole.followup.rules import owned_by, visible_tasks
from quattropole.meetings.models import Meeting
from quattropole.network.models import Organ, Person

PER_PAGE = 30
RUNNING = (Task.State.OPEN, Task.State.IN_PROGRESS)
RELATED = (
    "organ",
    "meeting__organ",
    "item",
    "resolution__organ",
    "owner_person",
    "owner_organ",
    "owner_seat__organ",
    "owner_office__organ",
    "created_by",
)


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What the list is narrowed to. `scope`: `mine`, `organ` (those of the viewer's organs), or everything visible."""

    scope: str = "mine"
    state: str = "running"
    organ: int | None = None
    words: str = ""


def tasks_for(viewer: Viewer, narrowed: TaskFilter) -> QuerySet[Task]:
    """The tasks the viewer may see, narrowed; the most urgent first, those without a day last."""
    tasks = visible_tasks(viewer).select_related(*RELATED)
    if narrowed.scope == "mine":
        tasks = tasks.filter(owned_by(viewer))
    elif narrowed.scope == "organ":
        tasks = tasks.filter(_of_organs(viewer.organ_ids))
    if narrowed.state == "running":
        tasks = tasks.filter(state__in=RUNNING)
    elif narrowed.state == "late":
        tasks = tasks.filter(state__in=RUNNING, due__lt=viewer.day)
    elif narrowed.state:
        tasks = tasks.filter(state=narrowed.state)
    if narrowed.organ is not None:
        tasks = tasks.filter(_of_organs({narrowed.organ}))
    for word in narrowed.words.split():
        tasks = tasks.filter(
            Q(title__icontains=word)
            | Q(owner_person__family_name__icontains=word)
            | Q(owner_person__given_name__icontains=word)
        )
    return tasks.order_by(F("due").asc(nulls_last=True), "pk")


def _of_organs(organs: set[int]) -> Q:
    return (
        Q(organ__in=organs)
        | Q(owner_organ__in=organs)
        | Q(owner_seat__organ__in=organs)
        | Q(owner_office__organ__in=organs)
    )


def task_page(viewer: Viewer, number: str | int, narrowed: TaskFilter) -> Page[Task]:
    """One page of the tasks; two queries whatever the length."""
    return Paginator(tasks_for(viewer, narrowed), PER_PAGE).get_page(number)


def tasks_of(viewer: Viewer, meeting: Meeting) -> list[Task]:
    """What came out of a meeting and is for the viewer, in the order of its agenda. One query."""
    tasks = visible_tasks(viewer).filter(meeting=meeting).select_related(*RELATED)
    return list(tasks.order_by(F("item__position").asc(nulls_last=True), F("due").asc(nulls_last=True), "pk"))


def own_running(viewer: Viewer) -> QuerySet[Task]:
    """The running tasks that are the viewer's today."""
    return tasks_for(viewer, TaskFilter())


def late_tasks(viewer: Viewer) -> QuerySet[Task]:
    """The tasks of everybody that the viewer may see and that are late."""
    return tasks_for(viewer, TaskFilter(scope="all", state="late"))


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """A task with its history and who was reminded of it."""

    task: Task
    people: list[Person]
    events: list[TaskEvent]
    reminders: list[Reminder]


def task_of(viewer: Viewer, pk: int) -> Task | None:
    """A task, if it is for the viewer."""
    return visible_tasks(viewer).select_related(*RELATED).filter(pk=pk).first()


def task_detail(task: Task, day: date) -> TaskDetail:
    """Everything about a task."""
    from quattropole.followup.queries.owners import people_of

    return TaskDetail(
        task,
        people_of(task, day),
        list(task.events.select_related("by")),
        list(task.reminders.select_related("person")),
    )


def follow_ups_for(organ: Organ, day: date) -> list[Task]:
    """The running tasks of an organ that are due by `day`: what its meeting on that day should look at. One query.

    Its tasks are those that came out of its meetings, and those that it, or one of its seats or offices, owns.
    """
    due = Task.objects.filter(_of_organs({organ.pk}), state__in=RUNNING, due__lte=day).select_related(*RELATED)
    return list(due.order_by("due", "pk"))
