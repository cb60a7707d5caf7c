from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "quattropole.planning"
    label = "planning"
