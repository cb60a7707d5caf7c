from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class MeetingsConfig(AppConfig):
    name = "quattropole.meetings"
    label = "meetings"

    def ready(self) -> None:
        """This room reads its part of every network folder, and lets a demo go to the day of its next meeting."""
        from quattropole.access.demo import offer_leap
        from quattropole.meetings.demo import day_of_next_meeting
        from quattropole.meetings.loading import read_meetings
        from quattropole.network.loading import register

        register(read_meetings)
        offer_leap("meeting", gettext_lazy("To the day of the next meeting"), day_of_next_meeting)
