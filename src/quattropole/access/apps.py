from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "quattropole.access"
    label = "access"
