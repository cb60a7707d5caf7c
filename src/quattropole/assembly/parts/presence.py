"""Who is there: the quorum overall and city by city; at the console also seat by seat, to be recorded."""

from dataclasses import dataclass

from quattropole.assembly.parts.screens import Kind, Part, Role, Screen
from quattropole.assembly.parts.showing import show
from quattropole.live import Topic
from quattropole.look.drawings import Seat
from quattropole.meetings.bars import Bar, bar
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import CityCount, Place, Roll, Turnout, has_announced, is_running, roll_of, turnout_of
from quattropole.meetings.statutes import rules_of

CITIES_DRAWN = 12
"""Of more cities than that only those are named of which too few are there."""
SEATS_LISTED = 120
"""A body of more seats is not listed on the console; its desk searches."""
SEATS_DRAWN = 260


@dataclass(frozen=True)
class CityLine:
    """A city's part: how many are there, drawn; whether that is enough."""

    count: CityCount
    bar: Bar
    met: bool


def render(meeting: Meeting, screen: Screen) -> str:
    """Figures for everybody; names and buttons for those who record who comes and goes."""
    turnout = turnout_of(meeting)
    organ = rules_of(meeting.organ, meeting.day)
    context = {
        "turnout": turnout,
        "quorum": turnout.quorum,
        "by_cities": turnout.quorum.base == "cities",
        "source": organ.quorum.source if organ is not None else None,
        "bar": bar(turnout.quorum.present, turnout.quorum.base_size, turnout.quorum.needed),
        "cities": city_lines(turnout) if screen.kind is not Kind.GALLERY else [],
    }
    if screen.kind is Kind.CONSOLE:
        context |= _console(meeting, screen, turnout)
    return show("presence", meeting, screen, **context)


def city_lines(turnout: Turnout) -> list[CityLine]:
    """The cities in their order; none where there are too many to be read."""
    if len(turnout.cities) > CITIES_DRAWN:
        return []
    return [
        CityLine(count, bar(count.present, count.seats, part.needed if part else 0), part is None or part.met)
        for count, part in turnout.cities
    ]


def _console(meeting: Meeting, screen: Screen, turnout: Turnout) -> dict[str, object]:
    """What the desk needs; of a body that is too large to be listed or drawn, its seats are not even read."""
    roll = roll_of(meeting) if turnout.seats <= SEATS_DRAWN else None
    return {
        "roll": roll if turnout.seats <= SEATS_LISTED else None,
        "records": screen.role is not Role.NONE and is_running(meeting),
        "announced": has_announced(meeting),
        "drawn": seats_drawn(roll) if roll is not None else [],
    }


def seats_drawn(roll: Roll) -> list[Seat]:
    """The seats as dots in the colours of their cities: full with their holders there, a ring through somebody else."""
    return [Seat(str(place.seat.titles), _colour(place), _state(place)) for place in roll.places]


def _colour(place: Place) -> int:
    return place.seat.city.colour if place.seat.city else 0


def _state(place: Place) -> str:
    if place.attendance is None:
        return "is-vacant"
    return "is-substitute" if place.attendance.is_substitute or place.attendance.is_proxy else ""


PART = Part(
    name="presence",
    kinds=frozenset(Kind),
    topics=frozenset({Topic.PRESENCE, Topic.MEETING, Topic.RIGHTS}),
    render=render,
)
"""Everybody sees the figures."""
