from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "quattropole.changes"
    label = "changes"
