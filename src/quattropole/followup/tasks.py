"""Background work of this room."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django_scopes import scope
from django_tasks import TaskResultStatus, task

from quattropole import clock
from quattropole.followup.actions import reminding
from quattropole.network.clock import wind
from quattropole.network.models import Network

REMIND_AT = time(6)
"""When reminders are written, on each network's clock: before the digests."""


@task()
def look_after_follow_ups() -> dict[str, int]:
    """Remind of what is due in every network, and look again tomorrow morning."""
    wind()
    reminded = 0
    moments: list[datetime] = []
    for network in Network.objects.order_by("pk"):
        with scope(network=network):
            reminded += reminding.remind(network)
        moments.append(next_morning(network))
    if moments:
        _plan(min(moments) - clock.ahead())
    return {"reminded": reminded}


def next_morning(network: Network) -> datetime:
    """When to look after a network's follow-ups again."""
    zone = ZoneInfo(network.time_zone)
    tomorrow = clock.now().astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, REMIND_AT, zone)


def _plan(moment: datetime) -> None:
    """Look again at `moment` (real time), unless that is planned already."""
    if not look_after_follow_ups.get_backend().supports_defer:
        return
    from django_tasks_db.models import DBTaskResult

    planned = DBTaskResult.objects.filter(
        task_path=look_after_follow_ups.module_path,
        status=TaskResultStatus.READY,
        run_after__range=(timezone.now(), moment + timedelta(minutes=1)),
    )
    if not planned.exists():
        look_after_follow_ups.using(run_after=moment).enqueue()
