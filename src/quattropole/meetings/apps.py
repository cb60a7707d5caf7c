from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "quattropole.meetings"
    label = "meetings"

    def ready(self) -> None:
        """This room reads its part of every network folder."""
        from quattropole.meetings.loading import read_meetings
        from quattropole.network.loading import register

        register(read_meetings)
