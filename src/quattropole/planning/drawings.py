"""Drawings of planning: the strip of a timeline, terms beneath each other, parted bars. Whole coordinates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel import dates as babel_dates

from quattropole.texts.names import reader_locale

RADIUS = 11
STEP = 2 * RADIUS + 3
"""How far dots stand apart that would cover each other."""
EDGE = 24
BASE = 30


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark of the axis with its words."""

    x: int
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Dot:
    """A step on the strip."""

    x: int
    y: int
    number: int
    state: str
    label: str
    key: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A day that is marked across the strip: today, the meeting."""

    x: int
    kind: str
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Strip:
    """A strip of time with numbered dots; dots of days close together stand above each other."""

    width: int
    height: int
    base: int
    radius: int
    ticks: tuple[Tick, ...]
    dots: tuple[Dot, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Point:
    """Something that happens on a day: its number in the list below the drawing, its state, its words."""

    on: date
    number: int
    state: str
    label: str
    key: str = ""


def strip(points: Sequence[Point], marks: Sequence[tuple[date, str, str]], *, width: int) -> Strip:
    """The geometry of a strip. `marks`: days with their kind (`today`, `meeting`) and words; today only if in reach."""
    days = [point.on for point in points] + [on for on, kind, _words in marks if kind != "today"]
    if not days:
        return Strip(width, 0, 0, RADIUS, (), (), ())
    first, last = min(days), max(days)
    shown = [(on, kind, words) for on, kind, words in marks if first <= on <= last]
    axis = _Axis(first, last, width)
    levels = _levels([axis.x(point.on) for point in points])
    top = 32
    height = top + (max(levels, default=0) + 1) * STEP + BASE
    base = height - BASE
    dots = tuple(
        Dot(axis.x(point.on), base - RADIUS - 5 - level * STEP, point.number, point.state, point.label, point.key)
        for point, level in zip(points, levels, strict=True)
    )
    return Strip(width, height, base, RADIUS, axis.months(), dots, tuple(_mark(axis, *mark) for mark in shown))


def _mark(axis: "_Axis", on: date, kind: str, words: str) -> Mark:
    x = axis.x(on)
    anchor = "start" if x < axis.width // 4 else "end" if x > axis.width * 3 // 4 else "middle"
    return Mark(x, kind, words, anchor)


def _levels(xs: Sequence[int]) -> list[int]:
    """For each dot from left to right how high it stands so that it covers no other."""
    ends: list[int] = []
    levels = []
    for x in xs:
        level = next((row for row, end in enumerate(ends) if end <= x - STEP), len(ends))
        if level == len(ends):
            ends.append(x)
        else:
            ends[level] = x
        levels.append(level)
    return levels


class _Axis:
    """Days to whole units of a drawing."""

    def __init__(self, first: date, last: date, width: int) -> None:
        self.first, self.width = first, width
        self.days = max(1, (last - first).days)
        self.last = last

    def x(self, day: date) -> int:
        return EDGE + (day - self.first).days * (self.width - 2 * EDGE) // self.days

    def months(self) -> tuple[Tick, ...]:
        """The first days of months, as many as there is room for, with the names of the months."""
        found: list[date] = []
        day = self.first.replace(day=1)
        while day <= self.last:
            if day >= self.first:
                found.append(day)
            day = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
        ticks: list[Tick] = []
        for day in found:
            x = self.x(day)
            if ticks and x - ticks[-1].x < 52:
                continue
            skeleton = "yMMM" if day.month == 1 else "MMM"
            words = babel_dates.format_skeleton(skeleton, day, locale=reader_locale())
            ticks.append(Tick(x, words, "end" if x > self.width - 40 else "start" if x < 40 else "middle"))
        return tuple(ticks)


BAR = 600


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: what it is, how much, where it stands."""

    kind: str
    count: int
    x: int
    width: int


def parted_bar(parts: Sequence[tuple[str, int]], *, width: int = BAR) -> tuple[Part, ...]:
    """The parts of a whole side by side, exactly as wide as the bar together; empty ones are left out."""
    whole = sum(count for _kind, count in parts)
    if not whole:
        return ()
    found, before = [], 0
    for kind, count in parts:
        if count:
            x = before * width // whole
            found.append(Part(kind, count, x, (before + count) * width // whole - x))
        before += count
    return tuple(found)


ROW = 30
LABEL = 17
LONGEST = 30
ROWS_AT_MOST = 40


@dataclass(frozen=True, slots=True)
class Bar:
    """A term: its row, where it begins and ends on the drawing, and whether it goes on beyond."""

    y: int
    x: int
    width: int
    label: str
    note: str
    city: int
    is_endless: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms beneath each other on an axis of years, with days marked across."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    today: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """From a day to a day, or without an end: what it is of, and what to say of it."""

    label: str
    note: str
    begins: date
    ends: date | None
    city: int


def terms(
    stretches: Sequence[Stretch], marks: Sequence[tuple[date, str, int]], *, today: date, years: int, width: int
) -> Terms:
    """The geometry of terms from the year before `today` on. `marks`: days with their words and a city's colour."""
    first, last = date(today.year - 1, 1, 1), date(today.year + years, 12, 31)
    axis = _Axis(first, last, width)
    bars = []
    for row, stretch in enumerate(stretches[:ROWS_AT_MOST]):
        x = axis.x(max(first, stretch.begins))
        end = axis.x(min(last, stretch.ends)) if stretch.ends else axis.x(last)
        y = 24 + row * (ROW + LABEL)
        bars.append(Bar(y, x, max(2, end - x), stretch.label, stretch.note, stretch.city, stretch.ends is None))
    height = 24 + len(bars) * (ROW + LABEL) + 26
    step = max(1, (years + 2) * 44 // width)
    ticks = tuple(
        Tick(axis.x(date(year, 1, 1)), str(year), "start")
        for year in range(first.year, last.year + 1)
        if (year - first.year) % step == 0
    )
    drawn = tuple(
        Mark(axis.x(on), f"city-{colour}", words, "middle") for on, words, colour in marks if first <= on <= last
    )
    return Terms(width, height, tuple(bars), ticks, drawn, axis.x(today), max(0, len(stretches) - ROWS_AT_MOST))
