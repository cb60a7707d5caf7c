"""Who is likely to look at a meeting."""

from quattropole import clock
from quattropole.meetings.models import Attendance, Meeting
from quattropole.network.queries import mandates_on


def likely_viewers(meeting: Meeting) -> set[int]:
    """Those who hold a seat in the organ today, and those who are present. It gives nobody a right. Two queries."""
    seated = mandates_on(clock.today()).filter(seat__organ=meeting.organ_id).values_list("person", flat=True)
    there = Attendance.objects.filter(meeting=meeting, left_at__isnull=True).values_list("person", flat=True)
    return set(seated).union(there)
