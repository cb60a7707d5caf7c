"""The outbox: mail is a row in the transaction of the act that caused it, and is sent afterwards.

A mail is claimed before it is sent (one conditional UPDATE, so that of several workers one gets it), and marked
afterwards. Should a machine die between the two, the mail is sent again later under the same Message-ID, by which the
reader's side recognises it. Rows of people without an e-mail address are never made: their letters go by post.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Min, Q
from django_scopes import scopes_disabled

from quattropole import clock
from quattropole.access.models import OutgoingMail
from quattropole.network.models import Organ, Person

logger = logging.getLogger("quattropole.access.outbox")

WAITS = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 120, 360, 720, 1440))
"""How long to wait after the first, second, ... attempt; after one more than these the mail has failed."""
BATCH = 200


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of the mails that were due. `again_at` is when the next of those that are left is due."""

    sent: int = 0
    failed: int = 0
    again_at: datetime | None = None


def language_for(person: Person) -> str:
    """The language in which to write to a person: the person's own if the platform speaks it, else the network's."""
    spoken = [code for code, _name in settings.LANGUAGES]
    wanted = [person.language, *person.network.languages, settings.LANGUAGE_CODE]
    return str(next(language for language in wanted if language in spoken))


def queue_mail(
    person: Person,
    subject: str,
    body: str,
    *,
    language: str,
    cause: str,
    cause_id: int | None = None,
    organ: Organ | None = None,
) -> OutgoingMail | None:
    """Queue a mail to one person in the caller's transaction. None for a person without e-mail: that goes by post.

    `cause` and `cause_id` name the act and its subject, such as `meeting convened` and the meeting's key.
    """
    if not person.email:
        return None
    now = clock.now()
    mail = OutgoingMail(
        network_id=person.network_id,
        person=person,
        to=person.email,
        language=language,
        subject=" ".join(subject.split())[:300],
        body=body,
        organ=organ,
        cause=cause,
        cause_id=cause_id,
        created_at=now,
        next_try_at=now,
    )
    queue_mails([mail])
    return mail


def queue_mails(mails: Iterable[OutgoingMail]) -> None:
    """Save many new mails at once; they are sent when the transaction is committed."""
    OutgoingMail.objects.bulk_create(mails, batch_size=500)
    send_soon()


def send_soon() -> None:
    """Have the outbox sent as soon as the current transaction is committed, never before."""
    from quattropole.access.tasks import send_outbox

    transaction.on_commit(lambda: send_outbox.enqueue())


def send_due() -> Sending:
    """Send every mail that is due, in all networks, each on its own: one that fails does not hold up the others."""
    sent = failed = 0
    with scopes_disabled():
        connection = get_connection()
        for mail in _due():
            if not _claim(mail):
                continue
            if _deliver(mail, connection):
                sent += 1
            else:
                failed += 1
        connection.close()
        left = OutgoingMail.objects.filter(state=OutgoingMail.State.QUEUED).aggregate(next=Min("next_try_at"))
    return Sending(sent, failed, left["next"])


def _due() -> Iterable[OutgoingMail]:
    """First attempts are always due: a demo's clock may have been set back since the mail was written."""
    due = OutgoingMail.objects.filter(
        Q(attempts=0) | Q(next_try_at__lte=clock.now()), state=OutgoingMail.State.QUEUED
    ).select_related("network", "person")
    seen: set[int] = set()
    while batch := list(due.exclude(pk__in=seen).order_by("created_at", "pk")[:BATCH]):
        seen.update(mail.pk for mail in batch)
        yield from batch


def _claim(mail: OutgoingMail) -> bool:
    """Take the mail for this worker; False if another took it. The claim runs out when the next attempt is due."""
    wait = WAITS[min(mail.attempts, len(WAITS) - 1)]
    next_try_at = clock.now() + wait
    mine = OutgoingMail.objects.filter(pk=mail.pk, state=OutgoingMail.State.QUEUED, attempts=mail.attempts).update(
        attempts=F("attempts") + 1, next_try_at=next_try_at
    )
    if not mine:
        return False
    mail.attempts, mail.next_try_at = mail.attempts + 1, next_try_at
    return True


def _deliver(mail: OutgoingMail, connection: BaseEmailBackend) -> bool:
    """Hand the mail to the mail server; whether it took it. What it said otherwise is kept with the mail."""
    try:
        _message(mail, connection).send()
    except (OSError, ValueError) as problem:  # SMTPException is an OSError; ValueError is a broken address or header
        mail.error = f"{type(problem).__name__}: {problem}"[:500]
        if _is_final(problem) or mail.attempts > len(WAITS):
            mail.state = OutgoingMail.State.FAILED
        connection.close()
        logger.warning("Mail %s, attempt %s: %s", mail.pk, mail.attempts, mail.error)
    else:
        mail.state, mail.sent_at, mail.error = OutgoingMail.State.SENT, clock.now(), ""
    mail.save(update_fields=["state", "sent_at", "error"])
    return mail.state == OutgoingMail.State.SENT


def _is_final(problem: OSError | ValueError) -> bool:
    """Whether trying again is of no use: the server refuses this mail (5xx), or it cannot be written at all."""
    if isinstance(problem, SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in problem.recipients.values())
    if isinstance(problem, SMTPResponseException):
        return 500 <= problem.smtp_code < 600
    return isinstance(problem, ValueError)


def _message(mail: OutgoingMail, connection: BaseEmailBackend) -> EmailMessage:
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    reply = mail.network.contact.get("email", "") if isinstance(mail.network.contact, dict) else ""
    return EmailMessage(
        subject=mail.subject,
        body=mail.body,
        from_email=str(Address(display_name=mail.network.name, addr_spec=sender)),
        to=[mail.to],
        reply_to=[reply] if reply else None,
        headers={
            "Message-ID": message_id(mail),
            "Content-Language": mail.language,
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )


def message_id(mail: OutgoingMail) -> str:
    """The same for every attempt at this mail."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{mail.network.slug}.{mail.pk}.{int(mail.created_at.timestamp())}@{domain}>"
