"""A time zone as iCalendar says it: the changes of the clock in some years, each at its moment (RFC 5545, 3.6.5)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)


@lru_cache(maxsize=64)
def zone_of(name: str, first_year: int, last_year: int) -> Timezone:
    """The VTIMEZONE of `name` for what takes place from the first year to the last, both included.

    The changes are computed from the same data by which the platform reads its clock. Each begins at the local time
    that was in force before it, which is what DTSTART of an observance means.
    """
    zone = ZoneInfo(name)
    made = Timezone()
    made.add("tzid", name)
    start = datetime(first_year - 1, 12, 31, tzinfo=UTC)
    made.add_component(_observance(zone, start, start))
    for moment in _changes(zone, start, datetime(last_year + 1, 1, 2, tzinfo=UTC)):
        made.add_component(_observance(zone, moment - SECOND, moment))
    return made


def _observance(zone: ZoneInfo, before: datetime, moment: datetime) -> TimezoneStandard | TimezoneDaylight:
    earlier, local = before.astimezone(zone), moment.astimezone(zone)
    made = TimezoneDaylight() if local.dst() else TimezoneStandard()
    offset = earlier.utcoffset() or timedelta()
    made.add("dtstart", (moment + offset).replace(tzinfo=None))
    made.add("tzoffsetfrom", offset)
    made.add("tzoffsetto", local.utcoffset() or timedelta())
    made.add("tzname", local.tzname() or zone.key)
    return made


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The moments at which the clock changes, to the second."""
    day = start
    while day < end:
        if _offset(zone, day) != _offset(zone, day + DAY):
            yield _change_between(zone, day, day + DAY)
        day += DAY


def _change_between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    while after - before > SECOND:
        middle = before + (after - before) // SECOND // 2 * SECOND
        if _offset(zone, middle) == _offset(zone, before):
            before = middle
        else:
            after = middle
    return after


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()
