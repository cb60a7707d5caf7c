"""Who speaks, who waits in which order, and how much time each speaker and each city has used under an item."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from quattropole.assembly.models import Debate, Floor, Speech
from quattropole.assembly.queries.floor import debate_of, floor_of, limit_of
from quattropole.assembly.queries.ordering import Held, Request, Rules, Speaker, Turns, in_order
from quattropole.meetings.models import AgendaItem, Attendance, Meeting
from quattropole.network.models import City


@dataclass(frozen=True)
class Time:
    """Time to speak in whole seconds; `limit` is None where it is not limited."""

    used: int
    limit: int | None = None

    @property
    def left(self) -> int | None:
        """What remains; below zero by as much as was overrun."""
        return None if self.limit is None else self.limit - self.used

    @property
    def is_over(self) -> bool:
        """Whether more was used than there was."""
        return self.limit is not None and self.used > self.limit


@dataclass(frozen=True)
class Running:
    """The speech that is being held. `time` is what the speaker had used of it before the last interruption, and may
    use in all; it counts on from `since`. `city_time` is that of the speaker's city, without this speech."""

    speech: Speech
    since: datetime
    time: Time
    city_time: Time | None = None

    @property
    def city(self) -> City | None:
        """The city for which is spoken."""
        return city_of(self.speech)

    @property
    def seconds(self) -> int | None:
        """The time for this stretch: what is left of the speaker's, or of the city's where that is less."""
        lefts = [time.left for time in (self.time, self.city_time) if time is not None and time.left is not None]
        return max(min(lefts), 0) if lefts else None


@dataclass(frozen=True)
class Waiting:
    """A request on the list; `place` counts from 1, points of order apart. `spoken`: what was used on the item."""

    speech: Speech
    place: int
    spoken: int
    speeches: int

    @property
    def city(self) -> City | None:
        """The city for which the person wants to speak."""
        return city_of(self.speech)

    @property
    def is_newcomer(self) -> bool:
        """Whether this person has not spoken on the item yet."""
        return self.speeches == 0


@dataclass(frozen=True)
class CityTime:
    """The time of one city under the item. `since`: from when the whole of it counts, while the city speaks."""

    city: City
    time: Time
    speeches: int
    since: datetime | None = None


@dataclass(frozen=True)
class SpeakersList:
    """The debate of the current item. `orders` are points of order, they come before `waiting`."""

    floor: Floor
    debate: Debate | None = None
    running: Running | None = None
    orders: tuple[Waiting, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    held: tuple[Speech, ...] = ()
    cities: tuple[CityTime, ...] = ()
    left: tuple[Speech, ...] = ()
    """Who asked and is no longer present."""

    @property
    def item(self) -> AgendaItem | None:
        """The current item."""
        return self.floor.item

    @property
    def following(self) -> tuple[Waiting, ...]:
        """All who wait, in the order in which they are called."""
        return self.orders + self.waiting

    @property
    def is_open(self) -> bool:
        """Whether one can ask to speak."""
        return self.debate is not None and self.debate.state == Debate.State.OPEN

    @property
    def may_go_on(self) -> bool:
        """Whether speeches are still held; points of order are in any case."""
        return self.debate is not None and self.debate.state in (Debate.State.OPEN, Debate.State.LIST_CLOSED)


def speeches_of(item: AgendaItem) -> list[Speech]:
    """Every request and speech under an item that was not withdrawn, in the order of the calls, then of asking."""
    speeches = Speech.objects.filter(item=item, withdrawn_at__isnull=True)
    related = speeches.select_related("seat__city", "person__city", "continues")
    return sorted(
        related, key=lambda speech: (speech.called_at is None, speech.called_at or speech.asked_at, speech.pk)
    )


def city_of(speech: Speech) -> City | None:
    """The city for which the person speaks."""
    if speech.seat is not None and speech.seat.city is not None:
        return speech.seat.city
    return speech.person.city if speech.person else None


def seconds_of(speeches: Iterable[Speech]) -> int:
    """How long the speeches that have ended took together, in whole seconds."""
    spans = (s.ended_at - s.called_at for s in speeches if s.ended_at is not None and s.called_at is not None)
    return int(sum(spans, timedelta()) // timedelta(seconds=1))


def speakers_of(meeting: Meeting) -> SpeakersList:
    """The debate of the current item; the number of queries does not depend on how many speak."""
    floor = floor_of(meeting)
    if floor.item is None:
        return SpeakersList(floor)
    speeches = speeches_of(floor.item)
    debate = debate_of(floor.item)
    present = set(Attendance.objects.filter(meeting=meeting, left_at__isnull=True).values_list("person_id", flat=True))
    return _list(floor, debate, speeches, present)


def _list(floor: Floor, debate: Debate, speeches: list[Speech], present: set[int]) -> SpeakersList:
    called = [speech for speech in speeches if speech.called_at is not None]
    asked = [speech for speech in speeches if speech.called_at is None]
    here = [speech for speech in asked if speech.seat_id is None or speech.person_id in present]
    shares = _Shares(called)
    orders, waiting = _waiting(floor, here, called, shares)
    return SpeakersList(
        floor,
        debate,
        running=_running(floor, debate, called, shares),
        orders=orders,
        waiting=waiting,
        held=tuple(speech for speech in called if speech.ended_at is not None),
        cities=shares.by_city(floor.city_seconds),
        left=tuple(speech for speech in asked if speech not in here),
    )


def who(speech: Speech) -> str:
    """The same for the same speaker."""
    return str(speech.person_id) if speech.person_id is not None else f"guest {speech.guest.casefold()}"


@dataclass
class _Shares:
    """The speeches of an item that were called, by speaker and by city; points of order take nobody's time."""

    called: list[Speech]
    speakers: dict[str, list[Speech]] = field(default_factory=dict)
    cities: dict[int, list[Speech]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for speech in self.called:
            if speech.kind != Speech.Kind.SPEECH:
                continue
            self.speakers.setdefault(who(speech), []).append(speech)
            city = city_of(speech)
            if city is not None:
                self.cities.setdefault(city.pk, []).append(speech)

    def by_city(self, limit: int | None) -> tuple[CityTime, ...]:
        """The cities that have spoken, in their order."""
        rows = []
        for speeches in self.cities.values():
            city = city_of(speeches[0])
            if city is not None:
                used = seconds_of(speeches)
                running = next((speech.called_at for speech in speeches if speech.ended_at is None), None)
                since = running - timedelta(seconds=used) if running is not None else None
                rows.append(CityTime(city, Time(used, limit), _begun(speeches), since))
        return tuple(sorted(rows, key=lambda row: (row.city.position, row.city.slug)))


def _begun(speeches: Iterable[Speech]) -> int:
    """How many speeches they are; one that was interrupted and continued counts once."""
    return sum(1 for speech in speeches if speech.continues_id is None)


def _waiting(
    floor: Floor, asked: list[Speech], called: list[Speech], shares: _Shares
) -> tuple[tuple[Waiting, ...], tuple[Waiting, ...]]:
    by_key = {speech.pk: speech for speech in asked}
    requests = [
        Request(
            speech.pk,
            _speaker(speech),
            speech.asked_at,
            is_order=speech.kind == Speech.Kind.ORDER,
            rank=speech.rank,
        )
        for speech in asked
    ]
    held = [Held(_speaker(speech), seconds_of([speech])) for speech in called if speech.kind == Speech.Kind.SPEECH]
    rules = Rules(Turns(floor.alternation), floor.newcomers_first)
    ordered = [by_key[request.key] for request in in_order(requests, held, rules)]
    lists: tuple[list[Waiting], list[Waiting]] = ([], [])
    for speech in ordered:
        into = lists[0] if speech.kind == Speech.Kind.ORDER else lists[1]
        spoken = shares.speakers.get(who(speech), [])
        into.append(Waiting(speech, len(into) + 1, seconds_of(spoken), _begun(spoken)))
    return tuple(lists[0]), tuple(lists[1])


def _speaker(speech: Speech) -> Speaker:
    city = city_of(speech)
    return Speaker(
        who(speech),
        city=city.slug if city else "",
        language=speech.language,
        gender=speech.person.gender if speech.person else "",
    )


def _running(floor: Floor, debate: Debate, called: list[Speech], shares: _Shares) -> Running | None:
    speech = next((speech for speech in called if speech.ended_at is None), None)
    if speech is None or speech.called_at is None:
        return None
    if speech.kind == Speech.Kind.ORDER:
        return Running(speech, speech.called_at, Time(0))
    by_key = {other.pk: other for other in called}
    before: list[Speech] = []
    part = speech.continues_id
    while part is not None and part in by_key:
        before.append(by_key[part])
        part = by_key[part].continues_id
    city = city_of(speech)
    spent = shares.cities.get(city.pk, []) if city is not None else []
    return Running(
        speech,
        speech.called_at,
        Time(seconds_of(before), limit_of(floor, debate)),
        Time(seconds_of(spent), floor.city_seconds) if city is not None else None,
    )
