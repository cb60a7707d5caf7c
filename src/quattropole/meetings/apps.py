from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class MeetingsConfig(AppConfig):
    name = "quattropole.meetings"
    label = "meetings"

    def ready(self) -> None:
        """This room reads its part of every network folder, follows mandates, and leads a demo to its next meeting."""
        from quattropole.access.demo import offer_leap
        from quattropole.meetings.actions import follow_mandate
        from quattropole.meetings.demo import day_of_next_meeting
        from quattropole.meetings.loading import read_meetings
        from quattropole.network.actions import followers
        from quattropole.network.loading import register

        register(read_meetings)
        if follow_mandate not in followers:
            followers.append(follow_mandate)
        offer_leap("meeting", gettext_lazy("To the day of the next meeting"), day_of_next_meeting)
