"""Writing what a folder says: each record created, changed where the folder changed, or left as it is."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from quattropole.charter import Problem
from quattropole.network.loading.reading import DEMO_FILE, LoadError, Ref, Table
from quattropole.network.loading.report import Did, Report
from quattropole.network.models import FolderRecord, Network


@dataclass(frozen=True)
class Record:
    """What a folder says about one row. References are `Ref`; `many` holds those of many-to-many fields.

    `found_by`: the fields by which a row that is not known from an earlier load is recognised as the same.
    `samples`: values of a demo, given to rows that have none; they are no part of what the folder says.
    """

    kind: str
    key: str
    model: type[models.Model]
    table: Table
    values: Mapping[str, Any]
    found_by: tuple[str, ...] = ("slug",)
    many: Mapping[str, list[Ref]] = field(default_factory=dict)
    samples: Mapping[str, Any] = field(default_factory=dict)

    @property
    def said(self) -> str:
        """Digest of what the folder says."""
        return _digest([self.values, self.many])

    @property
    def ref(self) -> Ref:
        """How others name this record."""
        return Ref(self.kind, self.key)


def _digest(content: Any) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Ref):
        return [value.kind, value.key]
    return DjangoJSONEncoder().default(value)


class Store:
    """The rows of one network while a folder is loaded into it; keeps the report and what the folder said."""

    def __init__(self, network: Network, report: Report, *, demo: bool) -> None:
        self.network, self.report, self.demo = network, report, demo
        self._rows: dict[Ref, models.Model] = {}
        self._known = {Ref(known.kind, known.key): known for known in FolderRecord.objects.all()}
        self._seen: set[Ref] = set()
        self._indexes: dict[tuple[type[models.Model], tuple[str, ...]], dict[tuple[Any, ...], models.Model]] = {}
        self._tables: dict[type[models.Model], dict[Any, models.Model]] = {}
        self._new: list[FolderRecord] = []

    def row(self, ref: Ref) -> models.Model:
        """The row of a record that was put before."""
        return self._rows[ref]

    def is_known(self, ref: Ref) -> bool:
        """Whether an earlier load has put this record."""
        return ref in self._known

    def has_row(self, ref: Ref) -> bool:
        """Whether the record was put and its row is there; people on the platform may have removed it."""
        return ref in self._rows

    def add(self, ref: Ref, row: models.Model) -> None:
        """Make a row known under a name, without a record of its own."""
        self._rows[ref] = row

    def begin(self, record: Record, row: Network, *, created: bool) -> None:
        """The network itself, before everything that belongs to it."""
        if not created:
            self.put(record)
            return
        self._seen.add(record.ref)
        self._rows[record.ref] = row
        self._remember(record.ref, record.table.file, None, row, record.said)
        self.report.add(Did.CREATED, record.kind, record.key)

    def offer(self, entries: list[dict[str, Any]]) -> None:
        """Keep whom a visitor of the demo can enter as."""
        if self.network.demo_entries != entries:
            self.network.demo_entries = entries
            self.network.save(update_fields=["demo_entries"])
            if self._known:
                self.report.add(Did.CHANGED, "network", self.network.slug, "demo_entries")

    def differs(self, record: Record) -> bool:
        """Whether the folder says otherwise than at the last load, or says it for the first time."""
        known = self._known.get(record.ref)
        return known is None or known.said != record.said

    def known_row(self, record: Record) -> models.Model | None:
        """The row an earlier load has put for this record, if it is still there."""
        known = self._known.get(record.ref)
        return self._table(record.model).get(known.row) if known else None

    def put_all(self, records: Iterable[Record]) -> None:
        """Put records one after another."""
        for record in records:
            self.put(record)

    def put(self, record: Record) -> models.Model | None:
        """Create the row, or change it where the folder says otherwise than at the last load. None: left removed."""
        ref, said = record.ref, record.said
        self._seen.add(ref)
        known = self._known.get(ref)
        row = self._existing(record, known)
        if row is None and known is not None:
            self.report.add(Did.LEFT, record.kind, record.key, "removed on the platform")
            return None
        if row is None:
            row = self._create(record)
        elif known is not None and known.said == said and not self._lacks_samples(record, row):
            self.report.unchanged += 1
        else:
            self._change(record, row)
        self._rows[ref] = row
        self._remember(ref, record.table.file, known, row, said)
        return row

    def put_once(self, ref: Ref, table: Table, model: type[models.Model], make: Callable[[], models.Model]) -> bool:
        """Let `make` create the row, unless an earlier load did: then it belongs to the people on the platform.

        Says whether it was created now.
        """
        said = _digest(table.values)
        self._seen.add(ref)
        known = self._known.get(ref)
        if known is None:
            row = make()
            self._rows[ref] = row
            self._remember(ref, table.file, None, row, said)
            self.report.add(Did.CREATED, ref.kind, ref.key)
            return True
        row_kept = self._table(model).get(known.row)
        if row_kept is None:
            self.report.add(Did.LEFT, ref.kind, ref.key, "removed on the platform")
            return False
        self._rows[ref] = row_kept
        if known.said == said:
            self.report.unchanged += 1
        else:
            self.report.add(Did.LEFT, ref.kind, ref.key, "it is on the platform already, and kept there")
        self._remember(ref, table.file, known, row_kept, said)
        return False

    def _existing(self, record: Record, known: FolderRecord | None) -> models.Model | None:
        if known is not None:
            return self._table(record.model).get(known.row)
        index = self._index(record.model, record.found_by)
        return index.get(tuple(self._plain_value(record.values[name]) for name in record.found_by))

    def _table(self, model: type[models.Model]) -> dict[Any, models.Model]:
        if model not in self._tables:
            rows: models.QuerySet[models.Model] = model._default_manager.all()
            if model is Network:
                rows = rows.filter(pk=self.network.pk)
            self._tables[model] = {row.pk: row for row in rows}
        return self._tables[model]

    def _index(self, model: type[models.Model], names: tuple[str, ...]) -> dict[tuple[Any, ...], models.Model]:
        if (model, names) not in self._indexes:
            fields = [model._meta.get_field(name).attname for name in names]  # type: ignore[union-attr]  # plain columns
            self._indexes[model, names] = {
                tuple(getattr(row, name) for name in fields): row for row in self._table(model).values()
            }
        return self._indexes[model, names]

    def _plain_value(self, value: Any) -> Any:
        return self._rows[value].pk if isinstance(value, Ref) else value

    def _columns(self, record: Record) -> dict[str, Any]:
        """The record's values under the names of their columns, references as primary keys."""
        columns: dict[str, Any] = {}
        for name, value in record.values.items():
            column: str = record.model._meta.get_field(name).attname  # type: ignore[union-attr]  # plain columns
            columns[column] = self._plain_value(value)
        return columns

    def _create(self, record: Record) -> models.Model:
        row = record.model(network=self.network, **self._columns(record), **record.samples)
        self._check(record, row)
        row.save(force_insert=True)
        self._set_many(record, row)
        self.report.add(Did.CREATED, record.kind, record.key)
        return row

    def changes(self, record: Record) -> dict[str, Any]:
        """What is to change in the row an earlier load has put, by column; nothing where the folder says the same."""
        row = self.known_row(record)
        return self._differences(record, row) if row is not None and self.differs(record) else {}

    def _differences(self, record: Record, row: models.Model) -> dict[str, Any]:
        return {column: value for column, value in self._columns(record).items() if getattr(row, column) != value}

    @staticmethod
    def _lacks_samples(record: Record, row: models.Model) -> bool:
        return any(not getattr(row, name) for name in record.samples)

    def _change(self, record: Record, row: models.Model) -> None:
        values = self._differences(record, row) if self.differs(record) else {}
        values |= {name: sample for name, sample in record.samples.items() if not getattr(row, name)}
        for column, value in values.items():
            setattr(row, column, value)
        self._check(record, row)
        if values:
            row.save(force_update=True)
        changed = list(values)
        changed += self._set_many(record, row)
        if changed:
            self.report.add(Did.CHANGED, record.kind, record.key, ", ".join(changed))
        else:
            self.report.unchanged += 1

    def _set_many(self, record: Record, row: models.Model) -> list[str]:
        changed = []
        for name, refs in record.many.items():
            related = getattr(row, name)
            wanted = {self._rows[ref].pk for ref in refs}
            if set(related.values_list("pk", flat=True)) != wanted:
                related.set(wanted)
                changed.append(name)
        return changed

    def _check(self, record: Record, row: models.Model) -> None:
        """Refuse what does not fit its column: too long, no e-mail address, no address of a page."""
        empty = {f.name for f in row._meta.concrete_fields if getattr(row, f.attname) in ({}, [], "", None)}
        try:
            row.clean_fields(exclude=empty | {"network"} | self._foreign(row))
        except ValidationError as error:
            problems = [
                Problem(
                    record.table.file, record.table.key(name), "; ".join(map(str, messages)), str(getattr(row, name))
                )
                for name, messages in error.message_dict.items()
            ]
            raise LoadError(problems) from error

    @staticmethod
    def _foreign(row: models.Model) -> set[str]:
        """Foreign keys: their references have been checked already, so no query each."""
        return {field.name for field in row._meta.concrete_fields if field.is_relation}

    def _remember(self, ref: Ref, file: str, known: FolderRecord | None, row: models.Model, said: str) -> None:
        if known is None:
            self._new.append(
                FolderRecord(network=self.network, kind=ref.kind, key=ref.key, row=row.pk, said=said, file=file)
            )
        elif known.said != said or known.file != file:
            known.said, known.file = said, file
            known.save(update_fields=["said", "file"])

    def forget(self, kind: str, model: type[models.Model], records: Iterable[Record], *, note: str) -> None:
        """Remove the rows of a kind that an earlier load has put and that are not among `records` any more."""
        wanted = {record.ref for record in records}
        for ref, known in list(self._known.items()):
            if ref.kind != kind or ref in wanted or not self._in_question(known):
                continue
            row = self._table(model).pop(known.row, None)
            if row is not None:
                row.delete()
                self.report.add(Did.REMOVED, kind, ref.key, note)
            known.delete()
            del self._known[ref]

    def _in_question(self, known: FolderRecord) -> bool:
        """Whether this load has read the file a record came from."""
        return self.demo or known.file != DEMO_FILE

    def finish(self) -> None:
        """Keep what the folder said, and report the records it does not name any more."""
        FolderRecord.objects.bulk_create(self._new)
        for ref, known in self._known.items():
            if ref not in self._seen and self._in_question(known):
                self.report.add(Did.LEFT, ref.kind, ref.key, "no longer in the folder")
