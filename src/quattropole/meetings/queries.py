"""Reads of meetings: seats and who fills them, answers, presence, quorum, agenda, papers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from quattropole import charter, clock
from quattropole.access.viewer import Viewer
from quattropole.charter import Presence, QuorumResult
from quattropole.meetings import rules
from quattropole.meetings.models import (
    AgendaItem,
    Attendance,
    Invitation,
    Meeting,
    Paper,
    Reply,
)
from quattropole.meetings.statutes import rules_of
from quattropole.network.models import City, Person, Seat, Substitute
from quattropole.network.queries import SeatOn, holders, mandates_on, members_as_facts, runs_on, seats_on
from quattropole.texts.localized import reading_order


def seats_of(meeting: Meeting) -> list[SeatOn]:
    """The seats of the meeting's organ on its day, in the order of the cities, with their holders. Two queries."""
    seats = list(seats_on(meeting.organ, meeting.day))
    held = holders(seats, meeting.day)
    return [SeatOn(seat, held.get(seat.pk)) for seat in seats]


def present(meeting: Meeting) -> list[Attendance]:
    """Who is there now; of a meeting that is over, who was there at its end."""
    there = Q(left_at__isnull=True)
    if meeting.closed_at is not None:
        there |= Q(left_at__gte=meeting.closed_at)
    return list(
        meeting.attendances.filter(there)
        .select_related("seat__city", "person__city")
        .order_by("seat__city__position", "seat__number", "seat__key")
    )


def presence(
    meeting: Meeting,
    seats: Sequence[SeatOn] | None = None,
    there: Sequence[Attendance] | None = None,
) -> Presence:
    """How many seats are present, overall and city by city, and their votes where seats weigh differently."""
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


def _names_of(city: City) -> dict[str, str]:
    """The city's name for readers of every language of the interface, for verdicts."""
    return {code: city.names.shown(code).text for code, _name in settings.LANGUAGES}


def weights_of(meeting: Meeting, seats: Sequence[SeatOn] | None = None) -> dict[int, int | Fraction]:
    """The votes of each seat (by primary key) as the charter gives them; one where it says nothing."""
    seats = seats_of(meeting) if seats is None else seats
    organ = rules_of(meeting.organ, meeting.day)
    if organ is None or all(group.votes == 1 and group.votes_per_city is None for group in organ.seats):
        return {place.seat.pk: 1 for place in seats}
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
    who = presence(meeting, seats, there)
    organ = rules_of(meeting.organ, meeting.day)
    if organ is not None:
        return charter.quorum(organ, who)
    return QuorumResult(
        False,
        True,
        charter.Base.SEATS,
        who.seats,
        0,
        who.present_seats,
        tuple(charter.CityQuorum(city, here, size, 0, True) for city, (here, size) in who.by_city.items()),
    )


@dataclass(frozen=True)
class Place:
    """A seat at a meeting: who fills it, what it answered, who sits in it."""

    seat: Seat
    holder: Person | None
    reply: Reply | None
    attendance: Attendance | None


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
    """The seats of a meeting city by city, with answers, presence and the quorum."""

    cities: list[CityRow]
    quorum: QuorumResult
    replies: int
    invited: int

    @property
    def unanswered(self) -> int:
        """Filled seats that have not answered."""
        return sum(city.unanswered for city in self.cities)


def roll_of(meeting: Meeting) -> Roll:
    """Answers, presence and quorum of a meeting by city. Four queries, whatever the number of seats."""
    seats = seats_of(meeting)
    there = present(meeting)
    replies = {reply.seat_id: reply for reply in meeting.replies.select_related("substitute", "by")}
    sitting = {attendance.seat_id: attendance for attendance in there}
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
            )
        )
    filled = sum(1 for place in seats if place.person is not None)
    return Roll(list(rows.values()), quorum, len(replies), filled)


def meetings_for(viewer: Viewer) -> QuerySet[Meeting]:
    """The meetings that the viewer may see, newest first, with what a list shows."""
    return (
        rules.visible_meetings(viewer)
        .select_related("organ__network", "host_city", "network")
        .order_by("-starts_at", "-pk")
    )


def agenda_for(viewer: Viewer, meeting: Meeting, papers: Sequence[Paper] | None = None) -> list[AgendaItem]:
    """The items that the viewer may see, in order, each with `seen_papers`: its papers that the viewer may see."""
    papers = papers_for(viewer, meeting) if papers is None else papers
    items = list(rules.visible_items(viewer).filter(meeting=meeting).select_related("named_in").order_by("position"))
    for item in items:
        item.meeting = meeting
        item.seen_papers = [paper for paper in papers if paper.item_id == item.pk]
    return items


def papers_for(viewer: Viewer, meeting: Meeting, language: str | None = None) -> list[Paper]:
    """The papers that the viewer may see, by item; within an item those in the reader's language first."""
    order = reading_order(language or get_language() or "de")
    rank = {code: place for place, code in enumerate(order)}
    papers = (
        rules.visible_papers(viewer)
        .filter(meeting=meeting)
        .select_related("item", "uploaded_by")
        .order_by(F("item__position").asc(nulls_first=True), "title", "pk")
    )
    return sorted(
        papers,
        key=lambda paper: (
            paper.item.position if paper.item else 0,
            rank.get(paper.language, len(rank)),
        ),
    )


def own_places(viewer: Viewer, meeting: Meeting) -> list[Place]:
    """The seats for which the viewer may answer (held on the meeting's day or today), with their answers."""
    if viewer.person is None:
        return []
    days = Q()
    for day in {meeting.day, viewer.day}:
        days |= Q(mandates__begins__lte=day) & (Q(mandates__ends__isnull=True) | Q(mandates__ends__gte=day))
    seats = (
        Seat.objects.filter(
            days, runs_on(meeting.day, "since", "until"), organ=meeting.organ_id, mandates__person=viewer.person
        )
        .select_related("city", "organ__network")
        .distinct()
    )
    replies = {given.seat_id: given for given in meeting.replies.select_related("substitute", "by")}
    return [Place(seat, viewer.person, replies.get(seat.pk), None) for seat in seats]


def unanswered_by(person: Person) -> QuerySet[Invitation]:
    """Invitations of the person to coming meetings to which the seat has not answered."""
    return (
        Invitation.objects.filter(
            person=person,
            convocation__meeting__state=Meeting.State.CONVENED,
            convocation__meeting__starts_at__gte=clock.now(),
        )
        .exclude(seat__replies__meeting=F("convocation__meeting"))
        .select_related("convocation__meeting__organ", "seat__city")
        .order_by("convocation__meeting__starts_at")
    )


def substitutes_for(seat: Seat, day: date) -> QuerySet[Person]:
    """Who may be named for a seat on a day, those whom the city named for the organ first.

    Nobody where the statutes know no substitutes; else people of the same city who hold no seat in the organ
    themselves; where the statutes ask for it, only those whom the city named.
    """
    organ = rules_of(seat.organ, day)
    if organ is not None and not organ.substitution.allowed:
        return Person.objects.none()
    sitting = mandates_on(day).filter(seat__organ=seat.organ_id).values("person")
    named = Substitute.objects.filter(runs_on(day, "since", "until"), organ=seat.organ_id, person=OuterRef("pk"))
    people = (
        Person.objects.filter(city=seat.city_id)
        .exclude(pk__in=sitting)
        .annotate(is_named=Exists(named))
        .order_by("-is_named", "is_placeholder", "family_name", "given_name", "slug")
    )
    if organ is not None and organ.substitution.who == charter.Substitutes.NAMED:
        return people.filter(is_named=True)
    return people
