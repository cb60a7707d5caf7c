"""Background work of this room."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django_scopes import scope, scopes_disabled
from django_tasks import task

from quattropole.meetings.making import make_waiting, waiting
from quattropole.network.clock import wind
from quattropole.network.models import Network

AGAIN = timedelta(minutes=2)


@task()
def make_letters() -> dict[str, int]:
    """Make the letters that were ordered. Whoever is killed while doing so is followed by another in two minutes."""
    wind()
    with scopes_disabled():
        if not waiting().exists():
            return {"made": 0}
    _look_again()
    made = 0
    for network in Network.objects.all():
        with scope(network=network), timezone.override(ZoneInfo(network.time_zone)):
            made += make_waiting()
    return {"made": made}


def _look_again() -> None:
    """Plan another look, unless one is planned already."""
    if not make_letters.get_backend().supports_defer:
        return
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    planned = DBTaskResult.objects.filter(
        task_path=make_letters.module_path, status=TaskResultStatus.READY, run_after__gt=timezone.now()
    )
    if not planned.exists():
        make_letters.using(run_after=timezone.now() + AGAIN).enqueue()
