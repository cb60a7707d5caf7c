"""Fills a database with a large network: invented cities, seats, mandates and resolutions, the same every time."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django_scopes import scope
from modelsearch.backends import get_search_backend

from quattropole.access.models import Audience
from quattropole.decisions.models import Proposal, Resolution
from quattropole.meetings.models import Meeting
from quattropole.network.models import (
    City,
    Country,
    FieldHeading,
    FieldOfAction,
    Mandate,
    Membership,
    Network,
    Office,
    Organ,
    Person,
    Seat,
)
from quattropole.texts.localized import Localized
from quattropole.texts.models import State, Text, Wording

PROJECT = Path(__file__).resolve().parent.parent
CITIES, COUNCILLORS, COMMITTEES, FIELDS = 200, 10, 8, 9
FIRST_YEAR, YEARS, TERM_YEARS = 2006, 20, 5
BATCH = 2_000
TITLES = [
    ("Tourismus", "Tourisme"), ("Klimaschutz", "Protection du climat"), ("Jugendaustausch", "Échange de jeunes"),
    ("Cybersicherheit", "Cybersécurité"), ("Fahrradwege", "Pistes cyclables"), ("Kulturnacht", "Nuit culturelle"),
    ("Bibliotheken", "Bibliothèques"), ("Energie", "Énergie"), ("Sozialpolitik", "Politique sociale"),
    ("Digitalisierung", "Numérisation"),
]  # fmt: skip
SENTENCE = (
    "gemeinsam Städte Vertrag Haushalt Kosten Bericht Arbeitsgruppe Partner Antrag Umsetzung Frist Verwaltung Region "
    "Grenze Sprache Bürger Zusammenarbeit Förderung Vorschlag Plan Jahr Mittel Projekt Aufgabe Ziel Ausschuss Beitrag"
)


def both(de: str, fr: str | None = None) -> Localized:
    """Words in German and French."""
    return Localized(de=de, fr=fr or de)


def _save(model: Any, rows: Iterator[Any] | list[Any]) -> None:
    model._base_manager.bulk_create(rows, batch_size=500)


def fill(size: int) -> None:
    """A network of 200 cities with `size` resolutions in its register, all of them indexed for search."""
    chance = random.Random(4)
    source = (PROJECT / "networks" / "quattropole" / "charter.toml").read_text()
    network = Network.objects.create(
        slug="quattropole",
        name="Large network",
        legal_name=both("Großes Netz", "Grand réseau"),
        languages=["de", "fr", "lb", "en"],
        authentic_languages=["de", "fr"],
        charter_source=source,
        charter_digest=sha256(source.encode()).hexdigest(),
    )
    with scope(network=network):
        cities = _cities(network)
        organs = _organs(network)
        _seats(network, cities, organs[0], organs[1])
        fields = _fields(network)
        meetings = _meetings(network, organs)
        _resolutions(network, organs, fields, meetings, size, chance)


def _cities(network: Network) -> list[City]:
    for code in ("DE", "FR", "LU", "BE"):
        Country.objects.get_or_create(code=code)
    codes = ["DE", "FR", "LU", "BE"]
    _save(City, [
        City(network=network, slug=f"city-{n}", country_id=codes[n % 4], names=both(f"Stadt {n}", f"Ville {n}"),
             position=n)
        for n in range(CITIES)
    ])  # fmt: skip
    cities = list(City.objects.order_by("position"))
    _save(Membership, [Membership(network=network, city=city, since=date(FIRST_YEAR, 1, 1)) for city in cities])
    return cities


def _organs(network: Network) -> list[Organ]:
    keys = [("board", "board"), ("assembly", "assembly")]
    keys += [(f"committee-{n}", "committee") for n in range(COMMITTEES)]
    _save(Organ, [
        Organ(network=network, key=key, kind=kind, names=both(key.capitalize()), position=n)
        for n, (key, kind) in enumerate(keys)
    ])  # fmt: skip
    return list(Organ.objects.order_by("position"))


def _seats(network: Network, cities: list[City], board: Organ, assembly: Organ) -> None:
    """2,000 seats in the assembly and 200 in the board; everybody is replaced every five years."""
    delegated, ex_officio = Seat.Basis.DELEGATED, Seat.Basis.EX_OFFICIO
    _save(Seat, [
        Seat(
            network=network, organ=assembly, city=city, key=f"{city.slug}-{n}", number=n, basis=delegated,
            titles=both(f"Sitz {n}, {city}", f"Siège {n}, {city}"),
        )
        for city in cities for n in range(1, COUNCILLORS + 1)
    ])  # fmt: skip
    _save(Seat, [
        Seat(network=network, organ=board, city=city, key=city.slug, basis=ex_officio, titles=both(f"Vorstand {city}"))
        for city in cities
    ])  # fmt: skip
    seats = list(Seat.objects.select_related("city"))
    terms = range(FIRST_YEAR, FIRST_YEAR + YEARS, TERM_YEARS)
    _save(Person, [
        Person(
            network=network, slug=f"p-{seat.pk}-{year}", given_name=f"Anna {year}", family_name=f"Muster {seat.pk}",
            city=seat.city, language="de", email=f"p-{seat.pk}-{year}@example.org",
        )
        for seat in seats for year in terms
    ])  # fmt: skip
    people = dict(Person.objects.values_list("slug", "pk"))
    _save(Mandate, [
        Mandate(
            network=network, person_id=people[f"p-{seat.pk}-{year}"], seat=seat, begins=date(year, 1, 1),
            ends=date(year + TERM_YEARS - 1, 12, 31) if year + TERM_YEARS < FIRST_YEAR + YEARS else None,
        )
        for seat in seats for year in terms
    ])  # fmt: skip
    office = Office(network=network, organ=board, key="president", names=both("Präsident", "Président"))
    office.save()
    holders = list(Person.objects.filter(slug__endswith=f"-{FIRST_YEAR}")[:10])
    _save(Mandate, [
        Mandate(network=network, person=holder, office=office, begins=date(FIRST_YEAR + 2 * n, 1, 1),
                ends=date(FIRST_YEAR + 2 * n + 1, 12, 31))
        for n, holder in enumerate(holders)
    ])  # fmt: skip


def _fields(network: Network) -> list[FieldOfAction]:
    heading = FieldHeading(network=network, slug="all", names=both("Alle", "Tous"))
    heading.save()
    _save(FieldOfAction, [
        FieldOfAction(network=network, heading=heading, slug=f"field-{n}", names=both(*TITLES[n]), position=n)
        for n in range(FIELDS)
    ])  # fmt: skip
    return list(FieldOfAction.objects.order_by("position"))


def _meetings(network: Network, organs: list[Organ]) -> dict[tuple[int, int], Meeting]:
    """A meeting a quarter, of every organ."""
    _save(Meeting, [
        Meeting(
            network=network, organ=organ, titles=both("Sitzung", "Réunion"), state=Meeting.State.CLOSED,
            starts_at=datetime(year, month, 10, 16, tzinfo=UTC), audience=Audience.PUBLIC, is_record=True,
        )
        for organ in organs for year in range(FIRST_YEAR, FIRST_YEAR + YEARS) for month in (2, 5, 8, 11)
    ])  # fmt: skip
    meetings = Meeting.objects.order_by("starts_at")
    return {(meeting.organ_id, meeting.starts_at.year): meeting for meeting in meetings}


def _resolutions(
    network: Network,
    organs: list[Organ],
    fields: list[FieldOfAction],
    meetings: dict[tuple[int, int], Meeting],
    size: int,
    chance: random.Random,
) -> None:
    """In the order of their numbers; one in ten goes back to a proposal with texts of its own."""
    index = get_search_backend().get_index_for_model(Resolution)
    each = max(1, size // (YEARS * len(organs)))
    numbers = [
        (organ, year, number)
        for year in range(FIRST_YEAR, FIRST_YEAR + YEARS)
        for number in range(1, each + 1)
        for organ in organs
    ][:size]
    proof = _proof()
    for start in range(0, len(numbers), BATCH):
        part = numbers[start : start + BATCH]
        proposals = _proposals(network, organs[0], part)
        rows = []
        for position, (organ, year, number) in enumerate(part):
            field = fields[(start + position) % len(fields)]
            subject = TITLES[(start + position) % len(TITLES)]
            bridge = " Moselbrücke" if (start + position) % (size // 50) == 7 else ""
            day = date(year, 1, 1) + timedelta(days=(number * 364) // (each + 1))
            rows.append(
                Resolution(
                    network=network,
                    organ=organ,
                    year=year,
                    number=number,
                    adopted_on=day,
                    matter="ordinary",
                    field=field,
                    titles=both(f"{subject[0]}: Beschluss {number}{bridge}", f"{subject[1]} : résolution {number}"),
                    bodies=both(_body(chance), _body(chance)),
                    proposal=proposals.get(position),
                    meeting=meetings[organ.pk, year],
                    result=RESULT,
                    proof=proof,
                    audience=AUDIENCES[(start + position) % len(AUDIENCES)],
                    is_record=True,
                    registered_at=datetime(day.year, day.month, day.day, 18, tzinfo=UTC),
                    digest=sha256(f"{organ.pk} {year} {number}".encode()).hexdigest(),
                )
            )
        with transaction.atomic():
            _save(Resolution, rows)
            index.add_items(Resolution, rows)
        _let_the_planner_know(start // BATCH)


def _let_the_planner_know(batch: int) -> None:
    """What the database does by itself in the years that are filled here within a minute."""
    if batch in {0, 2, 10}:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


AUDIENCES = [Audience.PUBLIC] * 7 + [Audience.NETWORK] * 2 + [Audience.ORGAN]
RESULT: dict[str, Any] = {}


def _proof() -> dict[str, Any]:
    return {}


def _body(chance: random.Random) -> str:
    return f"Die Versammlung beschließt: {' '.join(chance.choices(SENTENCE.split(), k=30))}."


def _proposals(network: Network, origin: Organ, part: list[tuple[Organ, int, int]]) -> dict[int, Proposal]:
    wanted = [(position, *entry) for position, entry in enumerate(part) if position % 10 == 1]
    made = {position: datetime(year, 1, 1, 12, tzinfo=UTC) for position, _organ, year, _number in wanted}
    texts = {
        position: Text(languages=["de", "fr"], authentic=["de", "fr"], created_at=at) for position, at in made.items()
    }
    _save(Text, list(texts.values()))
    _save(Wording, [
        Wording(text=text, language=language, state=State.AUTHENTIC, title="Antrag", body="Es wird vorgeschlagen.",
                revision=1, changed_at=made[position])
        for position, text in texts.items() for language in ("de", "fr")
    ])  # fmt: skip
    proposals = {
        position: Proposal(
            network=network, text=texts[position], origin=origin, addressee=organ, state=Proposal.State.DECIDED,
            proposed_on=date(year, 1, 1), created_at=made[position], audience=Audience.PUBLIC,
        )
        for position, organ, year, _number in wanted
    }  # fmt: skip
    _save(Proposal, list(proposals.values()))
    return proposals
