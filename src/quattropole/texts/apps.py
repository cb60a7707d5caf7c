from django.apps import AppConfig


class TextsConfig(AppConfig):
    name = "quattropole.texts"
    label = "texts"
