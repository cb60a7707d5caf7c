"""Writing the network's own part of a folder, in the order in which the records need each other."""

from datetime import date, timedelta

from django.db.models import Q

from quattropole.charter import Problem
from quattropole.network.loading.reading import LoadError, Ref
from quattropole.network.loading.records import Record, Store
from quattropole.network.models import Country, Mandate

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
    _refuse_overlaps([record for record in records if store.differs(record)], records, store)
    for number, record in enumerate(records):
        row = store.known_row(record)
        if row is not None and store.changes(record):
            aside = PARKED + timedelta(days=number)
            Mandate.objects.filter(pk=row.pk).update(begins=aside, ends=aside)
    store.put_all(records)


def _refuse_overlaps(wanted: list[Record], records: list[Record], store: Store) -> None:
    """Refuse what would give a seat a second holder beside one who came to it on the platform."""
    from_folder = {row.pk for record in records if (row := store.known_row(record)) is not None}
    for record in wanted:
        values = record.values
        if values["seat"] is None:
            continue
        others = Mandate.objects.exclude(pk__in=from_folder).filter(
            Q(ends__isnull=True) | Q(ends__gte=values["begins"]), seat=store.row(values["seat"]).pk
        )
        if values["ends"] is not None:
            others = others.filter(begins__lte=values["ends"])
        for other in others.exclude(begins=values["begins"]).select_related("person"):
            expected = f"days on which nobody else holds {values['seat'].key}"
            found = f"{values['begins']}, when {other.person} holds it since {other.begins}"
            raise LoadError([Problem(record.table.file, record.table.key("begins"), expected, found)])
