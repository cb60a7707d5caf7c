"""Who holds what: people, their mandates, the unnamed holders of seats, and the substitutes cities have named."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from quattropole.charter import Charter
from quattropole.network.loading.content import Place, read_span
from quattropole.network.loading.reading import DEMO_FILE, Folder, Ref, Table
from quattropole.network.loading.records import Record
from quattropole.network.loading.seats import Chair, office_rules, read_pattern, wording
from quattropole.network.models import Mandate, Person, Substitute
from quattropole.texts.localized import Localized

DAY = timedelta(days=1)
FILE = "people.toml"


@dataclass(frozen=True)
class Held:
    """A mandate as the folder gives it, or as it follows from another one."""

    table: Table
    person: str
    place: Ref
    begins: date
    ends: date | None
    assumed: bool
    sources: list[dict[str, Any]]
    note: Localized
    follows: bool = False

    def overlaps(self, other: "Held") -> bool:
        """Whether both run on some day."""
        return (other.ends is None or self.begins <= other.ends) and (self.ends is None or other.begins <= self.ends)


@dataclass(frozen=True)
class Holders:
    """Everything about people: the records in the order of writing; mandates apart, for they are written with care."""

    people: list[Record]
    mandates: list[Record]
    substitutes: list[Record]


def read_people(folder: Folder, charter: Charter | None, places: list[Place], chairs: list[Chair]) -> Holders:
    """People and what they hold."""
    cities = {place.slug: place for place in places}
    people = [read_person(table, cities) for table in folder.records(FILE, "people")]
    held = [read_mandate(table) for table in folder.records(FILE, "mandates")]
    note_wrong_places(held, chairs, {person.key: person for person in people})
    for table in folder.records(FILE, "placeholders"):
        read = read_unnamed_officers if table.has("office") else read_placeholders
        unnamed, stand_ins = read(table, cities, chairs, held)
        people += unnamed
        held += stand_ins
    held += following(held, chairs)
    note_overlaps(held, charter)
    substitutes = [read_substitute(table) for table in folder.records(FILE, "substitutes")]
    people = [with_sample_address(person, folder) for person in people]
    return Holders(people, mandate_records(held), substitutes)


def read_person(table: Table, cities: dict[str, Place]) -> Record:
    """A person with a name, or the unnamed holder of a seat with a label."""
    slug = table.slug()
    table.folder.declare("person", slug, table)
    city = table.ref_or_none("city", "city")
    values: dict[str, Any] = {
        "slug": slug,
        "given_name": table.text("given_name", ""),
        "family_name": table.text("family_name", ""),
        "label": table.localized("label", required=False),
        "functions": table.localized("functions", required=False),
        "city": city,
        "language": table.text("language", "") or _language_of(cities.get(city.key) if city else None),
        "sources": table.sources(),
    }
    values["is_placeholder"] = not values["family_name"]
    if values["language"] and table.folder.languages and values["language"] not in table.folder.languages:
        table.problem("language", "a language of the network", f'"{values["language"]}"')
    if values["is_placeholder"] and not values["label"]:
        table.problem("family_name", "a name, or a label for somebody no source names", "nothing")
    if table.has("email"):
        values["email"] = table.text("email")
    return Record("person", slug, Person, table, values)


def _language_of(place: Place | None) -> str:
    return place.language if place else ""


def read_mandate(table: Table) -> Held:
    """A person holds a seat or an office from a day to a day."""
    if table.has("seat") == table.has("office"):
        table.problem("seat", "a seat or an office", "both" if table.has("seat") else "neither")
    kind = "office" if table.has("office") else "seat"
    begins, ends = read_span(table, "begins", "ends")
    return Held(
        table=table,
        person=table.ref("person", "person").key,
        place=table.ref(kind, kind) if table.has(kind) else Ref(kind, ""),
        begins=begins,
        ends=ends,
        assumed=table.flag("assumed"),
        sources=table.sources(),
        note=table.localized("note", required=False),
    )


def note_wrong_places(held: Iterable[Held], chairs: list[Chair], people: dict[str, Record]) -> None:
    """Note mandates outside the days of their seat, and people on the seat of another city."""
    by_ref = {chair.ref: chair for chair in chairs}
    for mandate in held:
        chair = by_ref.get(mandate.place.key) if mandate.place.kind == "seat" else None
        person = people.get(mandate.person)
        if chair is None or person is None:
            continue
        city = person.values["city"]
        if chair.city and city and city.key != chair.city:
            mandate.table.problem("person", f"somebody of the city {chair.city}", f"{person.key} of {city.key}")
        if chair.since and mandate.begins < chair.since:
            mandate.table.problem("begins", f"a day from {chair.since} on, when the seat exists", str(mandate.begins))


def read_placeholders(
    table: Table, cities: dict[str, Place], chairs: list[Chair], held: list[Held]
) -> tuple[list[Record], list[Held]]:
    """The unnamed holders of an organ's seats, for all days on which the folder names nobody else."""
    organ = table.ref("organ", "organ").key
    label = read_pattern(table, "label", required=False)
    functions = read_pattern(table, "functions", required=False)
    begins = table.day_or_none("begins")
    sources = table.sources()
    people: list[Record] = []
    stand_ins: list[Held] = []
    for chair in chairs:
        if chair.organ != organ or chair.goes_with:
            continue
        place = cities.get(chair.city)
        slug = f"{organ}-{chair.city}-{chair.number}" if chair.city else f"{organ}-{chair.key}"
        start = max(filter(None, (chair.since, begins)), default=None)
        spans = gaps(start, chair.until, [m for m in held if m.place == Ref("seat", chair.ref)])
        if not spans:
            continue
        table.folder.declare("person", slug, table, "organ")
        values: dict[str, Any] = {
            "slug": slug,
            "given_name": "",
            "family_name": "",
            "label": wording(label, chair.number, place) if label else chair.titles,
            "functions": wording(functions, chair.number, place),
            "city": Ref("city", chair.city) if chair.city else None,
            "language": _language_of(place),
            "sources": sources,
            "is_placeholder": True,
        }
        people.append(Record("person", slug, Person, table, values))
        ref = Ref("seat", chair.ref)
        stand_ins += [Held(table, slug, ref, first, last, True, sources, Localized(), True) for first, last in spans]
    return people, stand_ins


def read_unnamed_officers(
    table: Table, cities: dict[str, Place], chairs: list[Chair], held: list[Held]
) -> tuple[list[Record], list[Held]]:
    """The unnamed holder of an office that somebody must hold, for all days on which the folder names nobody."""
    office = table.ref("office", "office")
    slug = f"{office.key}-unnamed"
    table.folder.declare("person", slug, table, "office")
    sources, note = table.sources(), table.localized("note", required=False)
    spans = gaps(table.day("begins"), None, [m for m in held if m.place == office])
    values: dict[str, Any] = {
        "slug": slug,
        "given_name": "",
        "family_name": "",
        "label": table.localized("label"),
        "functions": Localized(),
        "city": None,
        "language": "",
        "sources": sources,
        "is_placeholder": True,
    }
    person = Record("person", slug, Person, table, values)
    return [person], [Held(table, slug, office, first, last, True, sources, note, True) for first, last in spans]


def gaps(start: date | None, until: date | None, held: list[Held]) -> list[tuple[date, date | None]]:
    """The days from `start` until `until` on which nobody holds it, as spans."""
    found: list[tuple[date, date | None]] = []
    for mandate in sorted(held, key=lambda mandate: mandate.begins):
        if start is None:
            break
        if start < mandate.begins:
            found.append((start, mandate.begins - DAY))
        start = max(start, mandate.ends + DAY) if mandate.ends else None
    if start is not None and (until is None or start <= until):
        found.append((start, until))
    return found


def following(held: list[Held], chairs: list[Chair]) -> list[Held]:
    """The mandates of seats that go with another seat, such as a board member's seat in the assembly."""
    leading: dict[tuple[str, str, int], Chair] = {}
    counted: Counter[tuple[str, str]] = Counter()
    for chair in chairs:
        counted[chair.organ, chair.city] += 1
        leading[chair.organ, chair.city, counted[chair.organ, chair.city]] = chair
    by_seat: defaultdict[str, list[Held]] = defaultdict(list)
    for mandate in held:
        by_seat[mandate.place.key].append(mandate)
    turn: Counter[tuple[str, str, str]] = Counter()
    made: list[Held] = []
    for chair in chairs:
        if not chair.goes_with:
            continue
        turn[chair.organ, chair.goes_with, chair.city] += 1
        leader = leading.get((chair.goes_with, chair.city, turn[chair.organ, chair.goes_with, chair.city]))
        for mandate in by_seat[leader.ref] if leader else ():
            made += _clipped(mandate, chair)
    return made


def _clipped(mandate: Held, chair: Chair) -> list[Held]:
    begins = max(mandate.begins, chair.since or mandate.begins)
    ends = min(filter(None, (mandate.ends, chair.until)), default=None)
    if ends is not None and ends < begins:
        return []
    place = Ref("seat", chair.ref)
    return [
        Held(
            mandate.table,
            mandate.person,
            place,
            begins,
            ends,
            mandate.assumed,
            mandate.sources,
            Localized(),
            mandate.follows,
        )
    ]


def note_overlaps(held: list[Held], charter: Charter | None) -> None:
    """Note days on which a seat has two holders, an office more than its places, or a person one of them twice."""
    by_place: defaultdict[Ref, list[Held]] = defaultdict(list)
    named: set[str] = set()
    for mandate in held:
        if mandate.place.key:
            by_place[mandate.place].append(mandate)
    for place, mandates in by_place.items():
        rules = office_rules(charter, place.key) if place.kind == "office" else None
        places = rules.places if rules else 1
        mandates.sort(key=lambda mandate: mandate.begins)
        for index, mandate in enumerate(mandates):
            others = [other for other in mandates[:index] if other.overlaps(mandate)]
            same = [other for other in others if other.person == mandate.person]
            if (len(others) >= places or same) and mandate.table.where not in named:
                named.add(mandate.table.where)
                other = (same or others)[-1]
                until = f"ends on {other.ends}" if other.ends else "has no end"
                mandate.table.problem(
                    "begins",
                    f"a day after the mandate of {other.person} as {place.key} ({other.table.where}), which {until}",
                    str(mandate.begins),
                )


def mandate_records(held: list[Held]) -> list[Record]:
    """What is written of the mandates. Those of unnamed holders are of a kind of their own: they may go again."""
    counted: Counter[str] = Counter()
    records = []
    for mandate in held:
        seat = mandate.place if mandate.place.kind == "seat" else None
        office = mandate.place if mandate.place.kind == "office" else None
        values = {
            "person": Ref("person", mandate.person),
            "seat": seat,
            "office": office,
            "begins": mandate.begins,
            "ends": mandate.ends,
            "assumed": mandate.assumed,
            "sources": mandate.sources,
            "note": mandate.note,
        }
        key = f"{mandate.place.key}: {mandate.person}"
        counted[key] += 1
        numbered = key if counted[key] == 1 else f"{key} ({counted[key]})"
        found_by = ("seat", "begins") if seat else ("office", "person", "begins")
        kind = "stand-in" if mandate.follows else "mandate"
        records.append(Record(kind, numbered, Mandate, mandate.table, values, found_by))
    return records


def read_substitute(table: Table) -> Record:
    """A person whom the city named as substitute in an organ."""
    organ, person = table.ref("organ", "organ"), table.ref("person", "person")
    key = f"{organ.key}: {person.key}"
    table.folder.declare("substitute", key, table, "person")
    since, until = table.day_or_none("since"), table.day_or_none("until")
    if since and until and until < since:
        table.problem("until", f"a day from {since} on", str(until))
    values = {"organ": organ, "person": person, "since": since, "until": until, "sources": table.sources()}
    return Record("substitute", key, Substitute, table, values, ("organ", "person"))


def with_sample_address(person: Record, folder: Folder) -> Record:
    """In a demo, a sample mail address for everybody who has none (`[mail] domain` in `demo.toml`)."""
    if not folder.demo or "email" in person.values:
        return person
    mail = folder.document(DEMO_FILE).table("mail")
    if not mail.has("domain"):
        return person
    return replace(person, samples={"email": f"{person.key}@{mail.text('domain')}"})
