"""The glossary that a network folder brings along."""

from typing import Any

from quattropole.network.loading import Folder, Store, Table, Writer
from quattropole.network.loading.records import Record
from quattropole.translation.models import Term

FILE = "glossary.toml"


def read_glossary(folder: Folder) -> Writer:
    """The section of this room: reads `[[terms]]`, says how to write them."""
    records = [_record(table) for table in folder.records(FILE, "terms")]
    return lambda store: _write(store, records)


def _write(store: Store, records: list[Record]) -> None:
    store.put_all(records)


def _record(table: Table) -> Record:
    slug = table.slug()
    table.folder.declare("term", slug, table)
    values: dict[str, Any] = {
        "slug": slug,
        "names": table.localized("names"),
        "also": _forms(table, "also"),
        "forbidden": _forms(table, "forbidden"),
        "note": table.localized("note", required=False, partly=True),
        "sources": table.sources(),
        "assumed": table.flag("assumed"),
    }
    if table.has("field"):
        values["field"] = table.ref("field of action", "field")
    if not values["sources"] and not values["assumed"]:
        table.problem("sources", "where the term is known from, or assumed = true", "neither")
    return Record("term", slug, Term, table, values)


def _forms(table: Table, name: str) -> dict[str, list[str]]:
    """Forms by language."""
    inner = table.table(name) if table.has(name) else None
    if inner is None:
        return {}
    for language in inner.values:
        if table.folder.languages and language not in table.folder.languages:
            inner.problem(language, "a language of the network: " + ", ".join(table.folder.languages), language)
    return {language: inner.texts(language) for language in inner.values}
