from django.apps import AppConfig


class MinutesConfig(AppConfig):
    name = "quattropole.minutes"
    label = "minutes"

    def ready(self) -> None:
        """A meeting has a page for its minutes."""
        from quattropole.minutes.tab import add

        add()
