"""Reminders: before a task is due, on the day, and every week when it is late. Each moment reminds a person once."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from quattropole import clock
from quattropole.followup import mail
from quattropole.followup.models import Duty, Reminder, Task
from quattropole.followup.queries.owners import people_of, secretariat_on
from quattropole.followup.queries.tasks import RUNNING
from quattropole.network.models import Network

BEFORE = (14, 3, 0)
"""Days before a task is due on which its owner is reminded."""
WEEK = timedelta(days=7)


def moment_of(due: date, given_on: date, today: date) -> date | None:
    """The last day for which a reminder of a task is due by today; None if there is none since it was given."""
    moments = [due - timedelta(days=days) for days in BEFORE]
    if today > due:
        moments.append(due + (today - due) // WEEK * WEEK)
    passed = [moment for moment in moments if given_on < moment <= today]
    return max(passed, default=None)


def remind(network: Network) -> int:
    """Remind of what is due in a network: tasks their owners, duties the secretariat. How many mails were written.

    It can be called as often as one likes, by several at once.
    """
    today = clock.today()
    soon = Task.objects.filter(state__in=RUNNING, due__lte=today + timedelta(days=BEFORE[0]))
    written = sum(_remind_of(pk, today) for pk in soon.order_by("due", "pk").values_list("pk", flat=True))
    open_duties = Duty.objects.filter(state__in=[Duty.State.TO_FILE, Duty.State.FILED], due__lte=today)
    return written + sum(_remind_of_duty(pk, network, today) for pk in open_duties.values_list("pk", flat=True))


@transaction.atomic
def _remind_of(pk: int, today: date) -> int:
    """The task is locked: who comes second finds that everybody was reminded."""
    task = Task.objects.select_for_update(of=("self",)).select_related("network", "organ").get(pk=pk)
    if task.is_over or task.due is None:
        return 0
    moment = moment_of(task.due, timezone.localdate(task.created_at), today)
    if moment is None:
        return 0
    told = set(Reminder.objects.filter(task=task, moment=moment).values_list("person", flat=True))
    people = [person for person in people_of(task, today) if person.pk not in told]
    for person in people:
        person.network = task.network
    mails = mail.write([(person, task) for person in people], "reminder")
    Reminder.objects.bulk_create(
        Reminder(
            network_id=task.network_id,
            task=task,
            person=person,
            moment=moment,
            sent_at=clock.now(),
            mail=mails.get(person.pk),
        )
        for person in people
    )
    return len(mails)


@transaction.atomic
def _remind_of_duty(pk: int, network: Network, today: date) -> int:
    duty = Duty.objects.select_for_update(of=("self",)).select_related("network", "resolution__organ").get(pk=pk)
    moment = duty.due + (today - duty.due) // WEEK * WEEK
    if not duty.is_open or (duty.reminded_for is not None and duty.reminded_for >= moment):
        return 0
    duty.reminded_for = moment
    duty.save(update_fields=["reminded_for"])
    people = secretariat_on(network, today)
    for person in people:
        person.network = network
    mail.write_about_duty(people, duty)
    return len(people)
