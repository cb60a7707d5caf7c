"""Re-computes what must hold here: every letter is the one whose digest proves its dispatch, and went out as it is."""

from collections.abc import Iterator
from hashlib import sha256

from django_scopes import scope

from quattropole.meetings.models import Dispatch
from quattropole.network.models import Network

CHUNK = 100


def run() -> list[str]:
    """Everything that does not hold, one sentence each; empty if all is well."""
    problems: list[str] = []
    for network in Network.objects.order_by("slug"):
        with scope(network=network):
            problems += [f"{network.slug}: {problem}" for problem in letters()]
    return problems


def letters() -> Iterator[str]:
    """Letters that differ from their digest, or from what was enclosed in the mail."""
    made = Dispatch.objects.filter(set_at__isnull=False).prefetch_related("mail__enclosures").order_by("pk")
    for dispatch in made.iterator(chunk_size=CHUNK):
        if sha256(bytes(dispatch.letter or b"")).hexdigest() != dispatch.sha256:
            yield f"dispatch {dispatch.pk}: the letter is not the one that was made"
        if dispatch.mail is None:
            continue
        enclosed = [file for file in dispatch.mail.enclosures.all() if file.media_type == "application/pdf"]
        if not any(sha256(bytes(file.content)).hexdigest() == dispatch.sha256 for file in enclosed):
            yield f"dispatch {dispatch.pk}: the mail does not carry the letter"
