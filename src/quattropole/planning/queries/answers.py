"""Who answered a convocation and how; the quorum that is to be expected from it; lists for the door and the kitchen."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from quattropole.charter import CityQuorum, QuorumResult, Source
from quattropole.meetings.models import Invitation, Meeting, Reply
from quattropole.meetings.queries import CityCount, CityRow, Place, Roll, as_facts, quorum_with, roll_of
from quattropole.meetings.statutes import rules_of
from quattropole.network.models import City, Person
from quattropole.planning.drawings import Part, parted_bar
from quattropole.planning.models import AnswerReminder

Answer = Reply.Answer
ANSWERS = (Answer.COMING, Answer.REMOTE, Answer.SUBSTITUTE, Answer.ABSENT)


@dataclass(frozen=True)
class CityAnswers:
    """What the seats of one city answered; `city` is None for seats that belong to none."""

    city: City | None
    seats: int
    vacant: int
    counts: dict[str, int]
    places: Sequence[Place]

    @property
    def attending(self) -> int:
        """Seats that will be filled as far as their holders said."""
        return self.seats - self.vacant - self.absent - self.unanswered

    @property
    def coming(self) -> int:
        """Seats whose holders come."""
        return self.counts[Answer.COMING]

    @property
    def remote(self) -> int:
        """Seats whose holders attend from afar."""
        return self.counts[Answer.REMOTE]

    @property
    def substitute(self) -> int:
        """Seats for which somebody else comes."""
        return self.counts[Answer.SUBSTITUTE]

    @property
    def absent(self) -> int:
        """Seats that stay empty."""
        return self.counts[Answer.ABSENT]

    @property
    def unanswered(self) -> int:
        """Filled seats without an answer."""
        return self.seats - self.vacant - sum(self.counts.values())

    @property
    def parts(self) -> tuple[Part, ...]:
        """The answers as a bar."""
        return parted_bar(
            [
                ("coming", self.coming),
                ("remote", self.remote),
                ("substitute", self.substitute),
                ("absent", self.absent),
                ("unanswered", self.unanswered),
                ("vacant", self.vacant),
            ]
        )


@dataclass(frozen=True)
class Expected:
    """A quorum as it would be. Not binding: what counts is who is there.

    `announced`: counted are those who said that they come; `at_best`: and all who have not answered.
    """

    announced: QuorumResult
    at_best: QuorumResult
    source: Source | None

    @property
    def state(self) -> str:
        """`met`, `open` (it depends on those without an answer), or `missed`."""
        return "met" if self.announced.met else "open" if self.at_best.met else "missed"


@dataclass(frozen=True)
class Answers:
    """The answers to a convocation, city by city."""

    cities: Sequence[CityAnswers]
    expected: Expected
    reminders: Sequence[AnswerReminder] = field(default_factory=list)

    def _sum(self, name: str) -> int:
        return sum(getattr(city, name) for city in self.cities)

    @property
    def seats(self) -> int:
        """All seats."""
        return self._sum("seats")

    @property
    def coming(self) -> int:
        """Seats whose holders come."""
        return self._sum("coming")

    @property
    def remote(self) -> int:
        """Seats whose holders attend from afar."""
        return self._sum("remote")

    @property
    def substitute(self) -> int:
        """Seats for which somebody else comes."""
        return self._sum("substitute")

    @property
    def absent(self) -> int:
        """Seats that stay empty."""
        return self._sum("absent")

    @property
    def unanswered(self) -> int:
        """Filled seats without an answer."""
        return self._sum("unanswered")

    @property
    def missing(self) -> list[Place]:
        """The filled seats without an answer."""
        return [p for city in self.cities for p in city.places if p.reply is None and p.holder is not None]


def answers_of(meeting: Meeting) -> Answers:
    """The answers of a meeting. Six queries, whatever the number of seats."""
    roll = roll_of(meeting)
    cities = [_answers(row) for row in roll.cities]
    return Answers(cities, expected_quorum(meeting, cities), list(meeting.answer_reminders.select_related("by")))


def _answers(row: CityRow) -> CityAnswers:
    counts = dict.fromkeys((str(answer) for answer in ANSWERS), 0)
    for place in row.places:
        if place.reply is not None:
            counts[place.reply.answer] += 1
    vacant = sum(1 for place in row.places if place.holder is None and place.reply is None)
    return CityAnswers(row.city, len(row.places), vacant, counts, row.places)


def expected_quorum(meeting: Meeting, cities: Iterable[CityAnswers]) -> Expected:
    """The quorum by the charter, counted on what was answered. No query."""
    listed = list(cities)
    rules = rules_of(meeting.organ, meeting.day)
    return Expected(
        announced=_quorum(meeting, [CityCount(city.city, city.attending, city.seats) for city in listed]),
        at_best=_quorum(
            meeting, [CityCount(city.city, city.attending + city.unanswered, city.seats) for city in listed]
        ),
        source=rules.quorum.source if rules else None,
    )


def _quorum(meeting: Meeting, counts: Sequence[CityCount]) -> QuorumResult:
    return quorum_with(meeting, as_facts(counts, named=False))


def missing_cities(result: QuorumResult) -> list[CityQuorum]:
    """The cities of which too few would be there."""
    return [city for city in result.cities if not city.met]


def people_without_answer(meeting: Meeting) -> QuerySet[Person]:
    """The people who were invited for a seat that has not answered."""
    answered = Reply.objects.filter(meeting=meeting)
    waiting = Invitation.objects.filter(convocation__meeting=meeting).exclude(seat__in=answered.values("seat"))
    return Person.objects.filter(pk__in=waiting.values("person")).select_related("network").order_by("pk")


# Lists

RISKY = ("=", "+", "-", "@", "\t", "\r")


def cell(words: object) -> str:
    """The words of a cell; what a spreadsheet would take for a formula begins with an apostrophe."""
    text = str(words)
    return f"'{text}" if text.startswith(RISKY) else text


def door_rows(roll: Roll) -> Iterator[list[str]]:
    """For the door: who comes for which seat, by city."""
    for row in roll.cities:
        for place in row.places:
            reply = place.reply
            who = reply.substitute if reply is not None and reply.substitute is not None else place.holder
            answer = reply.get_answer_display() if reply is not None else ""
            yield [
                cell(row.city or ""),
                cell(place.seat.titles),
                cell(who or ""),
                cell(place.holder or "") if who != place.holder else "",
                cell(answer),
            ]


def catering_rows(cities: Iterable[CityAnswers]) -> Iterator[list[str]]:
    """For the kitchen: how many are in the room, by city, and how many might come besides."""
    for city in cities:
        yield [cell(city.city or ""), str(city.coming + city.substitute), str(city.unanswered)]
