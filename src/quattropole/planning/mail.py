"""Mails about the plan of a meeting."""

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils import translation

from quattropole import clock
from quattropole.access.addresses import address_of
from quattropole.access.models import OutgoingMail
from quattropole.access.outbox import language_for, queue_mails
from quattropole.meetings.models import Meeting
from quattropole.network.models import Person

REMINDER = "reminder"
SOMEBODY = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands for the name of the person in a text that is made once for many."""


def remind(meeting: Meeting, people: Iterable[Person]) -> int:
    """Remind people that their answer is missing, each in the own language; how many have an address.

    The text is the same for everybody of one language but the salutation, and made once.
    """
    letters: list[OutgoingMail] = []
    texts: dict[str, tuple[str, str]] = {}
    now = clock.now()
    for person in people:
        if not person.email:
            continue
        person.network = meeting.network
        language = language_for(person)
        if language not in texts:
            texts[language] = _text(meeting, language)
        subject, body = texts[language]
        letters.append(
            OutgoingMail(
                network=meeting.network,
                person=person,
                to=person.email,
                language=language,
                subject=subject,
                body=body.replace(SOMEBODY, str(person)),
                organ=meeting.organ,
                cause="answer reminder",
                cause_id=meeting.pk,
                kind=REMINDER,
                created_at=now,
                next_try_at=now,
            )
        )
    queue_mails(letters)
    return len(letters)


def _text(meeting: Meeting, language: str) -> tuple[str, str]:
    with translation.override(language):
        words = {
            "person": SOMEBODY,
            "meeting": meeting,
            "network": meeting.network,
            "address": address_of(meeting.network, "meetings:detail", meeting.pk),
        }
        subject = render_to_string("planning/mail/reminder_subject.txt", words)
        body = render_to_string("planning/mail/reminder.txt", words)
    return " ".join(subject.split())[:300], body.strip() + "\n"
