from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "quattropole.decisions"
    label = "decisions"
