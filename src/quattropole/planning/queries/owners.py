"""Who sees to a step: the secretariat, one of its posts, an office, a person."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from quattropole.access.viewer import Viewer
from quattropole.meetings.statutes import convening_offices, rules_of
from quattropole.network.models import Mandate, Network, Organ, Person
from quattropole.network.queries import OfficeOn, mandates_on, offices_on
from quattropole.planning.kinds import CONVENER, SECRETARIAT
from quattropole.texts.localized import Localized

PREPARING = (Organ.Kind.SECRETARIAT, Organ.Kind.BOARD, Organ.Kind.COMMITTEE)
"""The organs whose members prepare meetings, and can be named for a step."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who sees to something: `label` says what the owner is, `person` who that is now, where it is one person."""

    key: str
    label: Localized | str
    person: str = ""


class Owners:
    """The owners that a network has on a day. Four queries, whatever is asked of it afterwards."""

    def __init__(self, network: Network, day: date) -> None:
        self.network, self.day = network, day
        self._offices: dict[str, OfficeOn] = {held.office.key: held for held in offices_on(network, day)}
        self._seats: list[Mandate] = list(
            mandates_on(day)
            .filter(seat__organ__kind__in=PREPARING)
            .select_related("seat__organ", "seat__city", "person")
            .order_by("seat__organ__position", "seat__city__position", "seat__number")
        )
        self._people = {mandate.person.slug: mandate.person for mandate in self._seats}
        self._strangers: dict[str, Person] = {}

    def know(self, keys: set[str]) -> "Owners":
        """Read the people among `keys` that hold no such seat today. One query, if there are any."""
        slugs = {key.removeprefix("person:") for key in keys if key.startswith("person:")} - set(self._people)
        if slugs:
            self._strangers = {person.slug: person for person in Person.objects.filter(slug__in=slugs)}
        return self

    def named(self, key: str, organ: Organ) -> Owner:
        """The owner with a key, for an organ; whoever is gone is named as the secretariat."""
        kind, _colon, rest = resolved(key, organ, self.day).partition(":")
        if kind == "office" and rest in self._offices:
            held = self._offices[rest]
            return Owner(key, held.office.names, ", ".join(str(mandate.person) for mandate in held.mandates))
        if kind == "seat":
            for mandate in self._seats:
                if mandate.seat is not None and f"{mandate.seat.organ.key}/{mandate.seat.key}" == rest:
                    return Owner(key, mandate.seat.titles, _differing(mandate))
        person = self._people.get(rest) or self._strangers.get(rest)
        if kind == "person" and person is not None:
            return Owner(key, str(person))
        return Owner(SECRETARIAT, _("Secretariat"))

    def choices(self) -> list[tuple[str, str]]:
        """What a form offers: the secretariat, whoever convenes, its posts, offices, and those who prepare."""
        posts = [
            (f"seat:{mandate.seat.organ.key}/{mandate.seat.key}", str(mandate.seat.titles))
            for mandate in self._seats
            if mandate.seat is not None and mandate.seat.organ.kind == Organ.Kind.SECRETARIAT
        ]
        offices = [(f"office:{key}", str(held.office.names)) for key, held in self._offices.items()]
        people = [(f"person:{slug}", str(person)) for slug, person in self._people.items() if not person.is_placeholder]
        return [
            (SECRETARIAT, _("Secretariat")),
            (CONVENER, _("Whoever convenes the organ")),
            *posts,
            *offices,
            *people,
        ]


def _differing(mandate: Mandate) -> str:
    """The holder's name, unless the seat is called the same."""
    name = str(mandate.person)
    return "" if mandate.seat is not None and name == str(mandate.seat.titles) else name


def resolved(key: str, organ: Organ, day: date) -> str:
    """The key, with whoever convenes the organ in the place of `convener`."""
    if key != CONVENER:
        return key
    offices = convening_offices(organ, rules_of(organ, day))
    return f"office:{offices[0]}" if offices else SECRETARIAT


def is_own(viewer: Viewer, key: str, organ: Organ) -> bool:
    """Whether a step of this owner is the viewer's to see to.

    What the convening office does is the secretariat's too, where the statutes let it send the convocation.
    """
    if viewer.person is None:
        return False
    rules = rules_of(organ, viewer.day)
    if key == CONVENER and viewer.is_secretariat and (rules is None or rules.conveners.through):
        return True
    kind, _colon, rest = resolved(key, organ, viewer.day).partition(":")
    if kind == SECRETARIAT:
        return viewer.is_secretariat
    if kind == "office":
        return viewer.holds_office(rest)
    if kind == "seat":
        return any(f"{seat.organ.key}/{seat.key}" == rest for seat in viewer.seats)
    return kind == "person" and viewer.person.slug == rest
