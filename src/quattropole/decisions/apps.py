from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "quattropole.decisions"
    label = "decisions"

    def ready(self) -> None:
        """This room reads its part of every network folder, and meetings ask it before they are closed."""
        from quattropole.decisions.closing import votes_not_finished
        from quattropole.decisions.loading import read_decisions
        from quattropole.meetings.actions import closing_checks
        from quattropole.network.loading import register

        register(read_decisions)
        if votes_not_finished not in closing_checks:
            closing_checks.append(votes_not_finished)
