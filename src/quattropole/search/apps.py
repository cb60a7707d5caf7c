from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "quattropole.search"
    label = "search"
