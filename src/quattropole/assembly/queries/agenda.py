"""The agenda as it is worked through: which item is done, current, to come, put off; and how each was decided."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum

from quattropole.assembly.models import Debate
from quattropole.assembly.queries.stage import current_item, running_votes_of
from quattropole.decisions.models import Election, Resolution, Vote
from quattropole.decisions.queries import ResultView, result_view
from quattropole.meetings.models import AgendaItem, Meeting


class Progress(StrEnum):
    """How far an item is."""

    DONE = "done"
    CURRENT = "current"
    COMING = "coming"
    ADJOURNED = "adjourned"
    REFERRED = "referred"


@dataclass
class Line:
    """One item of the agenda; `outcome` is how it was decided at last, None where it was not."""

    item: AgendaItem
    progress: Progress
    debate: Debate | None = None
    outcome: bool | None = None
    is_election: bool = False
    is_voting: bool = False


@dataclass
class Agenda:
    """The items that a screen shows, in order; `hidden` of them are not for it."""

    lines: list[Line] = field(default_factory=list)
    hidden: int = 0

    @property
    def current(self) -> Line | None:
        """The item that is dealt with."""
        return next((line for line in self.lines if line.progress == Progress.CURRENT), None)

    @property
    def next_line(self) -> Line | None:
        """The first item to come after the current one; where none comes, the first that was left out."""
        coming = [line for line in self.lines if line.progress == Progress.COMING]
        here = self.current.item.position if self.current else 0
        return next((line for line in coming if line.item.position > here), coming[0] if coming else None)


def agenda_of(meeting: Meeting, audiences: Collection[str]) -> Agenda:
    """The agenda with its progress; five queries, whatever its length."""
    running = running_votes_of(meeting)
    current = current_item(meeting, running)
    debates = {debate.item_id: debate for debate in _debates(meeting)}
    outcomes = _outcomes(meeting)
    voting = {vote.item_id for vote in running}
    agenda = Agenda()
    for item in AgendaItem.objects.filter(meeting=meeting).order_by("position"):
        if item.audience not in audiences:
            agenda.hidden += 1
            continue
        debate = debates.get(item.pk)
        carried, elects = outcomes.get(item.pk, (None, False))
        agenda.lines.append(
            Line(
                item,
                _progress(meeting, item, current, debate, decided=item.pk in outcomes),
                debate=debate,
                outcome=carried,
                is_election=elects,
                is_voting=item.pk in voting,
            )
        )
    return agenda


def _debates(meeting: Meeting) -> list[Debate]:
    return list(Debate.objects.filter(item__meeting=meeting).select_related("referred_to"))


def _progress(
    meeting: Meeting, item: AgendaItem, current: AgendaItem | None, debate: Debate | None, *, decided: bool
) -> Progress:
    if current is not None and current.pk == item.pk:
        return Progress.CURRENT
    if debate is not None and debate.state == Debate.State.ADJOURNED:
        return Progress.ADJOURNED
    if debate is not None and debate.state == Debate.State.REFERRED:
        return Progress.REFERRED
    begun = debate is not None and debate.begun_at is not None
    return Progress.DONE if begun or decided or meeting.state == Meeting.State.CLOSED else Progress.COMING


def _outcomes(meeting: Meeting) -> dict[int, tuple[bool | None, bool]]:
    """Item -> whether its last decision carried, and whether that was an election; not on procedure or amendments."""
    rows = (
        Vote.objects.filter(
            item__meeting=meeting,
            state=Vote.State.DECLARED,
            amendment__isnull=True,
            procedural_motion__isnull=True,
        )
        .order_by("declared_at", "pk")
        .values_list("item_id", "result__carried", "election__state")
    )
    return {item: (_final(bool(carried), state), state is not None) for item, carried, state in rows}


def _final(carried: bool, election: str | None) -> bool | None:
    """None for a round of an election after which another follows."""
    return None if election == Election.State.VOTING else carried


@dataclass(frozen=True)
class Decided:
    """Something that was decided in the meeting."""

    vote: Vote
    result: ResultView
    resolution: Resolution | None


def decided_in(meeting: Meeting, audiences: Collection[str]) -> list[Decided]:
    """What was decided so far, the latest first; two queries. Votes on procedure and on amendments are not in it."""
    votes = (
        Vote.objects.filter(
            item__meeting=meeting,
            item__audience__in=audiences,
            state=Vote.State.DECLARED,
            amendment__isnull=True,
            procedural_motion__isnull=True,
        )
        .select_related("item", "election")
        .order_by("-declared_at", "-pk")
    )
    entries = {entry.vote_id: entry for entry in Resolution.objects.filter(vote__in=votes).select_related("organ")}
    found = []
    for vote in votes:
        result = result_view(vote.result)
        if result is not None:
            entry = entries.get(vote.pk)
            seen = entry if entry is not None and entry.audience in audiences else None
            found.append(Decided(vote, result, seen))
    return found
