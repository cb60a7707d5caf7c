"""Figures computed for SVG: all coordinates are whole numbers, so no language puts a comma into them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, cos, hypot, pi, sin

from quattropole.texts.figures import figure_text

Number = int | Fraction
BAR = 600
GAP = 12
WIDE = 800
NARROW = 320


@dataclass(frozen=True, slots=True)
class MajorityBar:
    """A bar of `BAR` units: yes, then no; abstentions apart; a mark where the majority begins.

    The figures are as people write them; the widths are of the exact numbers, rounded down.
    """

    yes: int | str
    no: int | str
    abstain: int | str
    needed: int | str | None
    yes_width: int
    no_x: int
    no_width: int
    abstain_x: int
    abstain_width: int
    needed_x: int | None
    width: int


def majority_bar(
    yes: Number, no: Number, abstain: Number, needed: Number | None, *, size: Number = 0, is_met: bool | None = None
) -> MajorityBar:
    """The geometry of a result. `needed`: the smallest number of yes votes that carries; None if there is none.

    `size`: what the majority is measured against where that is more than what was cast, such as all seats; `is_met`:
    whether it was reached, where `needed` itself is not enough.
    """
    cast = yes + no
    whole = max(cast + abstain, needed or 0, size) or 1
    gap = GAP if abstain and cast else 0
    scale = BAR - gap
    needed_x = None if needed is None else int(needed * scale // whole)
    yes_width = _short_of(needed_x, int(yes * scale // whole), yes >= (needed or 0) if is_met is None else is_met)
    no_width = int(no * scale // whole)
    return MajorityBar(
        yes=figure_text(yes),
        no=figure_text(no),
        abstain=figure_text(abstain),
        needed=None if needed is None else figure_text(needed),
        yes_width=yes_width,
        no_x=yes_width,
        no_width=no_width,
        abstain_x=yes_width + no_width + gap,
        abstain_width=int(abstain * scale // whole),
        needed_x=needed_x,
        width=BAR,
    )


@dataclass(frozen=True, slots=True)
class MeasureBar:
    """A bar of `BAR` units for one figure of a whole: three of four cities; a mark where it is enough."""

    reached: int | str
    size: int | str
    needed: int | str | None
    reached_width: int
    needed_x: int | None
    width: int


def measure_bar(reached: Number, size: Number, needed: Number | None, *, is_met: bool | None = None) -> MeasureBar:
    """The geometry of one figure of a whole; a figure that is not enough never touches its mark."""
    whole = max(reached, size, needed or 0) or 1
    needed_x = None if needed is None else int(needed * BAR // whole)
    met = reached >= (needed or 0) if is_met is None else is_met
    return MeasureBar(
        reached=figure_text(reached),
        size=figure_text(size),
        needed=None if needed is None else figure_text(needed),
        reached_width=_short_of(needed_x, int(reached * BAR // whole), met),
        needed_x=needed_x,
        width=BAR,
    )


def _short_of(mark: int | None, width: int, is_met: bool) -> int:
    """A width that stays visibly short of a mark that was not reached, however close it came."""
    return width if mark is None or is_met else max(min(width, mark - 2), 0)


@dataclass(frozen=True, slots=True)
class Seat:
    """A seat to draw: whose city (a place in the palette), what to say of it, and its state classes."""

    label: str
    city: int
    state: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    x: int
    y: int
    seat: Seat


@dataclass(frozen=True, slots=True)
class SeatPlan:
    width: int
    height: int
    radius: int
    dots: tuple[Dot, ...]


def seat_plan(seats: Sequence[Seat]) -> SeatPlan:
    """The seats as half a circle, in the order given from left to right, so that each city is one wedge."""
    count = len(seats)
    if not count:
        return SeatPlan(WIDE, 0, 0, ())
    rows = _rows(count)
    width = WIDE if rows > 1 else NARROW
    outer = width / 2
    pitch = outer * 0.62 / rows
    radius = int(min(pitch * 0.38, outer * (0.075 if rows > 1 else 0.15)))
    rings = [outer - radius - 4 - row * pitch for row in range(rows)]
    spots: list[tuple[float, int, int]] = []
    for ring, places in zip(rings, _share(count, rings), strict=True):
        for place in range(places):
            angle = pi / 2 if places == 1 else pi * place / (places - 1)
            spots.append(
                (
                    angle,
                    round(outer - ring * cos(angle)),
                    round(outer - ring * sin(angle)),
                )
            )
    spots.sort(key=lambda spot: (round(spot[0], 6), spot[2]))
    dots = tuple(Dot(x, y, seat) for (_angle, x, y), seat in zip(spots, seats, strict=True))
    return SeatPlan(width, int(outer) + radius + 4, radius, dots)


def _rows(count: int) -> int:
    """As few rows as let the dots keep their size: up to nine seats one row, then about a root of the number."""
    return 1 if count < 10 else ceil((count / 5) ** 0.5)


def _share(count: int, rings: Sequence[float]) -> list[int]:
    """How many seats stand on each ring: in proportion to its length, together exactly `count`."""
    total = sum(rings)
    shares = [int(count * ring / total) for ring in rings]
    rest = sorted(
        range(len(rings)),
        key=lambda index: shares[index] - count * rings[index] / total,
    )
    for index in rest[: count - sum(shares)]:
        shares[index] += 1
    return shares


@dataclass(frozen=True, slots=True)
class Place:
    """A city on a map: its position in degrees, its name, its page, its colour, a line about it."""

    name: str
    latitude: float
    longitude: float
    city: int
    address: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pin:
    x: int
    y: int
    text_x: int
    anchor: str
    name_y: int
    note_y: int
    place: Place


@dataclass(frozen=True, slots=True)
class Line:
    x1: int
    y1: int
    x2: int
    y2: int
    kilometres: int
    label_x: int
    label_y: int
    is_long: bool
    near: str
    far: str


@dataclass(frozen=True, slots=True)
class CityMap:
    width: int
    height: int
    pins: tuple[Pin, ...]
    lines: tuple[Line, ...]


EARTH_KM = 6371
MARGIN = 70
MAP = 520
MAP_LINES = 12


def city_map(places: Sequence[Place]) -> CityMap:
    """The cities where they are (equirectangular, true to scale at their middle latitude), north up."""
    width = MAP
    if not places:
        return CityMap(width, 0, (), ())
    middle = sum(place.latitude for place in places) / len(places)
    shrink = cos(middle * pi / 180)
    xs = [place.longitude * shrink for place in places]
    ys = [-place.latitude for place in places]
    span_x = max(max(xs) - min(xs), 0.05)
    span_y = max(max(ys) - min(ys), 0.05)
    scale = min((width - 2 * MARGIN) / span_x, width * 1.1 / span_y)
    left = (width - span_x * scale) / 2
    pins = tuple(
        _pin(
            place,
            round(left + (x - min(xs)) * scale),
            round(MARGIN * 0.6 + (y - min(ys)) * scale),
            width,
        )
        for place, x, y in zip(places, xs, ys, strict=True)
    )
    return CityMap(
        width,
        round(span_y * scale + MARGIN * 1.3),
        pins,
        _lines(pins) if len(pins) <= 6 else (),
    )


def _pin(place: Place, x: int, y: int, width: int) -> Pin:
    right = x > width * 0.7
    return Pin(x, y, x - 22 if right else x + 22, "end" if right else "start", y - 1, y + 19, place)


def _line(a: Pin, b: Pin) -> Line:
    """The way between two cities; its length stands a little off the middle, where no other way crosses.

    A way that is drawn too short for it carries no figure.
    """
    x, y = (a.x * 11 + b.x * 9) // 20, (a.y * 11 + b.y * 9) // 20
    is_long = hypot(a.x - b.x, a.y - b.y) > 150
    return Line(a.x, a.y, b.x, b.y, kilometres(a.place, b.place), x, y, is_long, a.place.name, b.place.name)


def _lines(pins: Sequence[Pin]) -> tuple[Line, ...]:
    """Every way between up to four cities; between more, only the shortest ways that still join them all."""
    if len(pins) <= 4:
        return tuple(_line(a, b) for index, a in enumerate(pins) for b in pins[index + 1 :])
    joined, others, lines = [pins[0]], list(pins[1:]), []
    while others:
        a, b = min(product(joined, others), key=lambda pair: kilometres(pair[0].place, pair[1].place))
        lines.append(_line(a, b))
        joined.append(b)
        others.remove(b)
    return tuple(lines)


def kilometres(a: Place, b: Place) -> int:
    """The distance as the crow flies, on a sphere, to a kilometre."""
    shrink = cos((a.latitude + b.latitude) / 2 * pi / 180)
    north = (a.latitude - b.latitude) * pi / 180
    east = (a.longitude - b.longitude) * pi / 180 * shrink
    return round(EARTH_KM * hypot(north, east))
