"""The ways into the live pages: for whom, and when."""

from dataclasses import dataclass

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.assembly.parts.screens import Role
from quattropole.assembly.rules import may_follow, may_watch_publicly, role_of
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import meetings_for


@dataclass(frozen=True)
class Ways:
    """Which live pages of a meeting are open to somebody now."""

    meeting: Meeting
    console: bool
    member: bool
    gallery: bool

    @property
    def is_any(self) -> bool:
        """Whether there is a page for those who take part."""
        return self.console or self.member


def ways_into(viewer: Viewer, meeting: Meeting) -> Ways:
    """The live pages of a meeting that is in session or due today; none where it is decided without a meeting."""
    due = meeting.state == Meeting.State.CONVENED and meeting.day == clock.today()
    live = (due or meeting.state == Meeting.State.OPEN) and meeting.mode != Meeting.Mode.CIRCULAR
    return Ways(
        meeting,
        console=live and role_of(viewer, meeting) is not Role.NONE,
        member=live and may_follow(viewer, meeting),
        gallery=may_watch_publicly(meeting),
    )


def sessions_of(viewer: Viewer) -> list[Ways]:
    """The meetings in session that the viewer takes part in or runs; one query where there are none."""
    if viewer.person is None:
        return []
    running = meetings_for(viewer).filter(state=Meeting.State.OPEN).exclude(mode=Meeting.Mode.CIRCULAR)
    found = [ways_into(viewer, meeting) for meeting in running.order_by("starts_at")]
    return [ways for ways in found if ways.is_any]
