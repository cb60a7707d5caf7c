from django.apps import AppConfig


class AssemblyConfig(AppConfig):
    name = "quattropole.assembly"
    label = "assembly"
