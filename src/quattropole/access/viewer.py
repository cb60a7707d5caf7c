"""Who asks: an account as a person of the network, with the positions that person holds on the day."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.http import HttpRequest

from quattropole import clock
from quattropole.access.models import Account, Identity
from quattropole.network.models import Mandate, Network, Office, Organ, Person, Seat


@dataclass
class Viewer:
    """Somebody who asks on a day. A visitor has neither account nor person and sees what is public.

    Positions are read with one query, when first needed; nothing is cached beyond the object.
    """

    network: Network
    person: Person | None = None
    account: Account | None = None
    day: date = field(default_factory=clock.today)

    @cached_property
    def mandates(self) -> list[Mandate]:
        """The mandates in force on the day."""
        if self.person is None:
            return []
        return list(
            Mandate.objects.filter(
                Q(ends__isnull=True) | Q(ends__gte=self.day),
                person=self.person,
                begins__lte=self.day,
            )
            .select_related("seat__organ", "seat__city", "office__organ")
            .order_by("seat__organ__position", "office__position", "pk")
        )

    @property
    def seats(self) -> list[Seat]:
        """The seats held on the day."""
        return [mandate.seat for mandate in self.mandates if mandate.seat is not None]

    @property
    def offices(self) -> list[Office]:
        """The offices held on the day."""
        return [mandate.office for mandate in self.mandates if mandate.office is not None]

    @property
    def organ_ids(self) -> set[int]:
        """The organs in which a seat is held."""
        return {seat.organ_id for seat in self.seats}

    @property
    def is_secretariat(self) -> bool:
        """Whether a post in the secretariat is held."""
        return any(seat.organ.kind == Organ.Kind.SECRETARIAT for seat in self.seats)

    @property
    def is_in_network(self) -> bool:
        """Whether any position is held: what is for everyone in the network is for this viewer."""
        return bool(self.mandates)

    @property
    def titles(self) -> list[str]:
        """What the viewer is, in the active language: offices first, then seats; a seat in two organs once."""
        said = [str(office.names) for office in self.offices] + [str(seat.titles) for seat in self.seats]
        return list(dict.fromkeys(said))

    def holds_office(self, *keys: str) -> bool:
        """Whether one of the offices is held on the day."""
        return any(office.key in keys for office in self.offices)


PERSON_OF_ACCOUNT = f"""
    SELECT person.* FROM {Person._meta.db_table} person
    JOIN {Identity._meta.db_table} identity ON identity.person_id = person.id
    WHERE identity.account_id = %s AND person.network_id = %s
"""  # noqa: S608  # names of our own tables; asked by every request of a member, and three times as fast as composed
"""The person that an account is in a network."""


def viewer_for(network: Network, account: Account | None) -> Viewer:
    """The account as the person it is in the network; an account that is nobody there is a visitor."""
    found = Person.objects.raw(PERSON_OF_ACCOUNT, [account.pk, network.pk]) if account else ()
    return Viewer(network, next(iter(found), None), account)


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer of a request, as the middleware set it."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by ViewerMiddleware
    return viewer
