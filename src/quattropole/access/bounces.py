"""Mail that comes back: by which mail a report is about, what it says, and what follows from it.

Each mail has a return address of its own (VERP) and a Message-ID of its own, both signed, so that a report can be told
from a forged or a foreign one. What cannot be told is left alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from email.utils import parseaddr
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.models import Bounce, OutgoingMail
from quattropole.access.reports import Kind, Report, read
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.network.models import Mandate, Organ, Person

SALT = "quattropole.access.bounces"
LENGTH = 20
AGAIN_AND_AGAIN = 3
"""After so many mails that could not be delivered, each for a passing reason, the address counts as failing."""


def token_of(mail: OutgoingMail) -> str:
    """The mail's key, how often somebody had it sent, and their signature: safe in an address, whatever its case."""
    said = f"{mail.network_id}.{mail.pk}.{mail.round}.{int(mail.created_at.timestamp())}"
    return f"{mail.pk}-{mail.round}-{salted_hmac(SALT, said, algorithm='sha256').hexdigest()[:LENGTH]}"


def message_id(mail: OutgoingMail) -> str:
    """The same for every attempt at this mail; another one when somebody has it sent again."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{mail.network.slug}.{token_of(mail)}@{domain}>"


def return_address(mail: OutgoingMail) -> str:
    """Where mail servers report about this mail; empty where no address is set for that."""
    if not settings.BOUNCE_ADDRESS:
        return ""
    local, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{local}+{token_of(mail)}@{domain}"


def mail_of(token: str) -> OutgoingMail | None:
    """The mail that a token is of; None for one that we did not write."""
    number, _dash, rest = token.partition("-")
    turn = rest.partition("-")[0]
    if not (number.isdecimal() and turn.isdecimal() and len(number) < 19 and len(turn) < 5):
        return None
    mail = OutgoingMail.objects.select_related("network").filter(pk=int(number)).first()
    if mail is None:
        return None
    now, mail.round = mail.round, int(turn)
    is_ours = constant_time_compare(token_of(mail), token)
    mail.round = now
    return mail if is_ours else None


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message that came to the address for bounces; `mail` is None where none is concerned."""

    what: str
    mail: OutgoingMail | None = None


def take(message: bytes, *, recipient: str = "") -> Taken:
    """Take in a message that came to the address for bounces; `recipient` is whom the mail server says it was for.

    A report about a mail of ours is kept once. What is forged, foreign, or an automatic reply changes nothing.
    """
    report = read(message, recipient=recipient, bounce_address=settings.BOUNCE_ADDRESS)
    if report.kind is Kind.AUTO_REPLY:
        return Taken("automatic reply")
    if report.kind is Kind.OTHER:
        return Taken("no report")
    with scopes_disabled(), transaction.atomic():
        for token in report.tokens:
            mail = mail_of(token)
            if mail is not None:
                is_last = token == token_of(mail)
                return Taken(_keep(mail, report, sha256(message).hexdigest(), is_last=is_last), mail)
    return Taken("not about a mail of ours")


def _keep(mail: OutgoingMail, report: Report, digest: str, *, is_last: bool) -> str:
    kind = {
        Kind.PERMANENT: Bounce.Kind.PERMANENT,
        Kind.TRANSIENT: Bounce.Kind.TRANSIENT,
        Kind.DELAYED: Bounce.Kind.DELAYED,
    }[report.kind]
    locked = OutgoingMail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if locked.state not in (OutgoingMail.State.SENT, OutgoingMail.State.BOUNCED) and is_last:
        return "about a mail that was not sent"
    _row, is_new = Bounce.objects.get_or_create(
        mail=locked,
        report=digest,
        defaults={
            "network_id": locked.network_id,
            "at": clock.now(),
            "address": locked.to,
            "kind": kind,
            "status": report.status,
            "text": report.text[:500],
        },
    )
    if not is_new:
        return "known already"
    if is_last and kind != Bounce.Kind.DELAYED:
        locked.state, locked.bounced_at = OutgoingMail.State.BOUNCED, clock.now()
        locked.error = f"{report.status} {report.text}".strip()[:500]
        locked.save(update_fields=["state", "bounced_at", "error"])
    return str(kind.value)


def note_refused(mail: OutgoingMail, code: int, text: bytes | str) -> None:
    """The server refused the recipient of a mail for good while it was handed over."""
    said = text.decode(errors="replace") if isinstance(text, bytes) else text
    status = next((word for word in said.split() if word.startswith("5.") and word.count(".") == 2), str(code))
    Bounce.objects.create(
        network_id=mail.network_id,
        mail=mail,
        at=clock.now(),
        address=mail.to,
        kind=Bounce.Kind.PERMANENT,
        status=status[:12],
        text=said[:500],
        report=sha256(f"{mail.pk} {mail.attempts} {mail.round}".encode()).hexdigest(),
    )


def open_bounces() -> QuerySet[Bounce]:
    """What was reported about addresses that people still have, and that nobody has settled."""
    return Bounce.objects.annotate(low=Lower("address")).filter(
        ~Q(kind=Bounce.Kind.DELAYED), settled_at__isnull=True, low=Lower("mail__person__email")
    )


def failing(people: Iterable[Person] | None = None) -> list[Bounce]:
    """The last report for each person whose address mail comes back from, by name. One query.

    An address fails for good after one permanent report, or after `AGAIN_AND_AGAIN` passing ones.
    """
    reports = open_bounces().select_related("mail__person").order_by("mail__person__family_name", "at", "pk")
    if people is not None:
        reports = reports.filter(mail__person__in=[person.pk for person in people])
    found: dict[int, list[Bounce]] = {}
    for bounce in reports:
        found.setdefault(bounce.mail.person_id, []).append(bounce)
    return [
        several[-1]
        for several in found.values()
        if len(several) >= AGAIN_AND_AGAIN or any(one.kind == Bounce.Kind.PERMANENT for one in several)
    ]


def failing_in(organ: Organ, day: date) -> list[Bounce]:
    """Those who hold a seat in an organ on a day and whose address fails. Two queries at most."""
    reports = failing()
    if not reports:
        return []
    running = Q(begins__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))
    here = Mandate.objects.filter(
        running, seat__organ=organ, person__in=[bounce.mail.person_id for bounce in reports]
    ).values_list("person", flat=True)
    seated = set(here)
    return [bounce for bounce in reports if bounce.mail.person_id in seated]


def settle(person: Person, *, by: Viewer) -> None:
    """The secretariat has found out that the person's address works again. Raises `NotPossible` if it never failed."""
    require(by.is_secretariat and person.network_id == by.network.pk, _("Only the secretariat may do this."))
    with transaction.atomic():
        reports = list(open_bounces().filter(mail__person=person).values_list("pk", flat=True))
        if not reports:
            raise NotPossible(_("Mail to this address does not come back."))
        Bounce.objects.filter(pk__in=reports).update(settled_at=clock.now(), settled_by=by.person)
        record("address marked as working", person, by=by.person, network=by.network, address=person.email)
