"""Only in a demo: who can be tried, and the clock that can be set ahead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth import login, logout
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quattropole import clock
from quattropole.access.actions import make_account
from quattropole.access.audit import record
from quattropole.access.models import Account, Identity
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.network.clock import set_demo_ahead
from quattropole.network.models import Network, Person
from quattropole.network.queries import mandates_on
from quattropole.texts.localized import Localized

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FARTHEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody as whom a visitor of the demo can enter, and what to try then."""

    slug: str
    person: Person
    label: Localized
    hint: Localized

    @property
    def is_named(self) -> bool:
        """Whether the label says already who it is."""
        return str(self.person) in str(self.label)


@dataclass(frozen=True, slots=True)
class Leap:
    """Where the clock can be set: its key in the form, what the button says, and the day from today."""

    key: str
    label: str | Promise
    day: Callable[[Network], date | None]


_leaps: dict[str, Leap] = {
    leap.key: leap
    for leap in [
        Leap("day", gettext_lazy("One day on"), lambda _network: clock.today() + timedelta(days=1)),
        Leap("week", gettext_lazy("One week on"), lambda _network: clock.today() + timedelta(days=7)),
        Leap("today", gettext_lazy("Back to today"), lambda _network: real_today()),
    ]
}


def offer_leap(key: str, label: str | Promise, day: Callable[[Network], date | None]) -> None:
    """A room offers a day to which the demo clock can be set, such as that of the next meeting."""
    _leaps[key] = Leap(key, label, day)


def leaps() -> list[Leap]:
    """What the clock's form offers: days that rooms know first, then steps, then back to today."""
    steps = ("day", "week", "today")
    return [leap for key, leap in _leaps.items() if key not in steps] + [_leaps[key] for key in steps]


def real_today() -> date:
    """The day outside the demo."""
    return timezone.localdate()


def entries(network: Network) -> list[Entry]:
    """Whom the network folder lets in, in its order; those whose person is not there are left out."""
    wanted = network.demo_entries or []
    people = {
        person.slug: person
        for person in Person.objects.filter(
            network=network, slug__in=[entry["person"] for entry in wanted]
        ).select_related("city")
    }
    return [
        Entry(entry["slug"], people[entry["person"]], Localized(entry["label"]), Localized(entry["try"]))
        for entry in wanted
        if entry["person"] in people
    ]


def others(network: Network) -> list[Person]:
    """Everybody else who holds a seat today, for the rehearsal of an assembly and for trying many at once."""
    offered = {entry.person.pk for entry in entries(network)}
    people = Person.objects.filter(pk__in=mandates_on(clock.today()).filter(seat__isnull=False).values("person"))
    held = people.exclude(pk__in=offered).select_related("city")
    return list(held.order_by("city__position", "is_placeholder", "family_name", "slug"))


def enter(request: HttpRequest, network: Network, slug: str) -> Person:
    """Sign the visitor in as one of the demo's people; whoever was signed in before is signed out.

    `slug` is that of an entry of the network folder, or of any person who holds a seat.
    """
    person = next((entry.person for entry in entries(network) if entry.slug == slug), None)
    if person is None:
        person = next((person for person in others(network) if person.slug == slug), None)
    if person is None:
        raise NotPossible(_("Nobody can be entered as here under this name."))
    account = _account_of(person)
    logout(request)
    login(request, account, backend=BACKEND)
    return person


@transaction.atomic
def _account_of(person: Person) -> Account:
    identity = Identity.objects.select_related("account").filter(person=person).first()
    if identity is not None:
        return identity.account
    return make_account(person, f"{person.slug}@{person.network.slug}.demo.invalid")


@transaction.atomic
def leap(key: str, *, by: Viewer) -> date:
    """Set the clock of the whole demo to the day that `key` stands for; says which day it is then."""
    require(by.person is not None, _("Enter as somebody first."))
    chosen = _leaps.get(key)
    day = chosen.day(by.network) if chosen else None
    if day is None:
        raise NotPossible(_("There is no such day."))
    ahead = day - real_today()
    if not timedelta(0) <= ahead <= FARTHEST:
        raise NotPossible(_("The clock can only be set ahead, by ten years at most."))
    set_demo_ahead(ahead.days)
    record("demo clock set", by.network, by=by.person, network=by.network, today=day.isoformat())
    return day
