from django.apps import AppConfig


class TranslationConfig(AppConfig):
    name = "quattropole.translation"
    label = "translation"

    def ready(self) -> None:
        """This room reads the glossary of every network folder."""
        from quattropole.network.loading import register
        from quattropole.translation.loading import read_glossary

        register(read_glossary)
