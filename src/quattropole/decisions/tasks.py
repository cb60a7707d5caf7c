"""Background work of this room."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from django_scopes import scope
from django_tasks import TaskResultStatus, task

from quattropole import clock
from quattropole.access.rules import NotPossible
from quattropole.decisions.actions.answering import close_circular, remind
from quattropole.decisions.models import Vote
from quattropole.decisions.queries.circular import last_reminder, reminder_is_due, reminders_due
from quattropole.meetings.models import Meeting
from quattropole.network.clock import wind
from quattropole.network.models import Network


@task()
def look_after_circulars() -> dict[str, int]:
    """Remind those who have not answered, close what is past its deadline, and look again when something is due."""
    wind()
    reminded = closed = 0
    moments: list[datetime] = []
    for network in Network.objects.all():
        with scope(network=network):
            for meeting in Meeting.objects.filter(mode=Meeting.Mode.CIRCULAR, state=Meeting.State.OPEN):
                reminded_here, closed_here, again = _look_after(meeting)
                reminded, closed = reminded + reminded_here, closed + closed_here
                moments += again
    if moments:
        _plan(min(moments) - clock.ahead())
    return {"reminded": reminded, "closed": closed}


@task()
def sweep_urn() -> None:
    """After secret ballots were counted: have the database drop the row versions that came one by one."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM decisions_slip, decisions_participation, decisions_vote")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _look_after(meeting: Meeting) -> tuple[int, int, list[datetime]]:
    """What was done for one decision (people reminded, votes closed), and when something is due again."""
    now = clock.now()
    vote = Vote.objects.filter(item__meeting=meeting, state=Vote.State.OPEN).first()
    if vote is None or meeting.deadline is None:
        return 0, 0, []
    try:
        if now >= meeting.deadline:
            close_circular(meeting, by=None)
            return 0, 1, []
        moments = reminders_due(vote.opened_at, meeting.deadline)
        again = [moment for moment in (*moments, meeting.deadline) if moment > now]
        if reminder_is_due(moments, now, last_reminder(meeting)):
            return remind(meeting, by=None), 0, again
    except NotPossible:
        return 0, 0, []  # somebody closed it at the same moment
    return 0, 0, again


def _plan(moment: datetime) -> None:
    """Look again at `moment` (real time), unless that is planned already."""
    if not look_after_circulars.get_backend().supports_defer:
        return
    from django_tasks_db.models import DBTaskResult

    planned = DBTaskResult.objects.filter(
        task_path=look_after_circulars.module_path,
        status=TaskResultStatus.READY,
        run_after__range=(timezone.now(), moment + timedelta(minutes=1)),
    )
    if not planned.exists():
        look_after_circulars.using(run_after=moment).enqueue()
