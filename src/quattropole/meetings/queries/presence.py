"""Who fills the seats of a meeting, who is there, and whether that is enough."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from quattropole import charter, clock
from quattropole.charter import OrganRules, Presence, QuorumResult
from quattropole.meetings.models import Attendance, Meeting, Proxy, QuorumMark, Reply
from quattropole.meetings.statutes import rules_of
from quattropole.network.models import City, Person, Seat
from quattropole.network.queries import SeatOn, holders, members_as_facts, runs_on, seats_on


def seats_of(meeting: Meeting) -> list[SeatOn]:
    """The seats of the meeting's organ on its day, in the order of the cities, with their holders. Two queries."""
    seats = list(seats_on(meeting.organ, meeting.day))
    held = holders(seats, meeting.day)
    return [SeatOn(seat, held.get(seat.pk)) for seat in seats]


def place_of(meeting: Meeting, seat: Seat) -> SeatOn | None:
    """One seat with its holder on the day of the meeting; None where the organ does not have it then. Two queries."""
    found = seats_on(meeting.organ, meeting.day).filter(pk=seat.pk).first()
    return SeatOn(found, holders([found], meeting.day).get(found.pk)) if found is not None else None


def is_running(meeting: Meeting) -> bool:
    """Whether people come and go: the meeting is open, or convened for today."""
    if meeting.mode == Meeting.Mode.CIRCULAR:
        return False
    return meeting.state == Meeting.State.OPEN or (
        meeting.state == Meeting.State.CONVENED and meeting.day == clock.today()
    )


def attending(meeting: Meeting) -> QuerySet[Attendance]:
    """Who is there now; of a meeting that is over, who was there at its end."""
    there = Q(left_at__isnull=True)
    if meeting.closed_at is not None:
        there |= Q(left_at__gte=meeting.closed_at)
    return Attendance.objects.filter(there, meeting=meeting)


def present(meeting: Meeting) -> list[Attendance]:
    """Who is there now, with seats and people, in the order of the seats. One query."""
    return list(
        attending(meeting)
        .select_related("seat__city", "person__city")
        .order_by("seat__city__position", "seat__number", "seat__key")
    )


def presence(
    meeting: Meeting,
    seats: Sequence[SeatOn] | None = None,
    there: Sequence[Attendance] | None = None,
) -> Presence:
    """How many seats are present, overall and city by city, and their votes where seats weigh differently.

    Without `seats` and `there`, and where all seats weigh the same, the database counts: three queries.
    """
    if seats is None and there is None and _weigh_alike(rules_of(meeting.organ, meeting.day)):
        return _counted(meeting)
    seats = seats_of(meeting) if seats is None else seats
    there = present(meeting) if there is None else there
    present_ids = {attendance.seat_id for attendance in there}
    by_city: dict[str, tuple[int, int]] = {}
    for place in seats:
        city = place.seat.city.slug if place.seat.city else ""
        if city:
            here, size = by_city.get(city, (0, 0))
            by_city[city] = (here + (place.seat.pk in present_ids), size + 1)
    weights = weights_of(meeting, seats)
    return Presence(
        present_seats=sum(1 for place in seats if place.seat.pk in present_ids),
        seats=len(seats),
        by_city=by_city,
        present_votes=sum(weights[pk] for pk in present_ids if pk in weights),
        votes=sum(weights.values()),
        city_names={place.seat.city.slug: _names_of(place.seat.city) for place in seats if place.seat.city},
    )


def _counted(meeting: Meeting) -> Presence:
    """The presence by counting alone, for bodies of any size."""
    return as_facts(counts_of(meeting))


def as_facts(counts: Sequence["CityCount"], *, named: bool = True) -> Presence:
    """Counted seats as the charter asks for them; `named`: with the names of the cities, for verdicts."""
    here, seats = sum(count.present for count in counts), sum(count.seats for count in counts)
    cities = [(count.city, count) for count in counts if count.city is not None]
    return Presence(
        present_seats=here,
        seats=seats,
        by_city={city.slug: (count.present, count.seats) for city, count in cities},
        present_votes=here,
        votes=seats,
        city_names={city.slug: _names_of(city) for city, _count in cities} if named else {},
    )


@dataclass(frozen=True)
class CityCount:
    """How many of a city's seats are present; `city` is None for the seats that belong to none."""

    city: City | None
    present: int
    seats: int


def counts_of(meeting: Meeting) -> list[CityCount]:
    """How many seats are present, city by city in their order. Three queries, whatever the number of seats."""
    day, organ = meeting.day, meeting.organ_id
    counted = Seat.objects.filter(runs_on(day, "since", "until"), organ=organ).order_by().values_list("city")
    sizes: dict[int | None, int] = dict(counted.annotate(Count("pk")))
    on_seats = attending(meeting).filter(runs_on(day, "seat__since", "seat__until"), seat__organ=organ)
    here: dict[int | None, int] = dict(on_seats.order_by().values_list("seat__city").annotate(Count("pk")))
    cities = City.objects.filter(pk__in=[pk for pk in sizes if pk is not None]).order_by("position", "slug")
    counts = [CityCount(city, here.get(city.pk, 0), sizes[city.pk]) for city in cities]
    return counts + ([CityCount(None, here.get(None, 0), sizes[None])] if None in sizes else [])


def _names_of(city: City) -> dict[str, str]:
    """The city's name for readers of every language of the interface, for verdicts."""
    return {code: city.names.shown(code).text for code, _name in settings.LANGUAGES}


def _weigh_alike(organ: OrganRules | None) -> bool:
    return organ is None or all(group.votes == 1 and group.votes_per_city is None for group in organ.seats)


def _keys_of(meeting: Meeting) -> list[int]:
    return list(seats_on(meeting.organ, meeting.day).order_by().values_list("pk", flat=True))


def weights_of(meeting: Meeting, seats: Sequence[SeatOn] | None = None) -> dict[int, int | Fraction]:
    """The votes of each seat (by primary key) as the charter gives them; one where it says nothing."""
    organ = rules_of(meeting.organ, meeting.day)
    if organ is None or _weigh_alike(organ):
        keys = _keys_of(meeting) if seats is None else [place.seat.pk for place in seats]
        return dict.fromkeys(keys, 1)
    seats = seats_of(meeting) if seats is None else seats
    members = members_as_facts(meeting.network)
    votes = {(spec.city, spec.number): spec.votes for spec in charter.compose(organ, members, meeting.day)}
    return {
        place.seat.pk: votes.get((place.seat.city.slug if place.seat.city else "", place.seat.number), 1)
        for place in seats
    }


def quorum_of(
    meeting: Meeting,
    seats: Sequence[SeatOn] | None = None,
    there: Sequence[Attendance] | None = None,
) -> QuorumResult:
    """The quorum of the meeting as it stands now. A body that the charter does not know needs none."""
    return quorum_with(meeting, presence(meeting, seats, there))


def quorum_with(meeting: Meeting, who: Presence) -> QuorumResult:
    """The quorum of the meeting with a presence that was counted. No query."""
    organ = rules_of(meeting.organ, meeting.day)
    if organ is not None:
        return charter.quorum(organ, who, second_call=meeting.second_call_of_id is not None)
    return QuorumResult(
        False,
        True,
        charter.Base.SEATS,
        who.seats,
        0,
        who.present_seats,
        tuple(charter.CityQuorum(city, here, size, 0, True) for city, (here, size) in who.by_city.items()),
    )


def lacked_quorum(meeting: Meeting) -> bool:
    """Whether the meeting ended without the quorum that it needed."""
    last = meeting.quorum_marks.order_by("pk").last()
    return last is not None and not last.met


def quorum_marks(meeting: Meeting) -> list[QuorumMark]:
    """How the quorum stood at the opening and whenever that changed, in time."""
    return list(meeting.quorum_marks.order_by("at", "pk"))


@dataclass(frozen=True)
class Turnout:
    """Who is there in figures: what everybody may see. `cities` with what each of them needs."""

    quorum: QuorumResult
    cities: tuple[tuple[CityCount, charter.CityQuorum | None], ...]
    remote: int
    carried: int

    @property
    def seats(self) -> int:
        """All seats of the body."""
        return sum(count.seats for count, _part in self.cities)

    @property
    def missing(self) -> list[City]:
        """The cities of which too few are there."""
        return [count.city for count, part in self.cities if part is not None and not part.met and count.city]


def turnout_of(meeting: Meeting) -> Turnout:
    """Who is there in figures. Four queries, whatever the number of seats."""
    counts = counts_of(meeting)
    quorum = quorum_with(meeting, as_facts(counts, named=False))
    parts = {part.city: part for part in quorum.cities}
    ways = attending(meeting).aggregate(
        remote=Count("pk", filter=Q(mode=Attendance.Mode.REMOTE)), carried=Count("pk", filter=Q(is_proxy=True))
    )
    cities = tuple((count, parts.get(count.city.slug) if count.city else None) for count in counts)
    return Turnout(quorum, cities, ways["remote"], ways["carried"])


@dataclass(frozen=True)
class Place:
    """A seat at a meeting: who fills it, what it answered, who sits in it, who carries its vote."""

    seat: Seat
    holder: Person | None
    reply: Reply | None
    attendance: Attendance | None
    proxy: Proxy | None = None


@dataclass
class CityRow:
    """One city's part of a meeting; `city` is None for seats that belong to none."""

    city: City | None
    places: list[Place] = field(default_factory=list)
    quorum: charter.CityQuorum | None = None

    @property
    def present(self) -> int:
        """Seats present."""
        return sum(1 for place in self.places if place.attendance is not None)

    @property
    def coming(self) -> int:
        """Seats that announced to be there, themselves or through a substitute."""
        return sum(1 for place in self.places if place.reply is not None and place.reply.answer != Reply.Answer.ABSENT)

    @property
    def absent(self) -> int:
        """Seats that announced not to come."""
        return sum(1 for place in self.places if place.reply is not None and place.reply.answer == Reply.Answer.ABSENT)

    @property
    def unanswered(self) -> int:
        """Filled seats that have not answered."""
        return sum(1 for place in self.places if place.reply is None and place.holder is not None)


@dataclass(frozen=True)
class Roll:
    """The seats of a meeting city by city, with answers, presence, proxies and the quorum."""

    cities: list[CityRow]
    quorum: QuorumResult
    replies: int
    invited: int

    @property
    def unanswered(self) -> int:
        """Filled seats that have not answered."""
        return sum(city.unanswered for city in self.cities)

    @property
    def places(self) -> list[Place]:
        """All seats, in order."""
        return [place for city in self.cities for place in city.places]

    @property
    def remote(self) -> int:
        """Seats present from afar."""
        return sum(1 for place in self.places if place.attendance and place.attendance.mode == Attendance.Mode.REMOTE)

    @property
    def carried(self) -> int:
        """Seats present by proxy."""
        return sum(1 for place in self.places if place.attendance and place.attendance.is_proxy)


def roll_of(meeting: Meeting) -> Roll:
    """Answers, presence, proxies and quorum of a meeting by city. Five queries, whatever the number of seats."""
    seats = seats_of(meeting)
    there = present(meeting)
    replies = {reply.seat_id: reply for reply in meeting.replies.select_related("substitute", "by")}
    sitting = {attendance.seat_id: attendance for attendance in there}
    carried = {proxy.seat_id: proxy for proxy in standing_proxies(meeting).select_related("carrier", "giver")}
    quorum = quorum_of(meeting, seats, there)
    parts = {part.city: part for part in quorum.cities}
    rows: dict[int | None, CityRow] = {}
    for place in seats:
        city = place.seat.city
        row = rows.setdefault(
            place.seat.city_id,
            CityRow(city, quorum=parts.get(city.slug) if city else None),
        )
        row.places.append(
            Place(
                place.seat,
                place.person,
                replies.get(place.seat.pk),
                sitting.get(place.seat.pk),
                carried.get(place.seat.pk),
            )
        )
    filled = sum(1 for place in seats if place.person is not None)
    return Roll(list(rows.values()), quorum, len(replies), filled)


def has_announced(meeting: Meeting) -> bool:
    """Whether somebody who announced to come is not recorded yet. One query."""
    coming = Reply.objects.filter(meeting=meeting).exclude(answer=Reply.Answer.ABSENT)
    there = attending(meeting).values("seat")
    return coming.exclude(seat__in=there).exclude(seat__in=standing_proxies(meeting).values("seat")).exists()


def standing_proxies(meeting: Meeting) -> QuerySet[Proxy]:
    """The proxies of a meeting that have not been withdrawn."""
    return Proxy.objects.filter(meeting=meeting, withdrawn_at__isnull=True)
