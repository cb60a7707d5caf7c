from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from quattropole.access.viewer import Viewer
    from quattropole.meetings.models import Meeting


class MeetingsConfig(AppConfig):
    name = "quattropole.meetings"
    label = "meetings"

    def ready(self) -> None:
        """This room reads its part of every network folder, follows mandates, and leads a demo to its next meeting."""
        from quattropole.access.demo import offer_leap
        from quattropole.meetings.actions import follow_mandate
        from quattropole.meetings.demo import day_of_next_meeting
        from quattropole.meetings.loading import read_meetings
        from quattropole.meetings.tabs import Tab, add_tab
        from quattropole.network.actions import followers
        from quattropole.network.loading import register

        register(read_meetings)
        if follow_mandate not in followers:
            followers.append(follow_mandate)
        add_tab(Tab("dispatch", gettext_lazy("Dispatch"), "meetings:dispatch", _sees_dispatches, 30))
        offer_leap("meeting", gettext_lazy("To the day of the next meeting"), day_of_next_meeting)


def _sees_dispatches(viewer: "Viewer", meeting: "Meeting") -> bool:
    """Once the meeting was convened, those who prepare it see what became of the letters."""
    from quattropole.meetings.rules import may_prepare

    return meeting.state != "planned" and not meeting.is_record and may_prepare(viewer, meeting.organ)
