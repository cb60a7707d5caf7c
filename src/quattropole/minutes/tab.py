"""The page of a meeting on which its minutes are."""

from django.utils.translation import gettext_lazy as _

from quattropole.access.viewer import Viewer
from quattropole.meetings.models import Meeting
from quattropole.meetings.tabs import Tab, add_tab
from quattropole.minutes.rules import may_draft

BEGUN = (Meeting.State.OPEN, Meeting.State.CLOSED)


def add() -> None:
    """Put the page among those of a meeting."""
    add_tab(Tab("minutes", _("Minutes"), "minutes:meeting", _shown, 50))


def _shown(viewer: Viewer, meeting: Meeting) -> bool:
    """Once there can be minutes: for those who begin them, and for everybody who sees the meeting when it is over."""
    return meeting.state == Meeting.State.CLOSED or (meeting.state in BEGUN and may_draft(viewer, meeting))
