"""What must hold of every network: the seats the charter composes, and one charter that can be read."""

import hashlib
from collections.abc import Iterator

from django_scopes import scope

from quattropole import clock
from quattropole.charter import CharterError
from quattropole.network.models import Mandate, Network
from quattropole.network.queries import mismatches


def run() -> list[str]:
    """Everything that does not hold, one sentence each; empty if all is well."""
    problems = []
    for network in Network.objects.order_by("slug"):
        with scope(network=network):
            problems += [f"{network.slug}: {problem}" for problem in faults(network)]
    return problems


def faults(network: Network) -> Iterator[str]:
    """What does not hold in one network."""
    if hashlib.sha256(network.charter_source.encode()).hexdigest() != network.charter_digest:
        yield "the charter is not the one whose digest is kept"
    try:
        charter = network.charter
    except CharterError as error:
        yield f"the charter cannot be read: {error}"
        return
    today = clock.today()
    for day in sorted({*(version.valid_from for version in charter.versions), today}):
        for mismatch in mismatches(network, day) if day <= today else ():
            for key in mismatch.missing:
                yield f"{mismatch.organ.key} lacks the seat {key} on {day}"
            for key in mismatch.surplus:
                yield f"{mismatch.organ.key} has the seat {key} on {day}, which the charter does not know"
    yield from _wrong_cities()


def _wrong_cities() -> Iterator[str]:
    """A seat of a city is held by somebody of that city."""
    held = Mandate.objects.filter(seat__city__isnull=False, person__city__isnull=False).select_related(
        "person__city", "seat__city", "seat__organ"
    )
    for mandate in held.order_by("pk").iterator(chunk_size=2000):
        if mandate.seat is not None and mandate.seat.city_id != mandate.person.city_id:
            yield f"{mandate.seat.organ.key}/{mandate.seat.key} is held by {mandate.person.slug} of another city"
