"""What the platform knows of the preparation of meetings, so that nobody has to tick it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Max, Min, Q

from quattropole.decisions.models import Placement
from quattropole.meetings.models import AgendaItem, Convocation, Invitation, Meeting, MeetingBook, Paper, Reply
from quattropole.minutes.models import Minutes
from quattropole.planning.kinds import CONVOCATION
from quattropole.planning.models import Interpretation, Logistics
from quattropole.texts.models import State

DONE_STATES = frozenset({State.AUTHENTIC, State.REVIEWED})
THERE = DONE_STATES | {State.DRAFT, State.MACHINE}


@dataclass
class Progress:
    """What is done of one meeting's preparation: `done` holds keys of steps, `not_needed` those it does without."""

    done: set[str] = field(default_factory=set)
    not_needed: set[str] = field(default_factory=set)


@dataclass
class _Languages:
    """How far the languages of a meeting's items, proposals and papers are."""

    there: bool = True
    settled: bool = True
    anything: bool = False

    def note(self, there: bool, settled: bool) -> None:
        """One more text."""
        self.anything = True
        self.there, self.settled = self.there and there, self.settled and settled


def progress_of(meetings: Sequence[Meeting]) -> dict[int, Progress]:
    """What is done, by the meeting's primary key. A constant number of queries."""
    found = {meeting.pk: Progress() for meeting in meetings}
    if not meetings:
        return found
    languages = _languages(meetings)
    sent = dict(
        Convocation.objects.filter(meeting__in=meetings).values_list("meeting").annotate(Max("sent_at")).order_by()
    )
    papers = {
        pk: (first, last)
        for pk, first, last in Paper.objects.filter(meeting__in=meetings, withdrawn_at__isnull=True)
        .values_list("meeting")
        .annotate(Min("uploaded_at"), Max("uploaded_at"))
        .order_by()
    }
    books = set(
        MeetingBook.objects.filter(meeting__in=meetings, state=MeetingBook.State.MADE).values_list("meeting", flat=True)
    )
    rooms = set(Logistics.objects.filter(meeting__in=meetings, is_confirmed=True).values_list("meeting", flat=True))
    booked = _interpreters(meetings)
    invited = dict(
        Invitation.objects.filter(convocation__meeting__in=meetings)
        .values_list("convocation__meeting")
        .annotate(Count("seat", distinct=True))
        .order_by()
    )
    answered = Counter(Reply.objects.filter(meeting__in=meetings).values_list("meeting", flat=True))
    minutes = _minutes(meetings)
    for meeting in meetings:
        own, speech = found[meeting.pk], languages[meeting.pk]
        convened = meeting.state != Meeting.State.PLANNED
        if meeting.interpretation or meeting.pk in booked:
            _tell(own, "interpreters", booked.get(meeting.pk, False))
        else:
            own.not_needed.add("interpreters")
        _tell(own, CONVOCATION, convened)
        _tell(own, "room", meeting.pk in rooms)
        _tell(own, "translated", speech.anything and speech.there)
        _tell(own, "reviewed", speech.anything and speech.there and speech.settled)
        _tell(own, "book", meeting.pk in books)
        first_sent, uploaded = sent.get(meeting.pk), papers.get(meeting.pk)
        _tell(own, "papers", first_sent is not None and (uploaded is None or uploaded[1] <= first_sent))
        seats = invited.get(meeting.pk, 0)
        _tell(own, "answers", convened and seats > 0 and answered[meeting.pk] >= seats)
        own.done |= minutes.get(meeting.pk, set())
    return found


def _tell(progress: Progress, key: str, done: bool) -> None:
    if done:
        progress.done.add(key)


def _languages(meetings: Sequence[Meeting]) -> defaultdict[int, _Languages]:
    """Whether titles, proposals and papers are there in every authentic language, and settled. Four queries."""
    found: defaultdict[int, _Languages] = defaultdict(_Languages)
    authentic = {meeting.pk: set(meeting.network.authentic_languages) for meeting in meetings}
    for pk, titles in AgendaItem.objects.filter(meeting__in=meetings).order_by().values_list("meeting", "titles"):
        complete = authentic[pk] <= {language for language, words in titles.items() if words}
        found[pk].note(complete, complete)
    placements = (
        Placement.objects.filter(item__meeting__in=meetings, put_off_at__isnull=True)
        .select_related("item", "proposal__text")
        .prefetch_related("proposal__text__wordings")
    )
    for placement in placements:
        text = placement.proposal.text
        states = {wording.language: wording.state for wording in text.wordings.all()}
        needed = [states.get(language, State.MISSING) for language in text.authentic]
        found[placement.item.meeting_id].note(set(needed) <= THERE, set(needed) <= DONE_STATES)
    spoken: defaultdict[tuple[int, int], set[str]] = defaultdict(set)
    papers = Paper.objects.filter(meeting__in=meetings, withdrawn_at__isnull=True).order_by()
    for pk, number, language in papers.values_list("meeting", "number", "language"):
        spoken[pk, number].add(language)
    for (pk, _number), known in spoken.items():
        complete = authentic[pk] <= known
        found[pk].note(complete, complete)
    return found


def _interpreters(meetings: Sequence[Meeting]) -> dict[int, bool]:
    """Whether every interpretation that was planned is booked. One query."""
    planned = (
        Interpretation.objects.filter(meeting__in=meetings)
        .values_list("meeting")
        .annotate(pairs=Count("pk"), booked=Count("pk", filter=Q(is_booked=True)))
        .order_by()
    )
    return {pk: pairs == booked for pk, pairs, booked in planned}


def _minutes(meetings: Sequence[Meeting]) -> dict[int, set[str]]:
    """Which steps of the minutes are done. One query."""
    found: dict[int, set[str]] = {}
    for pk, state in Minutes.objects.filter(meeting__in=meetings, number=1).order_by().values_list("meeting", "state"):
        found[pk] = {"minutes"} if state == Minutes.State.DRAFT else {"minutes", "minutes_sent"}
    return found
