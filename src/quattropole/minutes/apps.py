from django.apps import AppConfig


class MinutesConfig(AppConfig):
    name = "quattropole.minutes"
    label = "minutes"
