"""Meetings with their items, and what became of each item."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Exists, OuterRef

from quattropole.api.oparl.kinds.book import Book, numbers
from quattropole.api.oparl.kinds.files import current_papers, public_minutes, with_result
from quattropole.api.oparl.kinds.papers import public_placements
from quattropole.api.oparl.kinds.people import public_people
from quattropole.api.oparl.kinds.votes import has_result, outcome, result_of
from quattropole.api.oparl.writing import Built, Content, Embedded, Ref, moment
from quattropole.decisions.models import Resolution, Vote
from quattropole.meetings.models import Attendance, Meeting, Paper

STATES = {
    Meeting.State.PLANNED: "terminiert",
    Meeting.State.CONVENED: "eingeladen",
    Meeting.State.OPEN: "eingeladen",
    Meeting.State.CLOSED: "durchgeführt",
    Meeting.State.CANCELLED: "terminiert",
}
"""The states of a meeting in the words that OParl recommends."""


def items(book: Book, keys: Iterable[str]) -> dict[str, Built]:
    """Agenda items by number."""
    wanted = numbers(keys)
    found = list(book.items().filter(pk__in=wanted).select_related("meeting").order_by("meeting", "position"))
    order = _order(book, {item.meeting_id for item in found})
    papers: defaultdict[int | None, list[Embedded]] = defaultdict(list)
    for paper in current_papers(book, _papers_under(wanted)):
        papers[paper.item_id].append(Embedded("file", f"paper-{paper.pk}"))
    votes = _votes(wanted)
    entries = {entry.vote_id: entry for entry in _resolutions(book, votes)}
    results = {entry.pk for entry in with_result(book, {entry.pk for entry in entries.values()})}
    placed = dict(public_placements(book).filter(item__in=wanted).values_list("item", "pk"))
    return {
        str(item.pk): Built(
            {
                "meeting": Ref("meeting", str(item.meeting_id)),
                "number": str(item.position),
                "order": order[item.pk],
                **book.spoken("name", item.titles),
                "public": True,
                "consultation": Ref("consultation", str(placed[item.pk])) if item.pk in placed else None,
                **_decided(book, votes[item.pk], entries, results),
                "auxiliaryFile": papers[item.pk],
                "web": book.page("meeting", item.meeting_id),
                "quattropole:kind": item.kind,
                "quattropole:matter": item.matter,
            },
            (Ref("meeting", str(item.meeting_id)),),
        )
        for item in found
    }


def every_item(book: Book) -> Iterable[str]:
    """All keys."""
    return map(str, book.items().order_by("pk").values_list("pk", flat=True))


def _order(book: Book, meetings: set[int]) -> dict[int, int]:
    """Where each public item stands among those of its meeting that are public, counted from 0."""
    place: defaultdict[int, int] = defaultdict(int)
    order: dict[int, int] = {}
    shown = book.items().filter(meeting__in=meetings).order_by("meeting", "position").values_list("pk", "meeting")
    for pk, meeting in shown:
        order[pk] = place[meeting]
        place[meeting] += 1
    return order


def _papers_under(wanted: set[int]) -> set[int]:
    return set(Paper.objects.filter(item__in=wanted).values_list("pk", flat=True))


def _votes(wanted: set[int]) -> defaultdict[int, list[Vote]]:
    """The declared votes under items: on what stands there, not on changes of it; the last one at the end."""
    votes: defaultdict[int, list[Vote]] = defaultdict(list)
    declared = Vote.objects.filter(item__in=wanted, amendment__isnull=True, state=Vote.State.DECLARED)
    for vote in declared.order_by("declared_at", "pk"):
        if has_result(vote):
            votes[vote.item_id].append(vote)
    return votes


def _resolutions(book: Book, votes: defaultdict[int, list[Vote]]) -> Iterable[Resolution]:
    ids = [vote.pk for found in votes.values() for vote in found]
    return book.resolutions().filter(vote__in=ids).order_by("pk")


def _decided(book: Book, votes: list[Vote], entries: dict[int | None, Resolution], results: set[int]) -> Content:
    """What was decided under an item."""
    if not votes:
        return {}
    last = votes[-1]
    members: Content = {
        **book.spoken("result", outcome(book, last)),
        "start": moment(votes[0].opened_at),
        "end": moment(last.declared_at),
        "quattropole:votes": [result_of(vote) for vote in votes],
    }
    entry = entries.get(last.pk)
    if entry is not None:
        members |= book.spoken("resolutionText", entry.bodies)
        members["resolutionFile"] = Embedded("file", f"result-{entry.pk}") if entry.pk in results else None
        members["quattropole:resolution"] = Ref("paper", f"resolution-{entry.pk}")
    elif last.result.get("carried"):
        members |= book.spoken("resolutionText", last.bodies)
    return members


def meetings(book: Book, keys: Iterable[str]) -> dict[str, Built]:
    """Meetings by number."""
    wanted = numbers(keys)
    found = list(book.meetings().filter(pk__in=wanted).select_related("organ").order_by("pk"))
    agenda: defaultdict[int, list[Embedded]] = defaultdict(list)
    shown = book.items().filter(meeting__in=wanted).order_by("meeting", "position").values_list("meeting", "pk")
    for meeting_id, pk in shown:
        agenda[meeting_id].append(Embedded("agendaitem", str(pk)))
    papers: defaultdict[int, list[Embedded]] = defaultdict(list)
    own = set(Paper.objects.filter(meeting__in=wanted, item__isnull=True).values_list("pk", flat=True))
    for paper in current_papers(book, own):
        papers[paper.meeting_id].append(Embedded("file", f"paper-{paper.pk}"))
    protocols: dict[int, Embedded] = {}
    for kept in public_minutes(book, None).filter(minutes__meeting__in=wanted):
        if kept.minutes.is_corrigendum:
            papers[kept.minutes.meeting_id].append(Embedded("file", f"minutes-{kept.pk}"))
        else:
            protocols[kept.minutes.meeting_id] = Embedded("file", f"minutes-{kept.pk}")
    came = _participants(wanted)
    return {
        str(meeting.pk): Built(
            {
                **book.spoken("name", meeting.titles if any(meeting.titles.values()) else meeting.organ.names),
                "meetingState": STATES[Meeting.State(meeting.state)],
                "cancelled": meeting.state == Meeting.State.CANCELLED,
                "start": moment(meeting.opened_at or meeting.starts_at),
                "end": moment(meeting.closed_at or meeting.ends_at),
                "location": Embedded("location", f"meeting-{meeting.pk}"),
                "organization": [Ref("organization", f"organ-{meeting.organ_id}")],
                "participant": came[meeting.pk] if meeting.state == Meeting.State.CLOSED else [],
                "resultsProtocol": protocols.get(meeting.pk),
                "auxiliaryFile": papers[meeting.pk],
                "agendaItem": agenda[meeting.pk],
                "web": book.page("meeting", meeting.pk),
                "quattropole:mode": meeting.mode,
                "quattropole:interpretation": meeting.interpretation,
                "quattropole:record": True if meeting.is_record else None,
            },
            within=f"organ-{meeting.organ_id}",
        )
        for meeting in found
    }


def every_meeting(book: Book) -> Iterable[str]:
    """All keys."""
    return map(str, book.meetings().order_by("pk").values_list("pk", flat=True))


def _participants(wanted: set[int]) -> defaultdict[int, list[Ref]]:
    """Who was there, as the public page of a meeting says; proxies were not."""
    came: defaultdict[int, list[Ref]] = defaultdict(list)
    named = Exists(public_people().filter(pk=OuterRef("person")))
    rows = Attendance.objects.filter(named, meeting__in=wanted, is_proxy=False).order_by("meeting", "person")
    for meeting, person in rows.values_list("meeting", "person").distinct():
        came[meeting].append(Ref("person", str(person)))
    return came
