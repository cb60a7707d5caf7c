"""Background work of this room."""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import TaskResultStatus, task

from quattropole import clock
from quattropole.access import digests, outbox
from quattropole.network.clock import wind


@task()
def send_outbox() -> dict[str, int]:
    """Gather the digests that are due, send what is due, and plan when to look again."""
    wind()
    digests.gather()
    sending = outbox.send_due()
    if sending.again_at is not None:
        _plan(sending.again_at - clock.ahead())
    return {"sent": sending.sent, "failed": sending.failed}


def _plan(moment: datetime) -> None:
    """Have the outbox looked after again at `moment` (real time), unless that is planned already."""
    if not send_outbox.get_backend().supports_defer:
        return
    from django_tasks_db.models import DBTaskResult

    planned = DBTaskResult.objects.filter(
        task_path=send_outbox.module_path,
        status=TaskResultStatus.READY,
        run_after__range=(timezone.now(), moment + timedelta(minutes=1)),
    )
    if not planned.exists():
        send_outbox.using(run_after=moment).enqueue()
