"""Which seats there are: those the charter composes for every day of its validity, and those the folder lists."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from quattropole.charter import Charter, Member, NoStatutes, OfficeRules, Role, SeatSpec, compose
from quattropole.network.loading.content import Place
from quattropole.network.loading.reading import Folder, Ref, Table
from quattropole.network.loading.records import Record
from quattropole.network.models import Office, Organ, Seat
from quattropole.texts.localized import Localized

DAY = timedelta(days=1)
COMPOSED = {Organ.Kind.BOARD.value, Organ.Kind.ASSEMBLY.value}


@dataclass(frozen=True)
class Chair:
    """A seat as the folder's other parts need it: where it is, when it exists, what it is called, what it goes with."""

    organ: str
    key: str
    city: str
    number: int
    basis: str
    titles: Localized
    since: date | None
    until: date | None
    goes_with: str = ""

    @property
    def ref(self) -> str:
        """How a mandate names the seat, such as `board/metz-1`."""
        return f"{self.organ}/{self.key}"


@dataclass(frozen=True)
class Spell:
    """A composed seat with its first and last day, and which of its kind it is in its city."""

    spec: SeatSpec
    place: int
    since: date
    until: date | None


@dataclass(frozen=True)
class Titles:
    """How seats of a kind are called: words with {number}, {city} and {head} in them."""

    basis: str
    number: int
    words: Localized

    def fits(self, basis: str, number: int) -> bool:
        """Whether a seat is called so."""
        return self.basis in ("", basis) and self.number in (0, number)


def wording(words: Localized, number: int, place: Place | None) -> Localized:
    """A title with its number, city and the title of the city's head filled in, language by language."""
    filled = Localized()
    for language, pattern in words.items():
        city = place.names.shown(language).text if place else ""
        head = place.head_titles.shown(language).text if place else ""
        filled[language] = pattern.format(number=number, city=city, head=head)
    return filled


def read_pattern(table: Table, name: str, *, required: bool = True) -> Localized:
    """Words in which {number}, {city} and {head} may stand."""
    words = table.localized(name, required=required)
    for language, pattern in words.items():
        try:
            pattern.format(number=1, city="", head="")
        except (KeyError, IndexError, ValueError):
            table.problem(f"{name}.{language}", "words with {number}, {city} or {head} in them", f'"{pattern}"')
            words = Localized()
            break
    return words


def spells(charter: Charter, organ: str, members: tuple[Member, ...]) -> list[Spell]:
    """The seats the charter gives an organ on any day, in the order of the latest day they exist."""
    turns = {version.valid_from for version in charter.versions}
    turns |= {version.valid_until + DAY for version in charter.versions if version.valid_until}
    turns |= {member.since for member in members} | {m.until + DAY for m in members if m.until}
    days = sorted(turns)
    found: dict[str, Spell] = {}
    for day, following in zip(days, [*days[1:], None], strict=True):
        try:
            rules = charter.on(day).organs.get(organ)
        except NoStatutes:
            continue
        counted: Counter[tuple[str, str]] = Counter()
        for spec in compose(rules, members, day) if rules else ():
            counted[spec.city, spec.basis.value] += 1
            since = found[spec.key].since if spec.key in found else day
            until = following - DAY if following else None
            found[spec.key] = Spell(spec, counted[spec.city, spec.basis.value], since, until)
    return list(found.values())


def read_organs(folder: Folder, charter: Charter | None, places: list[Place]) -> tuple[list[Record], list[Chair]]:
    """The organs, their seats, and the offices."""
    records: list[Record] = []
    chairs: list[Chair] = []
    document = folder.document("organs.toml", required=True)
    by_slug = {place.slug: place for place in places}
    if charter is None:
        folder.leave_unchecked("seat", "office", "person")
    for position, table in enumerate(document.tables("organs"), 1):
        organ = read_organ(table, position)
        titles = [read_titles(entry) for entry in table.tables("seat_titles")]
        made = listed_seats(table, organ.key)
        if charter is not None:
            check_charter_knows(table, charter, organ)
            made += composed_seats(table, charter, organ.key, titles, by_slug)
        for chair in made:
            folder.declare("seat", chair.ref, table, "key")
        chairs += made
        records += [organ, *(seat_record(table, chair) for chair in made)]
    check_charter_is_covered(folder, document, charter)
    records += [read_office(table, position, charter) for position, table in enumerate(document.tables("offices"), 1)]
    return records, chairs


def read_organ(table: Table, position: int) -> Record:
    """One organ without its seats."""
    key = table.slug("key")
    table.folder.declare("organ", key, table, "key")
    since, until = table.day_or_none("since"), table.day_or_none("until")
    if since and until and until < since:
        table.problem("until", f"a day from {since} on", str(until))
    values: dict[str, Any] = {
        "key": key,
        "kind": table.choice("kind", Organ.Kind),
        "names": table.localized("names"),
        "short_names": table.localized("short_names", required=False),
        "about": table.localized("about", required=False),
        "since": since,
        "until": until,
        "sources": table.sources(),
        "position": position,
    }
    many = {"fields": table.refs("field of action", "fields")}
    return Record("organ", key, Organ, table, values, ("key",), many)


def read_titles(table: Table) -> Titles:
    """How the seats of an organ are called, all of them or those of one basis or number."""
    basis = table.choice("basis", Seat.Basis, "")
    return Titles(basis, table.whole("number", 0), read_pattern(table, "titles"))


def listed_seats(table: Table, organ: str) -> list[Chair]:
    """The seats the folder lists, such as the posts of the secretariat."""
    chairs = []
    for number, entry in enumerate(table.tables("seats"), 1):
        city = entry.ref_or_none("city", "city")
        chairs.append(
            Chair(
                organ=organ,
                key=entry.slug("key"),
                city=city.key if city else "",
                number=entry.whole("number", number),
                basis=entry.choice("basis", Seat.Basis, Seat.Basis.POST.value),
                titles=entry.localized("titles"),
                since=entry.day_or_none("since"),
                until=entry.day_or_none("until"),
            )
        )
    return chairs


def composed_seats(
    table: Table, charter: Charter, organ: str, titles: list[Titles], places: dict[str, Place]
) -> list[Chair]:
    """The seats the charter gives the organ, with their titles."""
    members = tuple(member for place in places.values() for member in place.members())
    chairs: list[Chair] = []
    for spell in spells(charter, organ, members):
        basis = spell.spec.basis.value
        words = next((title.words for title in titles if title.fits(basis, spell.place)), None)
        if words is None:
            table.problem("seat_titles", f"titles for seats with the basis {basis}", "none")
            return chairs
        chairs.append(
            Chair(
                organ=organ,
                key=spell.spec.key,
                city=spell.spec.city,
                number=spell.place,
                basis=basis,
                titles=wording(words, spell.place, places.get(spell.spec.city)),
                since=spell.since,
                until=spell.until,
                goes_with=spell.spec.with_organ or "",
            )
        )
    return chairs


def seat_record(table: Table, chair: Chair) -> Record:
    """What is written of a seat."""
    values = {
        "organ": Ref("organ", chair.organ),
        "key": chair.key,
        "number": chair.number,
        "city": Ref("city", chair.city) if chair.city else None,
        "basis": chair.basis,
        "titles": chair.titles,
        "since": chair.since,
        "until": chair.until,
    }
    return Record("seat", chair.ref, Seat, table, values, ("organ", "key"))


def check_charter_knows(table: Table, charter: Charter, organ: Record) -> None:
    """Board and assembly are what the charter says they are; their seats cannot be listed as well."""
    known = {key for version in charter.versions for key in version.organs}
    if organ.values["kind"] in COMPOSED and organ.key not in known:
        table.problem("key", "an organ of the charter: " + ", ".join(sorted(known)), f'"{organ.key}"')
    if organ.key in known and table.has("seats"):
        table.problem("seats", "nothing, because the charter says which seats this organ has", "a list")


def check_charter_is_covered(folder: Folder, document: Table, charter: Charter | None) -> None:
    """Every organ of the charter is in the folder; the rules for groups are for all of them."""
    for version in charter.versions if charter else ():
        for key, rules in version.organs.items():
            if rules.role is not Role.GROUP and key not in folder.declares("organ"):
                document.problem("organs", f'the organ "{key}" of the charter ({version.key})', "nothing")


def read_office(table: Table, position: int, charter: Charter | None) -> Record:
    """An office; how many may hold it the charter says."""
    key = table.slug("key")
    table.folder.declare("office", key, table, "key")
    rules = office_rules(charter, key)
    if charter is not None and rules is None:
        known = sorted({key for version in charter.versions for key in version.offices})
        table.problem("key", "an office of the charter: " + ", ".join(known), f'"{key}"')
    values = {
        "key": key,
        "names": table.localized("names"),
        "organ": table.ref("organ", "organ"),
        "places": rules.places if rules else 1,
        "position": position,
    }
    return Record("office", key, Office, table, values, ("key",))


def office_rules(charter: Charter | None, key: str) -> OfficeRules | None:
    """The latest rules of an office."""
    versions: Iterable[Any] = reversed(charter.versions) if charter else ()
    return next((version.offices[key] for version in versions if key in version.offices), None)
