"""Tasks: for their owners, who gave them, and their audience."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from quattropole.access.viewer import Viewer
from quattropole.followup.models import Task
from quattropole.followup.rules import visible_tasks
from quattropole.search.keys import of_audience, of_office, of_organ, of_person, of_seat
from quattropole.search.sources.base import Draft, Keys, Source


def _tasks(keys: Keys | None) -> Iterator[Draft]:
    tasks = Task.objects.all()
    for task in (tasks if keys is None else tasks.filter(pk__in=keys)).iterator(chunk_size=500):
        yield Draft(
            object_id=task.pk,
            network_id=task.network_id,
            titles={task.language: task.title},
            bodies=[(task.language, task.description)],
            seen_by=of_audience(task.audience, [task.organ_id]) | _of_owner(task),
            place={"desk": ["followup:task", task.pk]},
            day=task.due or task.created_at.date(),
            organ_id=task.organ_id,
            languages={task.language},
        )


def _of_owner(task: Task) -> set[str]:
    words = {of_person(task.created_by_id)}
    words |= {of_person(task.owner_person_id)} if task.owner_person_id else set()
    words |= {of_organ(task.owner_organ_id)} if task.owner_organ_id else set()
    words |= {of_seat(task.owner_seat_id)} if task.owner_seat_id else set()
    return words | ({of_office(task.owner_office_id)} if task.owner_office_id else set())


def _seen(viewer: Viewer, keys: Keys) -> set[int]:
    return set(visible_tasks(viewer).filter(pk__in=keys).values_list("pk", flat=True))


SOURCES = [Source(14, "task", _("Task"), _tasks, _seen)]
