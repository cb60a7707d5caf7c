"""Background work of this room: a large backlog of changes, and reading the files of papers."""

from django.utils import timezone
from django_scopes import scopes_disabled
from django_tasks import TaskResultStatus, task

from quattropole.search import extracting, indexing
from quattropole.search.models import FileText
from quattropole.search.sources.meetings import unread_papers

ROUNDS = 50
FILES_IN_A_TASK = 50


@task()
def bring_up_to_date() -> bool:
    """Take over what changed; make the index anew where a network has none. Whether nothing is left."""
    if indexing.is_missing():
        indexing.rebuild()
    done = indexing.READER.catch_up(rounds=ROUNDS)
    read_files.enqueue()
    return done


@task()
def read_files() -> int:
    """Read the text of papers that nobody has read yet; how many were read."""
    with scopes_disabled():
        waiting = unread_papers()
        for paper in waiting[:FILES_IN_A_TASK]:
            found = extracting.text_of(paper.file, paper.media_type)
            FileText.objects.update_or_create(
                sha256=paper.sha256,
                defaults={"text": found.text, "problem": found.problem[:200], "read_at": timezone.now()},
            )
            indexing.make_entries("paper", {paper.pk})
    if len(waiting) > FILES_IN_A_TASK:
        read_files.enqueue()
    return min(len(waiting), FILES_IN_A_TASK)


def look_after_index() -> None:
    """Have the backlog taken over, unless that is planned already."""
    if not bring_up_to_date.get_backend().supports_get_result:
        bring_up_to_date.enqueue()
        return
    from django_tasks_db.models import DBTaskResult

    planned = DBTaskResult.objects.filter(task_path=bring_up_to_date.module_path, status=TaskResultStatus.READY)
    if not planned.exists():
        bring_up_to_date.enqueue()
