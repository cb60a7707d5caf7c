"""The system, the network as a body, and the terms of its presidency as legislative terms."""

from collections.abc import Iterable
from datetime import date

from quattropole.api.oparl.addresses import ORIGIN, ROOT, SCHEMA, Address, list_at
from quattropole.api.oparl.kinds.book import Book
from quattropole.api.oparl.writing import Built, Content, Embedded, Ref, day
from quattropole.network.models import Mandate, Office, Organ

MEMBERS = {
    "organizations": "organization",
    "persons": "person",
    "meetings": "meeting",
    "papers": "paper",
    "agendaitems": "agendaItem",
    "consultations": "consultation",
    "files": "file",
    "memberships": "membership",
    "locations": "locationList",
    "legislativeterms": "legislativeTermList",
}
"""The lists of a body: the end of the address, and the member that leads there."""


def first_office() -> Office | None:
    """The office whose terms count as those of the network: the first one held in the board."""
    offices = Office.objects.filter(organ__kind=Organ.Kind.BOARD) if _has_board() else Office.objects.all()
    return offices.order_by("position", "key").first()


def _has_board() -> bool:
    return Office.objects.filter(organ__kind=Organ.Kind.BOARD).exists()


def terms(book: Book, keys: Iterable[str]) -> dict[str, Built]:
    """Legislative terms by key: `1-2025-01-01`, the office and the first day."""
    asked = set(keys)
    return {key: Built(content, (book.body,)) for key, content in _terms(book) if key in asked}


def every_term(book: Book) -> Iterable[str]:
    """All keys."""
    return [key for key, _content in _terms(book)]


def _terms(book: Book) -> list[tuple[str, Content]]:
    office = first_office()
    if office is None:
        return []
    held = Mandate.objects.filter(office=office).order_by("begins", "pk").values_list("begins", "ends")
    ends: dict[date, date | None] = dict(held)
    return [(f"{office.pk}-{begins.isoformat()}", _term(book, office, begins, end)) for begins, end in ends.items()]


def _term(book: Book, office: Office, begins: date, ends: date | None) -> Content:
    years = f"{begins.year}–" if ends is None else f"{begins.year}–{ends.year}"
    names = {language: f"{name} {years}" for language, name in office.names.items() if name}
    return {"body": book.body, **book.spoken("name", names), "startDate": day(begins), "endDate": day(ends)}


def body(book: Book, keys: Iterable[str]) -> dict[str, Built]:
    """The network as a body, by its slug."""
    network = book.network
    if network.slug not in keys:
        return {}
    contact = network.contact
    content: Content = {
        "system": Ref("system", "system"),
        "shortName": network.name,
        **book.spoken(
            "name", network.legal_name if any(network.legal_name.values()) else {book.language: network.name}
        ),
        "website": contact.get("website", ""),
        "contactEmail": contact.get("email", ""),
        "contactName": network.name if contact.get("email") else "",
        **{member: list_at(network.slug, name) for name, member in MEMBERS.items()},
        "legislativeTerm": [Embedded("legislativeterm", key) for key in every_term(book)],
        "classification": "Städtenetz",
        "location": Embedded("location", f"network-{network.pk}"),
        "web": book.page("network"),
        **basis(book),
    }
    return {network.slug: Built(content)}


def basis(book: Book) -> Content:
    """What every object rests on: in which languages it is given out, and in which time zone."""
    network = book.network
    return {
        "quattropole:languages": network.languages,
        "quattropole:authenticLanguages": network.authentic_languages,
        "quattropole:timeZone": network.time_zone,
    }


def every_body(book: Book) -> Iterable[str]:
    """The one key."""
    return [book.network.slug]


def system(book: Book, keys: Iterable[str]) -> dict[str, Built]:
    """The system: where whoever fetches begins."""
    if "system" not in keys:
        return {}
    contact = book.network.contact
    content: Content = {
        "oparlVersion": Address(SCHEMA),
        "body": Address(f"{ORIGIN}{ROOT}/bodies"),
        "name": f"{book.network.name}: OParl",
        "contactEmail": contact.get("email", ""),
        "contactName": book.network.name if contact.get("email") else "",
        "license": contact.get("data_licence", ""),
        "website": book.page("home"),
        "web": book.page("legal"),
    }
    return {"system": Built(content)}


def every_system(book: Book) -> Iterable[str]:
    """The one key."""
    return ["system"]
