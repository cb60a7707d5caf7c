from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "quattropole.api"
    label = "api"
