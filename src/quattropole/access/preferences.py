"""What each person wants by mail, when, and in which language; and the address by which one mail's reader says no."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from quattropole.access.kinds import DIGEST, Pace, choosable, kind_of
from quattropole.access.models import MailPreference, OutgoingMail
from quattropole.access.rules import NotPossible, acting
from quattropole.access.viewer import Viewer
from quattropole.network.models import Network, Person

DIGEST_AT = time(7)
"""When a digest goes out, on the network's clock; the weekly one on Mondays."""
SALT = "quattropole.access.unsubscribe"
Key = tuple[int, str]


def paces_of(person: Person) -> dict[str, Pace]:
    """Kind -> the pace that holds for a person, for every kind that can be chosen."""
    chosen = dict(MailPreference.objects.filter(person=person).values_list("kind", "pace"))
    return {kind.key: Pace(chosen.get(kind.key, kind.pace)) for kind in choosable()}


def choose(person: Person, paces: Mapping[str, str], language: str, *, by: Viewer) -> None:
    """The person's own choice: a pace for each kind that is not formal, and the language of mails and letters."""
    if acting(by).pk != person.pk:
        raise NotPossible(_("Everybody chooses for themselves."))
    if language not in dict(settings.LANGUAGES):
        raise NotPossible(_("This language is not available."))
    with transaction.atomic():
        for kind in choosable():
            if kind.key in paces:
                _keep(person, kind.key, Pace(paces[kind.key]))
        if person.language != language:
            person.language = language
            person.save(update_fields=["language"])


def _keep(person: Person, kind: str, pace: Pace) -> None:
    MailPreference.objects.update_or_create(
        network_id=person.network_id, person=person, kind=kind, defaults={"pace": pace}
    )


def as_preferred(mails: Iterable[OutgoingMail]) -> list[OutgoingMail]:
    """The mails that are to be kept: formal ones as they are, others held for a digest, or left out. Two queries."""
    written = list(mails)
    asked = [mail for mail in written if not kind_of(mail.kind).formal and mail.kind != DIGEST]
    if not asked:
        return written
    chosen = _chosen(asked)
    zones = dict(Network.objects.filter(pk__in={mail.network_id for mail in asked}).values_list("pk", "time_zone"))
    dropped: set[int] = set()
    for mail in asked:
        pace = chosen.get((mail.person_id, mail.kind)) or kind_of(mail.kind).pace
        if pace == Pace.NEVER:
            dropped.add(id(mail))
        elif pace != Pace.AT_ONCE:
            mail.state = OutgoingMail.State.HELD
            mail.next_try_at = next_digest(mail.created_at, pace, ZoneInfo(zones[mail.network_id]))
    return [mail for mail in written if id(mail) not in dropped]


def _chosen(mails: list[OutgoingMail]) -> dict[Key, Pace]:
    kinds = {mail.kind for mail in mails}
    rows = MailPreference.objects.filter(kind__in=kinds, network__in={mail.network_id for mail in mails})
    return {(person, kind): Pace(pace) for person, kind, pace in rows.values_list("person", "kind", "pace")}


def next_digest(after: datetime, pace: Pace, zone: ZoneInfo) -> datetime:
    """When the next digest of a pace goes out after a moment, on the network's clock."""
    day = after.astimezone(zone).date()
    while True:
        moment = datetime.combine(day, DIGEST_AT, zone)
        if moment > after and (pace == Pace.DAILY or day.weekday() == 0):
            return moment
        day += timedelta(days=1)


def unsubscribe_token(mail: OutgoingMail) -> str:
    """What the address says by which the reader of a mail wants no more of its kind. It works without signing in."""
    return signing.dumps([mail.network_id, mail.person_id, mail.kind], salt=SALT, compress=True)


def read_token(token: str, network: Network) -> tuple[Person, str] | None:
    """Whom and which kind an address is about; None where we did not write it."""
    try:
        network_id, person_id, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    person = Person.objects.filter(pk=person_id, network=network).first() if network_id == network.pk else None
    return (person, kind) if person and not kind_of(kind).formal else None


@transaction.atomic
def unsubscribe(person: Person, kind: str) -> None:
    """No more mails of this kind for the person; of a digest: of everything that goes into it."""
    paces = paces_of(person)
    for key in [kind] if kind != DIGEST else [key for key, pace in paces.items() if pace in (Pace.DAILY, Pace.WEEKLY)]:
        _keep(person, key, Pace.NEVER)
