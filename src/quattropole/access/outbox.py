"""The outbox: mail is a row in the transaction of the act that caused it, and is sent afterwards.

A mail is claimed before it is sent (one conditional UPDATE, so that of several workers one gets it), and marked
afterwards. Should a machine die between the two, the mail is sent again later under the same Message-ID, by which the
reader's side recognises it. Rows of people without an e-mail address are never made: their letters go by post.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Min, Q, QuerySet
from django_scopes import scopes_disabled

from quattropole import clock
from quattropole.access.bounces import note_refused
from quattropole.access.composing import compose, with_enclosures
from quattropole.access.models import Enclosure, MailAttempt, OutgoingMail
from quattropole.access.preferences import as_preferred
from quattropole.network.models import Organ, Person

logger = logging.getLogger("quattropole.access.outbox")

WAITS = tuple(timedelta(minutes=minutes) for minutes in (2, 10, 30, 120, 360, 720, 1440))
"""How long to wait after the first, second, ... attempt; after one more than these the mail has failed."""
SERVER_WAIT = timedelta(minutes=5)
"""How long to wait for a mail server that does not answer."""
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
    kind: str = "",
) -> OutgoingMail | None:
    """Queue a mail to one person in the caller's transaction.

    None for a person without e-mail, to whom it goes by post, and for one who wants no mails of this kind. `cause` and
    `cause_id` name the act and its subject, such as `meeting convened` and the meeting's key.
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
        kind=kind,
        created_at=now,
        next_try_at=now,
    )
    return next(iter(queue_mails([mail])), None)


def queue_mails(mails: Iterable[OutgoingMail]) -> list[OutgoingMail]:
    """Save many new mails at once; they are sent when the transaction is committed.

    Returns those that were saved: all formal ones, and of the others (`kinds`) what their readers want. Some of them
    may wait for a digest.
    """
    kept = as_preferred(mails)
    OutgoingMail.objects.bulk_create(kept, batch_size=500)
    send_soon()
    return kept


def send_soon() -> None:
    """Have the outbox sent as soon as the current transaction is committed, never before."""
    from quattropole.access.tasks import send_outbox

    transaction.on_commit(lambda: send_outbox.enqueue())


def send_due() -> Sending:
    """Send every mail that is due, in all networks, each on its own: one that fails does not hold up the others.

    A mail server that does not answer at all holds up everything, and that counts against no mail: none is given up
    because the server was down.
    """
    sent = failed = 0
    with scopes_disabled():
        connection = get_connection()
        try:
            for mail, files in _due():
                connection.open()
                if not _claim(mail):
                    continue
                if _deliver(mail, files, connection):
                    sent += 1
                else:
                    failed += 1
        except OSError as problem:
            return Sending(sent, failed, _put_off(problem))
        finally:
            _close(connection)
        waiting = [OutgoingMail.State.QUEUED, OutgoingMail.State.HELD]
        left = OutgoingMail.objects.filter(state__in=waiting).aggregate(next=Min("next_try_at"))
    return Sending(sent, failed, left["next"])


def _put_off(problem: OSError) -> datetime:
    """The mail server does not answer: everything that is due stays due; says when to try again."""
    logger.warning("The mail server does not answer: %s", problem)
    what = f"{type(problem).__name__}: {problem}"[:500]
    _all_due().exclude(error=what).update(error=what)
    return clock.now() + SERVER_WAIT


def _close(connection: BaseEmailBackend) -> None:
    """Part from the mail server; what it says to that is of no interest any more."""
    with suppress(OSError):
        connection.close()


def _all_due() -> QuerySet[OutgoingMail]:
    """First attempts are always due: a demo's clock may have been set back since the mail was written."""
    return OutgoingMail.objects.filter(
        Q(attempts=0) | Q(next_try_at__lte=clock.now()), state=OutgoingMail.State.QUEUED
    ).order_by("created_at", "pk")


def _due() -> Iterator[tuple[OutgoingMail, list[Enclosure]]]:
    """What is due, the oldest first, a batch at a time, with the files that go with it."""
    due = _all_due().select_related("network", "person")
    after = Q()
    while batch := list(due.filter(after)[:BATCH]):
        yield from with_enclosures(batch)
        last = batch[-1]
        after = Q(created_at__gt=last.created_at) | Q(created_at=last.created_at, pk__gt=last.pk)


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


def _deliver(mail: OutgoingMail, files: list[Enclosure], connection: BaseEmailBackend) -> bool:
    """Hand the mail to the mail server; whether it took it. What it said otherwise is kept with the mail."""
    try:
        compose(mail, files, connection).send()
    except (OSError, ValueError) as problem:  # SMTPException is an OSError; ValueError is a broken address or header
        _close(connection)
        _not_taken(mail, problem)
    else:
        mail.state, mail.sent_at, mail.error = OutgoingMail.State.SENT, clock.now(), ""
        mail.save(update_fields=["state", "sent_at", "error"])
    return mail.state == OutgoingMail.State.SENT


def _not_taken(mail: OutgoingMail, problem: OSError | ValueError) -> None:
    """Keep what the server said; where it said that there is no such address, that is marked too."""
    mail.error = f"{type(problem).__name__}: {problem}"[:500]
    is_final = _is_final(problem)
    if is_final or mail.attempts > len(WAITS):
        mail.state = OutgoingMail.State.FAILED
    logger.warning("Mail %s, attempt %s: %s", mail.pk, mail.attempts, mail.error)
    with transaction.atomic():
        mail.save(update_fields=["state", "error"])
        MailAttempt.objects.create(
            network_id=mail.network_id,
            mail=mail,
            at=clock.now(),
            to=mail.to,
            outcome=MailAttempt.Outcome.REFUSED if is_final else MailAttempt.Outcome.PUT_OFF,
            text=mail.error,
        )
        if is_final and isinstance(problem, SMTPRecipientsRefused):
            for code, text in problem.recipients.values():
                note_refused(mail, code, text)


def _is_final(problem: OSError | ValueError) -> bool:
    """Whether trying again is of no use: the server refuses this mail (5xx), or it cannot be written at all."""
    if isinstance(problem, SMTPRecipientsRefused):
        return all(500 <= code < 600 for code, _text in problem.recipients.values())
    if isinstance(problem, SMTPResponseException):
        return 500 <= problem.smtp_code < 600
    return isinstance(problem, ValueError)
