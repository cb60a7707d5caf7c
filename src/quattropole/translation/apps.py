from django.apps import AppConfig


class TranslationConfig(AppConfig):
    name = "quattropole.translation"
    label = "translation"
