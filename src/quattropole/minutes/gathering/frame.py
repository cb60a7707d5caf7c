"""The frame of a meeting: when, where, how it was convened, its quorum, who was there from when to when."""

from collections.abc import Iterable
from typing import Any

from quattropole.access.models import AuditEntry
from quattropole.assembly.models import ProceduralMotion
from quattropole.decisions.models import Ballot, Elector
from quattropole.meetings.models import Attendance, Meeting, Reply
from quattropole.meetings.queries import quorum_marks, seats_of
from quattropole.minutes.gathering.naming import Facts, moment, person_words, seat_words
from quattropole.network.models import Person
from quattropole.network.queries import SeatOn

NOTICE_RULES = ("convener", "notice", "notice_form", "second_call", "circular", "circular_form")
QUORUM_RULES = ("quorum", "quorum_city", "chair")


def frame_of(meeting: Meeting, taker: Person) -> Facts:
    """The frame of the meeting as facts. The same number of queries for a meeting of any size."""
    seats = seats_of(meeting)
    attendance = _attendance(meeting, seats)
    return {
        "organ": dict(meeting.organ.names),
        "titles": dict(meeting.titles),
        "starts_at": moment(meeting.starts_at),
        "opened_at": moment(meeting.opened_at),
        "closed_at": moment(meeting.closed_at),
        "deadline": moment(meeting.deadline),
        "place": meeting.place,
        "city": dict(meeting.host_city.names) if meeting.host_city else {},
        "mode": meeting.mode,
        "is_record": meeting.is_record,
        "audience": meeting.audience,
        "second_call": meeting.second_call_of_id is not None,
        "mode_resolution": meeting.mode_resolution,
        "chair": person_words(meeting.chair),
        "taker": person_words(taker),
        "convocations": _convocations(meeting),
        "quorum": _quorum(meeting),
        "seats": len(seats),
        "attendance": attendance,
        "absent": _absent(meeting, seats, attendance),
        "interruptions": list(_interruptions(meeting)),
    }


def _verdicts(findings: dict[str, Any], rules: Iterable[str]) -> list[Facts]:
    kept = ("rule", "outcome", "effect", "cite", "url", "assumed", "texts")
    return [
        {key: verdict.get(key) for key in kept}
        for verdict in findings.get("verdicts", [])
        if verdict.get("rule") in rules
    ]


def _convocations(meeting: Meeting) -> list[Facts]:
    return [
        {
            "number": sent.number,
            "sent_at": moment(sent.sent_at),
            "by": person_words(sent.by),
            "gate": sent.findings.get("gate", ""),
            "verdicts": _verdicts(sent.findings, NOTICE_RULES),
        }
        for sent in meeting.convocations.select_related("by").order_by("number")
    ]


def _quorum(meeting: Meeting) -> Facts:
    marks = [
        {"at": moment(mark.at), "met": mark.met, "present": mark.present, "size": mark.size, "needed": mark.needed}
        for mark in quorum_marks(meeting)
    ]
    return {"verdicts": _verdicts(meeting.opening, QUORUM_RULES), "marks": marks}


def _attendance(meeting: Meeting, seats: list[SeatOn]) -> list[Facts]:
    """Seat by seat who was there, and when; in the order of the seats, those that the organ no longer has last."""
    if meeting.mode == Meeting.Mode.CIRCULAR:
        return []
    rows: dict[int, list[Attendance]] = {}
    found = Attendance.objects.filter(meeting=meeting).select_related("person", "seat__city")
    for row in found.order_by("arrived_at", "pk"):
        rows.setdefault(row.seat_id, []).append(row)
    holders = {place.seat.pk: place.person for place in seats}
    order = {place.seat.pk: number for number, place in enumerate(seats)}
    there = sorted(rows.items(), key=lambda entry: order.get(entry[0], len(order)))
    return [
        {
            "seat": seat_words(stays[0].seat),
            "city": stays[0].seat.city.slug if stays[0].seat.city else "",
            "holder": person_words(holders.get(seat)),
            "stays": [_stay(row) for row in stays],
        }
        for seat, stays in there
    ]


def _stay(row: Attendance) -> Facts:
    return {
        "person": person_words(row.person),
        "substitute": row.is_substitute,
        "proxy": row.is_proxy,
        "mode": row.mode,
        "arrived_at": moment(row.arrived_at),
        "left_at": moment(row.left_at),
    }


def _absent(meeting: Meeting, seats: list[SeatOn], attendance: list[Facts]) -> list[Facts]:
    """The seats that were not there, excused where they had answered so. Of a record no source says who was away."""
    if meeting.is_record:
        return []
    if meeting.mode == Meeting.Mode.CIRCULAR:
        there = set(Ballot.objects.filter(vote__item__meeting=meeting).values_list("seat", flat=True))
        there |= set(
            Elector.objects.filter(vote__item__meeting=meeting, excluded__isnull=False).values_list("seat", flat=True)
        )
    else:
        there = set(Attendance.objects.filter(meeting=meeting).values_list("seat", flat=True))
    excused = set(meeting.replies.filter(answer=Reply.Answer.ABSENT).values_list("seat", flat=True))
    return [
        {
            "seat": seat_words(place.seat),
            "holder": person_words(place.person),
            "excused": place.seat.pk in excused,
        }
        for place in seats
        if place.seat.pk not in there
    ]


def _interruptions(meeting: Meeting) -> Iterable[Facts]:
    """From when to when the meeting was interrupted, by the chair or by a motion that was carried."""
    acts = AuditEntry.objects.filter(
        subject_type=Meeting._meta.label_lower,
        subject_id=meeting.pk,
        act__in=["meeting interrupted", "meeting resumed", "meeting closed"],
    )
    said = [(entry.at, entry.act, entry.details.get("reason", "")) for entry in acts.order_by("number")]
    adjourned = ProceduralMotion.objects.filter(
        item__meeting=meeting, kind=ProceduralMotion.Kind.ADJOURN_MEETING, state=ProceduralMotion.State.CARRIED
    )
    said += [(at, "meeting interrupted", "") for at in adjourned.values_list("decided_at", flat=True) if at]
    begun: tuple[Any, str] | None = None
    for at, act, reason in sorted(said, key=lambda entry: entry[0]):
        if act == "meeting interrupted":
            begun = begun or (at, reason)
        elif begun is not None:
            ended = moment(at) if act == "meeting resumed" else None
            yield {"from": moment(begun[0]), "to": ended, "reason": begun[1]}
            begun = None
