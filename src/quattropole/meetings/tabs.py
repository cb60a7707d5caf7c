"""The pages of one meeting, to which the rooms above add theirs."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quattropole.access.viewer import Viewer
from quattropole.meetings.models import Meeting

Shown = Callable[[Viewer, Meeting], bool]


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of a meeting: `name` is that of its address, which takes the meeting's key; `shown` says for whom.

    `shown` must be cheap: it is asked on every page of the meeting.
    """

    key: str
    label: str | Promise
    name: str
    shown: Shown
    position: int

    def address(self, meeting: Meeting) -> str:
        """Where the page is."""
        return reverse(self.name, args=[meeting.pk])


_tabs: dict[str, Tab] = {}


def add_tab(tab: Tab) -> None:
    """Called by a room when it is made ready; a second time changes nothing."""
    _tabs[tab.key] = tab


def tabs_for(viewer: Viewer, meeting: Meeting) -> list[Tab]:
    """The pages of the meeting that are for the viewer, in order."""
    return [tab for tab in sorted(_tabs.values(), key=lambda tab: tab.position) if tab.shown(viewer, meeting)]


add_tab(Tab("meeting", _("Meeting"), "meetings:detail", lambda viewer, meeting: True, 0))
add_tab(Tab("papers", _("Papers"), "meetings:papers", lambda viewer, meeting: True, 20))
