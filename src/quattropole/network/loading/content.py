"""What a folder says about a network: itself, its cities, alliances, history and fields of action."""

import hashlib
import itertools
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from babel import Locale

from quattropole.charter import Charter, CharterError, Member, Problem, load_charter
from quattropole.network.loading.reading import DEMO_FILE, Folder, Ref, Table
from quattropole.network.loading.records import Record
from quattropole.network.models import (
    Alliance,
    AllianceMembership,
    City,
    FieldHeading,
    FieldOfAction,
    HistoryEvent,
    Membership,
    Network,
)
from quattropole.texts.localized import Localized


@dataclass(frozen=True)
class Place:
    """A city as other parts of the folder need it."""

    slug: str
    names: Localized
    head_titles: Localized
    language: str
    memberships: tuple[tuple[date, date | None], ...]

    def members(self) -> tuple[Member, ...]:
        """The city's memberships as the charter counts them."""
        return tuple(Member(self.slug, since, until) for since, until in self.memberships)


def read_charter(folder: Folder) -> Charter | None:
    """The statutes; None where they cannot be read (the problems are noted)."""
    path = folder.path / "charter.toml"
    if not path.is_file():
        folder.problems.append(Problem("charter.toml", "(file)", "a file in the folder", "no such file"))
        return None
    try:
        return load_charter(path)
    except CharterError as error:
        folder.problems.extend(error.problems)
        return None


def digest_of(path: Path) -> str:
    """Digest of all files of a folder."""
    content = hashlib.sha256()
    for file in sorted(path.glob("*.toml")):
        content.update(file.name.encode() + b"\n" + hashlib.sha256(file.read_bytes()).digest())
    return content.hexdigest()


def read_network(folder: Folder) -> Record:
    """The network itself. Its languages are known to the folder from here on."""
    table = folder.document("network.toml", required=True)
    languages = table.texts("languages", None)
    folder.languages = tuple(languages)
    folder.authentic = tuple(table.texts("authentic_languages", None))
    for language in folder.authentic:
        if language not in languages:
            table.problem("authentic_languages", "languages of the network", f'"{language}"')
    read_sources(folder)
    zone = table.text("time_zone", "Europe/Luxembourg")
    if zone not in available_timezones():
        table.problem("time_zone", "a time zone such as Europe/Luxembourg", f'"{zone}"')
    slug = table.slug()
    folder.declare("network", slug, table)
    source = folder.path / "charter.toml"
    charter = source.read_bytes() if source.is_file() else b""
    values: dict[str, Any] = {
        "slug": slug,
        "name": table.text("name"),
        "legal_name": table.localized("legal_name"),
        "aims": table.localized("aims"),
        "languages": languages,
        "authentic_languages": list(folder.authentic),
        "time_zone": zone,
        "hosts": table.texts("hosts"),
        "contact": read_contact(table.table("contact")) if table.has("contact") else {},
        "population_claims": [read_claim(claim) for claim in table.tables("population_claims")],
        "charter_source": charter.decode(errors="replace"),
        "charter_digest": hashlib.sha256(charter).hexdigest(),
        "folder_digest": digest_of(folder.path),
    }
    return Record("network", slug, Network, table, values)


def read_entries(folder: Folder) -> list[dict[str, Any]]:
    """Whom a visitor of a demo can enter as."""
    return [read_entry(entry) for entry in folder.document(DEMO_FILE).tables("enter")] if folder.demo else []


def read_sources(folder: Folder) -> None:
    """Where things are known from. The folder knows its sources from here on."""
    for table in folder.records("sources.toml", "sources"):
        slug = table.slug()
        folder.declare("source", slug, table)
        folder.sources[slug] = {"cite": table.localized("titles"), "url": table.text("url", "")}


def read_contact(table: Table) -> dict[str, Any]:
    """How to reach the network: the lines of its address, telephones, mail, website, and who says so."""
    phones = table.texts("phones")
    return {
        "address": table.texts("address", None),
        "phone": phones[0] if phones else "",
        "phones": phones,
        "email": table.text("email", ""),
        "website": table.text("website", ""),
        "data_licence": table.text("data_licence", ""),
        "note": table.localized("note", required=False),
        "sources": table.sources(),
    }


def read_claim(table: Table) -> dict[str, Any]:
    """How many people a source says live in the network's cities."""
    return {
        "population": table.whole("population"),
        "about": table.localized("about"),
        "source": table.source("source"),
    }


def read_entry(table: Table) -> dict[str, Any]:
    """Whom a visitor of a demo can enter as, and what to try."""
    slug = table.slug()
    table.folder.declare("entry", slug, table)
    return {
        "slug": slug,
        "person": table.ref("person", "person").key,
        "label": table.localized("label"),
        "try": table.localized("try"),
    }


def read_cities(folder: Folder) -> tuple[list[Record], list[Place]]:
    """The cities with their memberships."""
    records: list[Record] = []
    places: list[Place] = []
    for position, table in enumerate(folder.document("cities.toml", required=True).tables("cities"), 1):
        city, memberships, place = read_city(table, position)
        records += [city, *memberships]
        places.append(place)
    return records, places


def read_city(table: Table, position: int) -> tuple[Record, list[Record], Place]:
    """One city, the record of each of its memberships, and what other parts need of it."""
    folder, slug, country = table.folder, table.slug(), table.text("country")
    folder.declare("city", slug, table)
    if country and country not in Locale("en").territories:
        table.problem("country", "a country's code such as FR", f'"{country}"')
    values: dict[str, Any] = {
        "slug": slug,
        "country": Ref("country", country),
        "names": table.localized("names"),
        "about": table.localized("about", required=False),
        "head_titles": table.localized("head_titles", required=False),
        "website": table.text("website", ""),
        "facts": [read_fact(fact) for fact in table.tables("facts")],
        "council_elections": [read_election(entry) for entry in table.tables("council_elections")],
        "colour": table.whole("colour", 0),
        "position": position,
    }
    if table.has("population"):
        values |= {"population": table.whole("population"), "population_source": table.text("population_source")}
    if table.has("latitude") or table.has("longitude"):
        values |= {"latitude": table.decimal("latitude"), "longitude": table.decimal("longitude")}
    memberships = [read_membership(entry, slug) for entry in table.tables("memberships")]
    spans = tuple((record.values["since"], record.values["until"]) for record in memberships)
    check_no_overlap([record.table for record in memberships], spans)
    language = table.text("language", "")
    place = Place(slug, values["names"], values["head_titles"], language, spans)
    return Record("city", slug, City, table, values), memberships, place


def read_fact(table: Table) -> dict[str, Any]:
    """Something to know about a city, with its source."""
    return {"text": table.localized("text"), "source": table.source("source")}


def read_election(table: Table) -> dict[str, Any]:
    """A day on which the city's council is elected, whether it is assumed, and how we know."""
    on = table.day("on")
    return {"on": on.isoformat(), "assumed": table.flag("assumed"), "source": table.localized("source")}


def read_membership(table: Table, city: str) -> Record:
    """A city's membership of the network, from a day to a day."""
    since, until = read_span(table, "since", "until")
    values = {"city": Ref("city", city), "since": since, "until": until, "source": table.text("source")}
    return Record("membership", f"{city} {since}", Membership, table, values, ("city", "since"))


def read_span(table: Table, first: str, last: str) -> tuple[date, date | None]:
    """A first and a last day; the last may be open, and comes not before the first."""
    begins, ends = table.day(first), table.day_or_none(last)
    if ends is not None and ends < begins:
        table.problem(last, f"a day from {begins} on", str(ends))
    return begins, ends


def check_no_overlap(tables: list[Table], spans: tuple[tuple[date, date | None], ...]) -> None:
    """Note spans of the same thing that share a day."""
    ordered = sorted(zip(spans, tables, strict=True), key=lambda pair: pair[0][0])
    for ((_, ends), before), ((begins, _), table) in itertools.pairwise(ordered):
        if ends is None or begins <= ends:
            end = "has no end" if ends is None else f"ends on {ends}"
            table.problem("since", f"a day after {before.where}, which {end}", str(begins))


def read_alliances(folder: Folder) -> list[Record]:
    """Other networks, designations and routes with the cities that belong to them."""
    records: list[Record] = []
    for position, table in enumerate(folder.document("alliances.toml").tables("alliances"), 1):
        slug = table.slug()
        folder.declare("alliance", slug, table)
        values = {
            "slug": slug,
            "kind": table.choice("kind", Alliance.Kind),
            "names": table.localized("names"),
            "former_names": table.localized("former_names", required=False),
            "purpose": table.localized("purpose"),
            "founded": table.partial_day("founded", ""),
            "extent": table.localized("extent", required=False),
            "website": table.text("website", ""),
            "sources": table.sources(),
            "is_this_network": table.flag("is_this_network"),
            "position": position,
        }
        records.append(Record("alliance", slug, Alliance, table, values))
        records += [read_alliance_member(member, slug) for member in table.tables("members")]
    return records


def read_alliance_member(table: Table, alliance: str) -> Record:
    """A city that belongs to an alliance."""
    city = table.ref("city", "city")
    table.folder.declare("alliance membership", f"{alliance}/{city.key}", table, "city")
    since, until = table.partial_day("since", ""), table.partial_day("until", "")
    if since and until and until < since:
        table.problem("until", f"a day from {since} on", until)
    values = {
        "alliance": Ref("alliance", alliance),
        "city": city,
        "since": since,
        "until": until,
        "note": table.localized("note", required=False),
    }
    key = f"{alliance}/{city.key}"
    return Record("alliance membership", key, AllianceMembership, table, values, ("alliance", "city"))


def read_history(folder: Folder) -> list[Record]:
    """What happened to the network."""
    records = []
    for table in folder.document("history.toml").tables("events"):
        slug = table.slug()
        folder.declare("history event", slug, table)
        values = {
            "slug": slug,
            "when": table.partial_day("when"),
            "titles": table.localized("titles"),
            "bodies": table.localized("bodies", required=False),
            "sources": table.sources(required=True),
            "milestone": table.flag("milestone"),
        }
        records.append(Record("history event", slug, HistoryEvent, table, values))
    return records


def read_fields(folder: Folder) -> list[Record]:
    """The fields of action and the headings under which they stand."""
    records = []
    document = folder.document("fields.toml")
    for position, table in enumerate(document.tables("headings"), 1):
        slug = table.slug()
        folder.declare("heading", slug, table)
        values: dict[str, Any] = {"slug": slug, "names": table.localized("names"), "position": position}
        records.append(Record("heading", slug, FieldHeading, table, values))
    for position, table in enumerate(document.tables("fields"), 1):
        slug = table.slug()
        folder.declare("field of action", slug, table)
        values = {
            "slug": slug,
            "heading": table.ref("heading", "heading"),
            "names": table.localized("names"),
            "about": table.localized("about"),
            "sources": table.sources(),
            "position": position,
        }
        records.append(Record("field of action", slug, FieldOfAction, table, values))
    return records
