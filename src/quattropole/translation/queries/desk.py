"""What lacks a language, the most urgent first: a constant number of queries, whatever there is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.network.models import Person
from quattropole.texts.models import State
from quattropole.texts.queries import BADGES
from quattropole.translation.memory import catch_up
from quattropole.translation.models import Assignment
from quattropole.translation.sources import GOOD, SOURCES, Unit, all_units

STATES = (State.MISSING, State.OUTDATED, State.MACHINE, State.DRAFT)
"""What waits for somebody, the most urgent first."""


@dataclass(frozen=True)
class Narrowed:
    """Which part of the work is asked for; empty: all of it. `languages`: the ones looked at."""

    languages: Sequence[str]
    source: str = ""
    state: str = ""
    kind: str = ""
    organ: int | None = None
    until: date | None = None
    mine: bool = False


@dataclass(frozen=True)
class Row:
    """One language of one thing that waits."""

    unit: Unit
    language: str
    state: State
    person: Person | None

    @property
    def badge(self) -> str:
        """The kind of the state's badge."""
        return BADGES[self.state]

    @property
    def word(self) -> str:
        """The state in words."""
        return str(self.state.label)

    @property
    def source(self) -> str:
        """The language to translate from."""
        return next(iter(self.unit.sources_for(self.language)), "")

    @property
    def days_left(self) -> int | None:
        """How many days there are until it is needed."""
        return (self.unit.deadline - clock.today()).days if self.unit.deadline else None

    @property
    def is_late(self) -> bool:
        """Whether its day has passed."""
        return self.days_left is not None and self.days_left < 0

    @property
    def is_near(self) -> bool:
        """Whether its day comes within a week."""
        return self.days_left is not None and 0 <= self.days_left <= 7

    @property
    def key(self) -> str:
        """What names the row in forms."""
        return f"{self.unit.key}/{self.language}"


@dataclass(frozen=True)
class Work:
    """The rows, and how many there are of each state and in each language before state and language were chosen."""

    rows: Sequence[Row]
    by_state: Mapping[str, int] = field(default_factory=dict)
    by_language: Mapping[str, int] = field(default_factory=dict)
    late: int = 0


def work_for(viewer: Viewer, narrowed: Narrowed) -> Work:
    """What waits, as far as it is for the viewer: late and urgent things first."""
    catch_up()
    kinds = [narrowed.kind] if narrowed.kind in SOURCES else None
    units = all_units(viewer, narrowed.languages, kinds)
    people = {
        (assignment.unit, assignment.language): assignment.person
        for assignment in Assignment.objects.filter(language__in=narrowed.languages).select_related("person")
    }
    rows = [
        Row(unit, language, state, people.get((unit.key, language)))
        for unit in units
        for language in narrowed.languages
        if language in unit.languages
        and (state := unit.state(language)) not in GOOD
        and _fits(viewer, narrowed, unit, language, people.get((unit.key, language)))
    ]
    shown = [row for row in rows if not narrowed.state or row.state == narrowed.state]
    return Work(
        sorted(shown, key=_urgency),
        Counter(str(row.state.value) for row in rows),
        Counter(row.language for row in shown),
        sum(row.is_late for row in shown),
    )


def _fits(viewer: Viewer, narrowed: Narrowed, unit: Unit, language: str, person: Person | None) -> bool:
    if narrowed.source and narrowed.source not in unit.sources_for(language):
        return False
    if narrowed.organ and narrowed.organ not in {organ.pk for organ in (unit.organ, unit.other_organ) if organ}:
        return False
    if narrowed.until and (unit.deadline is None or unit.deadline > narrowed.until):
        return False
    return not narrowed.mine or (person is not None and viewer.person is not None and person.pk == viewer.person.pk)


def _urgency(row: Row) -> tuple[date, bool, int, str, str]:
    binds = row.language in row.unit.authentic
    return (row.unit.deadline or date.max, not binds, STATES.index(row.state), row.unit.source, row.unit.key)
