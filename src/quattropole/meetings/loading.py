"""Meetings that a network folder brings along: records of past ones, and in a demo one to come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.charter import Problem
from quattropole.meetings.actions import admission
from quattropole.meetings.models import AgendaItem, Attendance, Meeting
from quattropole.network.loading import Folder, LoadError, Ref, Store, Table, Writer

FILE = "meetings.toml"
SATURDAY = 5


@dataclass(frozen=True)
class Item:
    """An agenda item as the folder gives it."""

    ref: Ref
    table: Table
    values: dict[str, Any]


@dataclass(frozen=True)
class Presence:
    """A seat was there, through its holder or a substitute."""

    seat: Ref
    person: Ref
    is_substitute: bool


@dataclass(frozen=True)
class Sitting:
    """A meeting as the folder gives it. `starts_at` is meant in the network's time zone."""

    table: Table
    slug: str
    organ: Ref
    host_city: Ref | None
    starts_at: datetime
    values: dict[str, Any]
    items: list[Item]
    attendance: list[Presence]


def read_meetings(folder: Folder) -> Writer:
    """The section of this room: reads `[[meetings]]`, says how to write them."""
    sittings = [read_meeting(table) for table in folder.records(FILE, "meetings")]

    def write(store: Store) -> None:
        for sitting in sittings:
            write_meeting(sitting, store)

    return write


def read_meeting(table: Table) -> Sitting:
    """One meeting with its agenda and attendance."""
    slug = table.slug()
    table.folder.declare("meeting", slug, table)
    is_record = table.flag("is_record")
    audience = table.choice("audience", Audience, Audience.ORGAN.value)
    values = {
        "slug": slug,
        "titles": table.localized("titles"),
        "place": table.text("place", ""),
        "mode": table.choice("mode", Meeting.Mode, Meeting.Mode.ON_SITE.value),
        "state": Meeting.State.CLOSED if is_record else Meeting.State.PLANNED,
        "is_record": is_record,
        "audience": audience,
        "sources": table.sources(required=is_record),
    }
    items = [read_item(entry, slug, position, audience) for position, entry in enumerate(table.tables("items"), 1)]
    return Sitting(
        table=table,
        slug=slug,
        organ=table.ref("organ", "organ"),
        host_city=table.ref_or_none("city", "host_city"),
        starts_at=read_start(table, is_record=is_record),
        values=values,
        items=items,
        attendance=[read_presence(entry) for entry in table.tables("attendance")],
    )


def read_start(table: Table, *, is_record: bool) -> datetime:
    """When the meeting begins: a past day, a moment, or in a demo so many days from the day of loading.

    Councillors are not called on a weekend: there the next Monday is meant.
    """
    if is_record:
        return datetime.combine(table.day("day"), datetime.min.time())
    if table.has("in_days"):
        day = table.folder.today + timedelta(days=table.whole("in_days"))
        day += timedelta(days=7 - day.weekday() if day.weekday() >= SATURDAY else 0)
        return datetime.combine(day, table.clock_time("at"))
    return table.moment("starts_at")


def read_item(table: Table, meeting: str, position: int, audience: str) -> Item:
    """One item of the agenda; others name it `meeting/position`."""
    ref = Ref("agenda item", f"{meeting}/{position}")
    table.folder.declare(ref.kind, ref.key, table, "titles")
    kind = table.choice("kind", AgendaItem.Kind)
    office = table.ref_or_none("office", "office")
    if (kind == AgendaItem.Kind.ELECTION) != (office is not None):
        expected = "the office to be filled" if office is None else "no office, because nothing is elected"
        table.problem("office", expected, "nothing" if office is None else f'"{office.key}"')
    values = {
        "position": position,
        "kind": kind,
        "matter": table.ref("matter", "matter").key if table.has("matter") else "",
        "office": office.key if office else "",
        "proposed_by": [organ.key for organ in table.refs("organ", "proposed_by")],
        "titles": table.localized("titles"),
        "notes": table.localized("notes", required=False),
        "audience": table.choice("audience", Audience, audience),
    }
    return Item(ref, table, values)


def read_presence(table: Table) -> Presence:
    """One seat that was there."""
    return Presence(table.ref("seat", "seat"), table.ref("person", "person"), table.flag("substitute"))


def write_meeting(sitting: Sitting, store: Store) -> None:
    """Create the meeting with everything in it, once; what people did with it since stays."""
    ref = Ref("meeting", sitting.slug)
    created = store.put_once(ref, sitting.table, Meeting, lambda: _meeting(sitting, store))
    if not store.has_row(ref):
        return
    meeting = Meeting.objects.select_related("organ", "network").get(pk=store.row(ref).pk)
    for item in sitting.items if created else [item for item in sitting.items if store.is_known(item.ref)]:
        store.put_once(item.ref, item.table, AgendaItem, lambda item=item: _item(item, meeting))  # type: ignore[misc]  # binds the item of this turn
    if created:
        _write_attendance(sitting.attendance, meeting, store)


def _meeting(sitting: Sitting, store: Store) -> Meeting:
    starts_at = sitting.starts_at.replace(tzinfo=ZoneInfo(store.network.time_zone))
    meeting = Meeting(
        network=store.network,
        organ_id=store.row(sitting.organ).pk,
        host_city_id=store.row(sitting.host_city).pk if sitting.host_city else None,
        starts_at=starts_at,
        **sitting.values,
    )
    meeting.save(force_insert=True)
    return meeting


def _item(item: Item, meeting: Meeting) -> AgendaItem:
    row = AgendaItem(network=meeting.network, meeting=meeting, added_at=_added_at(meeting), **item.values)
    if row.matter and not meeting.is_record:
        row.findings = _findings(item, row, meeting)
    row.save(force_insert=True)
    return row


def _added_at(meeting: Meeting) -> datetime:
    return meeting.starts_at if meeting.is_record else clock.now()


def _findings(item: Item, row: AgendaItem, meeting: Meeting) -> dict[str, Any]:
    """What the charter says to the item; it refuses in a folder what it refuses on the platform."""
    findings = admission(meeting, matter=row.matter, proposed_by=frozenset(row.proposed_by), office=row.office or None)
    if findings.refused:
        found = "; ".join(verdict.text("en") for verdict in findings.refusals)
        key = item.table.key("matter")
        raise LoadError([Problem(item.table.file, key, "an item that the charter admits", found)])
    return dict(findings.as_dict())


def _write_attendance(present: Iterable[Presence], meeting: Meeting, store: Store) -> None:
    for entry in present:
        Attendance.objects.create(
            network=store.network,
            meeting=meeting,
            seat_id=store.row(entry.seat).pk,
            person_id=store.row(entry.person).pk,
            is_substitute=entry.is_substitute,
            arrived_at=meeting.starts_at,
            left_at=meeting.starts_at,
        )
