"""Mails about minutes: written in the transaction of the act, each in its reader's language."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils import translation

from quattropole import clock
from quattropole.access.addresses import address_of
from quattropole.access.models import OutgoingMail
from quattropole.access.outbox import language_for, queue_mails
from quattropole.minutes.models import Minutes
from quattropole.network.models import Person


def write_to(minutes: Minutes, people: Iterable[Person], kind: str, **context: object) -> int:
    """Write to these people about the minutes from the templates of `kind`; how many have an address."""
    letters = [_letter(minutes, person, kind, context) for person in people if person.email]
    queue_mails(letters)
    return len(letters)


def _letter(minutes: Minutes, person: Person, kind: str, context: dict[str, object]) -> OutgoingMail:
    meeting = minutes.meeting
    person.network = minutes.network
    language = language_for(person)
    with translation.override(language):
        words = {
            "minutes": minutes,
            "meeting": meeting,
            "network": minutes.network,
            "person": person,
            "address": address_of(minutes.network, "minutes:meeting", meeting.pk),
            **context,
        }
        subject = render_to_string(f"minutes/mail/{kind}_subject.txt", words)
        body = render_to_string(f"minutes/mail/{kind}.txt", words)
    now = clock.now()
    return OutgoingMail(
        network=minutes.network,
        person=person,
        to=person.email,
        language=language,
        subject=" ".join(subject.split())[:300],
        body=body.strip() + "\n",
        organ=meeting.organ,
        cause=f"minutes {kind}",
        cause_id=minutes.pk,
        kind="minutes",
        created_at=now,
        next_try_at=now,
    )
