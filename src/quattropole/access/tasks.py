"""Background work of this room."""

from django_tasks import task

from quattropole import clock
from quattropole.access import outbox
from quattropole.network.clock import wind


@task()
def send_outbox() -> dict[str, int]:
    """Send the mails that are due; what could not be delivered is tried again later."""
    wind()
    sending = outbox.send_due()
    if sending.again_at is not None and send_outbox.get_backend().supports_defer:
        send_outbox.using(run_after=sending.again_at - clock.ahead()).enqueue()
    return {"sent": sending.sent, "failed": sending.failed}
