"""Fills a database with an assembly in session: N seats, all of them present, and a session in a browser for each."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from quattropole.access.models import Account, Audience, Identity
from quattropole.assembly.parts.screens import Kind, Screen
from quattropole.assembly.stream.board import Board
from quattropole.decisions.models import Vote
from quattropole.meetings.models import AgendaItem, Attendance, Convocation, Meeting
from quattropole.network.models import (
    City,
    Country,
    Mandate,
    Membership,
    Network,
    Office,
    Organ,
    Person,
    Seat,
)
from quattropole.texts.localized import Localized

PROJECT = Path(__file__).resolve().parent.parent
SINCE = date(2014, 10, 16)
COUNTRIES = ["DE", "FR", "LU", "BE"]
PASSWORD = "a password of the benchmark"
WITH_PASSWORD = 40
ITEMS = 8


@dataclass(frozen=True)
class Hall:
    """What the crowd has to know: session cookies, the meeting, its items, and who can sign in by password."""

    meeting: int
    items: list[int]
    chair: str
    members: list[str]
    emails: list[str]
    password: str


def both(de: str, fr: str | None = None) -> Localized:
    """Words in German and French."""
    return Localized(de=de, fr=fr or de)


def _save(model: Any, rows: Iterator[Any] | list[Any]) -> list[Any]:
    return list(model._base_manager.bulk_create(rows, batch_size=500))


def fill(size: int) -> dict[str, Any]:
    """A network whose assembly has `size` seats, ten or so a city, half of its members reading French."""
    source = (PROJECT / "networks" / "quattropole" / "charter.toml").read_text()
    network = Network.objects.create(
        slug="quattropole",
        name="Full hall",
        legal_name=both("Voller Saal", "Salle comble"),
        languages=["de", "fr", "lb", "en"],
        authentic_languages=["de", "fr"],
        charter_source=source,
        charter_digest=sha256(source.encode()).hexdigest(),
    )
    with scope(network=network):
        cities = _cities(network, max(4, size // 10))
        organs = {
            kind: Organ.objects.create(network=network, key=kind, kind=kind, names=both(kind.capitalize()), position=n)
            for n, kind in enumerate(["board", "assembly", "secretariat"])
        }
        president = _president(network, organs["board"], cities[0])
        seats, people = _seats(network, organs["assembly"], cities, size)
        meeting, items = _meeting(network, organs["assembly"], president)
        _save(Attendance, [
            Attendance(network=network, meeting=meeting, seat=seat, person=person, arrived_at=meeting.opened_at)
            for seat, person in zip(seats, people, strict=True)
        ])  # fmt: skip
        cookies, emails = _accounts([president, *people])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database does by itself in the months before an assembly
    return asdict(Hall(meeting.pk, [item.pk for item in items], cookies[0], cookies[1:], emails, PASSWORD))


def _cities(network: Network, number: int) -> list[City]:
    for code in COUNTRIES:
        Country.objects.get_or_create(code=code)
    cities = _save(City, [
        City(network=network, slug=f"city-{n}", country_id=COUNTRIES[n % 4], names=both(f"Stadt {n}", f"Ville {n}"),
             position=n)
        for n in range(number)
    ])  # fmt: skip
    _save(Membership, [Membership(network=network, city=city, since=SINCE) for city in cities])
    return cities


def _president(network: Network, board: Organ, city: City) -> Person:
    person = Person.objects.create(
        network=network, slug="president", family_name="President", city=city, email="president@example.org"
    )
    seat = Seat.objects.create(
        network=network, organ=board, city=city, key=city.slug, basis=Seat.Basis.EX_OFFICIO, titles=both("Vorstand")
    )
    office = Office.objects.create(
        network=network, organ=board, key="president", names=both("Präsidentin", "Présidente")
    )
    for held in ({"seat": seat}, {"office": office}):
        Mandate.objects.create(network=network, person=person, begins=timezone.localdate().replace(day=1), **held)
    return person


def _seats(network: Network, assembly: Organ, cities: list[City], size: int) -> tuple[list[Seat], list[Person]]:
    places = [(cities[n % len(cities)], n // len(cities) + 1) for n in range(size)]
    seats = _save(Seat, [
        Seat(network=network, organ=assembly, city=city, key=f"{city.slug}-{number}", number=number,
             basis=Seat.Basis.DELEGATED, titles=both(f"Sitz {number}, {city}", f"Siège {number}, {city}"))
        for city, number in places
    ])  # fmt: skip
    people = _save(Person, [
        Person(network=network, slug=f"member-{n}", given_name="Member", family_name=f"{n}, {city}", city=city,
               email=f"member-{n}@example.org", language="de" if n % 2 else "fr")
        for n, (city, _number) in enumerate(places)
    ])  # fmt: skip
    _save(Mandate, [
        Mandate(network=network, person=person, seat=seat, begins=SINCE)
        for seat, person in zip(seats, people, strict=True)
    ])  # fmt: skip
    return seats, people


def _meeting(network: Network, assembly: Organ, president: Person) -> tuple[Meeting, list[AgendaItem]]:
    """Convened in time, open, with items that can be voted on."""
    now = timezone.now()
    meeting = Meeting.objects.create(
        network=network, organ=assembly, titles=both("Sitzung", "Réunion"), starts_at=now, place="Saal",
        state=Meeting.State.OPEN, opened_at=now, chair=president, audience=Audience.ORGAN,
    )  # fmt: skip
    convocation = Convocation.objects.create(
        network=network, meeting=meeting, sent_at=now - timedelta(days=60), by=president, findings={"refused": False}
    )
    items = _save(AgendaItem, [
        AgendaItem(
            network=network, meeting=meeting, position=n, kind=AgendaItem.Kind.RESOLUTION, matter="ordinary",
            titles=both(f"Beschluss {n}", f"Résolution {n}"), proposed_by=["board"], added_at=convocation.sent_at,
            named_in=convocation, notes=both("Die Versammlung beschließt. " * 12, "L’assemblée décide. " * 12),
        )
        for n in range(1, ITEMS + 1)
    ])  # fmt: skip
    return meeting, items


def _accounts(people: list[Person]) -> tuple[list[str], list[str]]:
    """A session key for each person, and the addresses of those who can sign in with `PASSWORD`."""
    secret, joined = make_password(PASSWORD), datetime(2026, 1, 1, tzinfo=UTC)
    accounts = _save(Account, [
        Account(email=person.email, password=secret if n <= WITH_PASSWORD else f"!{n}", date_joined=joined)
        for n, person in enumerate(people)
    ])  # fmt: skip
    pairs = zip(accounts, people, strict=True)
    _save(Identity, [Identity(account=account, person=person) for account, person in pairs])
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    sessions = [
        Session(
            session_key=store._get_new_session_key(),
            session_data=store.encode({
                SESSION_KEY: str(account.pk),
                BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                HASH_SESSION_KEY: account.get_session_auth_hash(),
            }),
            expire_date=timezone.now() + timedelta(days=1),
        )
        for account in accounts
    ]  # fmt: skip
    _save(Session, sessions)
    return [session.session_key for session in sessions], [account.email for account in accounts[1 : WITH_PASSWORD + 1]]


def kept(meeting: int) -> dict[str, Any]:
    """What the database has of the votes of a meeting: ballots by choice, seats that voted, the declared counts."""
    with scopes_disabled():
        return {
            str(vote.pk): {
                "ballots": dict(Counter(vote.ballots.values_list("choice", flat=True))),
                "seats": vote.ballots.values("seat").distinct().count(),
                "declared": vote.result.get("counts", {}),
            }
            for vote in Vote.objects.filter(item__meeting=meeting)
        }


def rendering(meeting: int) -> dict[str, float]:
    """Milliseconds to render the member's page for all who sit in a meeting at once, and for one of them alone."""
    with scopes_disabled():
        members = list(Attendance.objects.filter(meeting=meeting).order_by("pk").values_list("person_id", flat=True))
    halves = {Screen(Kind.MEMBER, "de"): members[::2], Screen(Kind.MEMBER, "fr"): members[1::2]}
    Board(meeting).looks(halves)
    began = perf_counter()
    Board(meeting).looks(halves)
    for_all = (perf_counter() - began) * 1000
    alone = []
    for person in members[:20]:
        began = perf_counter()
        Board(meeting).looks({Screen(Kind.MEMBER, "de"): [person]})
        alone.append((perf_counter() - began) * 1000)
    return {"once_for_all": for_all, "for_one": median(alone), "viewers": len(members)}
