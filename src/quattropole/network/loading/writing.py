"""Writing the network's own part of a folder, in the order in which the records need each other."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Q

from quattropole.charter import Problem
from quattropole.network.loading.reading import LoadError, Ref
from quattropole.network.loading.records import Record, Store
from quattropole.network.models import Country, Mandate, Office

PARKED = date(1, 1, 1)


def put_countries(records: list[Record], store: Store) -> None:
    """The countries the cities lie in; they are the same for all networks."""
    for code in dict.fromkeys(record.values["country"].key for record in records if record.kind == "city"):
        country, _ = Country.objects.get_or_create(code=code)
        store.add(Ref("country", code), country)


def put_mandates(records: list[Record], store: Store) -> None:
    """Mandates, so that no seat has two holders in between: those that change step aside first."""
    store.forget("stand-in", Mandate, records, note="somebody is named for these days")
    store.forget("mandate", Mandate, records, note="no longer in the folder")
    _refuse_overlaps(records, store)
    for number, record in enumerate(records):
        row = store.known_row(record)
        if row is not None and store.changes(record):
            aside = PARKED + timedelta(days=number)
            Mandate.objects.filter(pk=row.pk).update(begins=aside, ends=aside)
    store.put_all(records)


def _refuse_overlaps(records: list[Record], store: Store) -> None:
    """Refuse what would give a seat or an office too many holders beside those who came to it on the platform."""
    from_folder = {row.pk for record in records if (row := store.known_row(record)) is not None}
    on_platform = Mandate.objects.exclude(pk__in=from_folder).select_related("person")
    for record in records:
        if not store.differs(record):
            continue
        held: Ref = record.values["seat"] or record.values["office"]
        row = store.row(held)
        others = list(on_platform.filter(_shares_a_day(record), **{held.kind: row.pk}).exclude(_is_the_same(record)))
        places = row.places if isinstance(row, Office) else 1
        if others and len(others) + _beside(record, records) >= places:
            expected = f"days on which nobody else holds {held.key}"
            found = f"{record.values['begins']}, when {others[0].person} holds it since {others[0].begins}"
            raise LoadError([Problem(record.table.file, record.table.key("begins"), expected, found)])


def _shares_a_day(record: Record) -> Q:
    begins, ends = record.values["begins"], record.values["ends"]
    reaching = Q(ends__isnull=True) | Q(ends__gte=begins)
    return reaching if ends is None else reaching & Q(begins__lte=ends)


def _is_the_same(record: Record) -> Q:
    """The mandate was given on the platform before the folder named it: it is taken over, not doubled."""
    same = Q(begins=record.values["begins"])
    return same if record.values["seat"] else same & Q(person__slug=record.values["person"].key)


def _beside(record: Record, records: Iterable[Record]) -> int:
    """How many others hold the same office in the folder on some day of this mandate."""
    begins, ends = record.values["begins"], record.values["ends"]
    return sum(
        other is not record
        and other.values["office"] == record.values["office"]
        and other.values["seat"] == record.values["seat"]
        and (ends is None or other.values["begins"] <= ends)
        and (other.values["ends"] is None or begins <= other.values["ends"])
        for other in records
    )
