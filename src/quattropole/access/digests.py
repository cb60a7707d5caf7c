"""Digests: what waits for a person goes into one mail, at the hour the network's clock says."""

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django_scopes import scope

from quattropole import clock
from quattropole.access.kinds import DIGEST
from quattropole.access.models import Enclosure, OutgoingMail
from quattropole.access.outbox import language_for
from quattropole.network.models import Network, Person

State = OutgoingMail.State


def gather() -> int:
    """Write the digests that are due, in all networks; how many. The mails gathered are in one digest each, ever."""
    made = 0
    for network in Network.objects.order_by("pk"):
        with scope(network=network):
            waiting = OutgoingMail.objects.filter(state=State.HELD, next_try_at__lte=clock.now())
            for person in Person.objects.filter(pk__in=waiting.order_by().values("person")).order_by("pk"):
                person.network = network
                made += _gather_for(person)
    return made


@transaction.atomic
def _gather_for(person: Person) -> bool:
    """One person's digest. The rows are locked: who comes second finds none left."""
    held = list(
        OutgoingMail.objects.select_for_update()
        .filter(person=person, state=State.HELD, next_try_at__lte=clock.now())
        .order_by("created_at", "pk")
    )
    if not held:
        return False
    rows = OutgoingMail.objects.filter(pk__in=[mail.pk for mail in held], state=State.HELD)
    if not person.email:
        rows.update(state=State.FAILED, error="no e-mail address")
        return False
    digest = _digest(person, held)
    digest.save(force_insert=True)
    rows.update(state=State.DIGESTED, digest=digest)
    Enclosure.objects.filter(mail__in=[mail.pk for mail in held]).update(mail=digest)
    return True


def _digest(person: Person, held: list[OutgoingMail]) -> OutgoingMail:
    language, now = language_for(person), clock.now()
    with translation.override(language):
        words = {"person": person, "network": person.network, "mails": held}
        subject = render_to_string("access/mail/digest_subject.txt", words)
        body = render_to_string("access/mail/digest.txt", words)
    return OutgoingMail(
        network=person.network,
        person=person,
        to=person.email,
        language=language,
        subject=" ".join(subject.split())[:300],
        body=body.strip() + "\n",
        cause="digest",
        kind=DIGEST,
        created_at=now,
        next_try_at=now,
    )
