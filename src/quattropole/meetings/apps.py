from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "quattropole.meetings"
    label = "meetings"
