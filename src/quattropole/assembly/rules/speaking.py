"""Who may speak, and who keeps the list of speakers."""

from quattropole.access.viewer import Viewer
from quattropole.assembly.models import Speech
from quattropole.meetings.models import Attendance, Meeting
from quattropole.meetings.rules import may_chair, may_record_attendance


def attendance_of(viewer: Viewer, meeting: Meeting) -> Attendance | None:
    """The seat for which the viewer is present, the own one before those represented by proxy."""
    if viewer.person is None or meeting.network_id != viewer.network.pk:
        return None
    there = meeting.attendances.filter(person=viewer.person, left_at__isnull=True).select_related("seat__city")
    found: Attendance | None = there.order_by("is_proxy", "arrived_at", "pk").first()
    return found


def may_speak(viewer: Viewer, meeting: Meeting) -> bool:
    """Who is present for a seat asks for the floor and moves how to go on."""
    return attendance_of(viewer, meeting) is not None


def may_keep_list(viewer: Viewer, meeting: Meeting) -> bool:
    """The chair and the secretariat put people on the list who have no device, and guests."""
    return may_record_attendance(viewer, meeting)


def may_withdraw(viewer: Viewer, speech: Speech, meeting: Meeting) -> bool:
    """Whoever asked takes the request back; the keepers of the list take anybody off it."""
    own = viewer.person is not None and speech.person_id == viewer.person.pk
    return own or may_keep_list(viewer, meeting)


def may_end(viewer: Viewer, speech: Speech, meeting: Meeting) -> bool:
    """The chair takes the floor back; the speaker gives it back."""
    own = viewer.person is not None and speech.person_id == viewer.person.pk
    return own or may_chair(viewer, meeting)
