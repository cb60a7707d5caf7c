from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "quattropole.decisions"
    label = "decisions"

    def ready(self) -> None:
        """This room reads its part of every network folder."""
        from quattropole.decisions.loading import read_decisions
        from quattropole.network.loading import register

        register(read_decisions)
