"""Re-computes what must hold here: the chain of the register, contents, documents, signatures."""

from collections.abc import Iterator
from hashlib import sha256

from django_scopes import scope

from quattropole.access.audit import START
from quattropole.minutes.actions.sealing import digest_of, signatures_of
from quattropole.minutes.models import Document, Entry, Minutes, Signature
from quattropole.minutes.queries.content import content_digest, whole
from quattropole.network.models import Network

CHUNK = 50


def run() -> list[str]:
    """Everything that does not hold, one sentence each; empty if all is well."""
    problems: list[str] = []
    for network in Network.objects.order_by("slug"):
        with scope(network=network):
            found = [*chain(), *contents(), *documents()]
        problems += [f"{network.slug}: {problem}" for problem in found]
    return problems


def chain() -> Iterator[str]:
    """Entries whose number, seal, or link to the entry before does not hold."""
    last: dict[int, tuple[int, str]] = {}
    entries = Entry.objects.select_related("organ", "corrects").order_by("organ", "number")
    for entry in entries.iterator(chunk_size=CHUNK):
        name = f"minutes {entry.organ.key} {entry.number}"
        number, previous = last.get(entry.organ_id, (0, START))
        if entry.number != number + 1:
            yield f"{name}: expected number {number + 1}"
        if entry.previous != previous:
            yield f"{name}: it does not follow the entry before it"
        if digest_of(entry) != entry.digest:
            yield f"{name}: the entry does not fit its seal"
        last[entry.organ_id] = (entry.number, entry.digest)


def contents() -> Iterator[str]:
    """Minutes that are not what was approved, signed or entered."""
    fixed = Minutes.objects.filter(state__in=[Minutes.State.APPROVED, Minutes.State.SEALED])
    for minutes in whole(fixed).order_by("pk").iterator(chunk_size=CHUNK):
        name = f"minutes {minutes.pk}"
        if content_digest(minutes) != minutes.digest:
            yield f"{name}: the content is not what was approved"
        if any(signature.digest != minutes.digest for signature in minutes.signatures.all()):
            yield f"{name}: something else was signed than approved"
        if minutes.state != Minutes.State.SEALED:
            continue
        entry = getattr(minutes, "entry", None)
        if entry is None:
            yield f"{name}: sealed, and not in the register"
            continue
        if entry.content_digest != minutes.digest:
            yield f"{name}: the register names another content"
        if entry.signatures != signatures_of(minutes):
            yield f"{name}: the register names other signatures"
        if {one.role for one in minutes.signatures.all()} != set(Signature.Role.values):
            yield f"{name}: sealed, and not signed by both"


def documents() -> Iterator[str]:
    """Documents that are not what was sealed."""
    sealed = dict(Entry.objects.values_list("minutes", "documents"))
    found: dict[int, dict[str, str]] = {}
    for document in Document.objects.order_by("pk").iterator(chunk_size=1):
        name = f"minutes {document.minutes_id}, {document.version}"
        digest = sha256(bytes(document.content)).hexdigest()
        found.setdefault(document.minutes_id, {})[document.version] = digest
        if digest != document.sha256:
            yield f"{name}: the document is not what was sealed"
    for minutes, digests in sealed.items():
        if found.get(minutes) != digests:
            yield f"minutes {minutes}: the register names other documents"
