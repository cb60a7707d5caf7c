"""Mails about tasks and duties, each in its reader's language."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils import translation

from quattropole import clock
from quattropole.access.addresses import address_of
from quattropole.access.kinds import DUTY, TASK
from quattropole.access.models import OutgoingMail
from quattropole.access.outbox import language_for, queue_mails
from quattropole.followup.models import Duty, Task
from quattropole.network.models import Person


def write(letters: Iterable[tuple[Person, Task]], kind: str) -> dict[int, OutgoingMail]:
    """Write to people about tasks from the templates of `kind`: `given` or `reminder`. Person -> the mail kept."""
    mails = [_letter(person, kind, task=task, duty=None) for person, task in letters if person.email]
    return {mail.person_id: mail for mail in queue_mails(mails)} if mails else {}


def write_about_duty(people: Iterable[Person], duty: Duty) -> None:
    """Remind people of a duty to the register."""
    queue_mails([_letter(person, "duty", task=None, duty=duty) for person in people if person.email])


def _letter(person: Person, kind: str, *, task: Task | None, duty: Duty | None) -> OutgoingMail:
    about: Task | Duty
    if task is not None:
        about, page, organ = task, "followup:task", task.organ
    else:
        assert duty is not None  # noqa: S101  # one of the two is always given; says so to the type checker
        about, page, organ = duty, "followup:duty", None
    language, now, network = language_for(person), clock.now(), about.network
    with translation.override(language):
        words = {
            "person": person,
            "network": network,
            "task": task,
            "duty": duty,
            "today": clock.today(),
            "address": address_of(network, page, about.pk),
        }
        subject = render_to_string(f"followup/mail/{kind}_subject.txt", words)
        body = render_to_string(f"followup/mail/{kind}.txt", words)
    return OutgoingMail(
        network=network,
        person=person,
        to=person.email,
        language=language,
        subject=" ".join(subject.split())[:300],
        body=body.strip() + "\n",
        organ=organ,
        cause=f"{'task' if task is not None else 'duty'} {kind}"[:60],
        cause_id=about.pk,
        kind=TASK if task is not None else DUTY,
        created_at=now,
        next_try_at=now,
    )
