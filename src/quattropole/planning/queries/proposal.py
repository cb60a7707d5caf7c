"""The next meeting of an organ as its habits propose it: days, time, city in rotation, place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from quattropole import charter, clock
from quattropole.charter import Findings
from quattropole.meetings.models import Meeting
from quattropole.meetings.statutes import chairing_offices, rules_of
from quattropole.network.models import City, Organ
from quattropole.network.queries import members_on, statutes_on
from quattropole.planning.deadlines import deadlines, working_day
from quattropole.planning.queries.habits import Habits, habits_of

SUGGESTIONS = 4
PREPARATION = timedelta(days=28)
"""How long before the convocation the preparation begins (assumed), so that no step is late from the start."""
HELD = (Meeting.State.OPEN, Meeting.State.CLOSED)


@dataclass(frozen=True)
class Day:
    """A day for the next meeting, with the last day to convene, and what else takes place that day."""

    starts_at: datetime
    convene_by: date
    others: Sequence[Meeting]


@dataclass(frozen=True)
class NextMeeting:
    """A proposal for the next meeting of an organ.

    `turn`: the cities whose turn the statutes say it is; `hosted`: when each member city was last the host.
    """

    habits: Habits
    days: Sequence[Day]
    city: City | None
    hosted: Sequence[tuple[City, date | None]]
    turn: Sequence[str]
    place: str
    duty: Findings | None


def next_meeting(organ: Organ) -> NextMeeting:
    """The next meeting of an organ as its habits propose it. A constant number of queries."""
    habits = habits_of([organ])[organ.pk]
    hosted = _hosted(organ)
    turn = _turn(organ)
    city = _next_host(hosted, turn)
    return NextMeeting(
        habits=habits,
        days=_days(organ, habits),
        city=city,
        hosted=hosted,
        turn=turn,
        place=habits.place.value or (_last_place(organ, city) if city else ""),
        duty=_duty(organ),
    )


def _hosted(organ: Organ) -> list[tuple[City, date | None]]:
    """The member cities, those that have not been host for longest first. Two queries."""
    last = dict(
        Meeting.objects.filter(organ=organ, host_city__isnull=False)
        .exclude(state=Meeting.State.CANCELLED)
        .values_list("host_city")
        .annotate(Max("starts_at"))
        .order_by()
    )
    cities = [membership.city for membership in members_on(clock.today())]
    found = [(city, timezone.localdate(last[city.pk]) if city.pk in last else None) for city in cities]
    return sorted(found, key=lambda entry: entry[1] or date.min)


def _turn(organ: Organ) -> tuple[str, ...]:
    """The cities whose turn it is in the office that chairs, where the statutes know turns."""
    statutes = statutes_on(organ.network, clock.today())
    if statutes is None:
        return ()
    for key in chairing_offices(organ, rules_of(organ, clock.today())):
        rules = statutes.offices.get(key)
        if rules is not None and rules.rotation is not None:
            return charter.turn(rules, clock.today())
    return ()


def _next_host(hosted: Sequence[tuple[City, date | None]], turn: Sequence[str]) -> City | None:
    """The city that has not been host for longest, of those whose turn it is; of cities alike the first in order."""
    fitting = [city for city, _last in hosted if city.slug in turn] or [city for city, _last in hosted]
    return next(iter(fitting), None)


def _last_place(organ: Organ, city: City) -> str:
    """Where the organ met last in the city; else where any organ did."""
    held = Meeting.objects.filter(host_city=city).exclude(place="").exclude(state=Meeting.State.CANCELLED)
    places = list(held.order_by("-starts_at").values_list("organ", "place")[:50])
    own = [place for organ_id, place in places if organ_id == organ.pk]
    return next(iter(own or [place for _organ, place in places]), "")


def _days(organ: Organ, habits: Habits) -> list[Day]:
    """The next days of the usual weekday that leave time to prepare, week by week, without those that collide."""
    weekday, starts = habits.weekday.value, habits.starts.value
    probe = Meeting(network=organ.network, organ=organ, starts_at=_at(clock.today() + timedelta(days=200), habits))
    lead = probe.day - deadlines(probe, habits.delivery_days.value).convene_by
    first = clock.today() + lead + PREPARATION
    day = first + timedelta(days=(weekday - first.weekday()) % 7)
    ahead = [day + timedelta(weeks=week) for week in range(SUGGESTIONS * 2)]
    taken = _taken(organ, ahead[0], ahead[-1])
    free = [day for day in ahead if not any(m.organ_id == organ.pk for m in taken.get(day, []))]
    found = []
    for day in free[:SUGGESTIONS]:
        probe.starts_at = timezone.make_aware(datetime.combine(day, starts))
        convene_by = working_day(deadlines(probe, habits.delivery_days.value).convene_by)
        found.append(Day(probe.starts_at, convene_by, taken.get(day, [])))
    return found


def _at(day: date, habits: Habits) -> datetime:
    return timezone.make_aware(datetime.combine(day, habits.starts.value))


def _taken(organ: Organ, first: date, last: date) -> dict[date, list[Meeting]]:
    """The meetings of the network by day. One query."""
    found: dict[date, list[Meeting]] = {}
    meetings = (
        Meeting.objects.filter(
            starts_at__date__gte=first - timedelta(days=1), starts_at__date__lte=last + timedelta(days=1)
        )
        .exclude(state=Meeting.State.CANCELLED)
        .exclude(mode=Meeting.Mode.CIRCULAR)
        .select_related("organ")
    )
    for meeting in meetings:
        found.setdefault(meeting.day, []).append(meeting)
    return found


def _duty(organ: Organ) -> Findings | None:
    """How often the organ has met this year against what the statutes ask (§ 36 BGB). One query."""
    today = clock.today()
    statutes = statutes_on(organ.network, today)
    if statutes is None or organ.key not in statutes.organs:
        return None
    held = Meeting.objects.filter(organ=organ, state__in=HELD, starts_at__year=today.year).exclude(
        mode=Meeting.Mode.CIRCULAR
    )
    days = tuple(meeting.day for meeting in held)
    return charter.must_convene(statutes, charter.DutyFacts(organ=organ.key, on=today, met_on=days))
