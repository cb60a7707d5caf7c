from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "quattropole.desk"
    label = "desk"
