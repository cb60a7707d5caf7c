"""What a public page says of a meeting beyond its agenda."""

from quattropole.meetings.models import Attendance, Convocation, Meeting


def attendance_of(meeting: Meeting) -> list[Attendance]:
    """Who sat in the meeting, by city; each seat once, with who sat there last."""
    rows = (
        Attendance.objects.filter(meeting=meeting)
        .select_related("seat__city", "person__city")
        .order_by("seat__city__position", "seat__number", "seat__key", "-arrived_at")
    )
    seen: dict[int, Attendance] = {}
    for row in rows:
        seen.setdefault(row.seat_id, row)
    return list(seen.values())


def latest_convocation(meeting: Meeting) -> Convocation | None:
    """How the meeting was convened, the last time it was."""
    return Convocation.objects.filter(meeting=meeting).order_by("-number").first()
