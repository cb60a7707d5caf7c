from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    name = "quattropole.decisions"
    label = "decisions"

    def ready(self) -> None:
        """Let meetings ask this room before they are closed."""
        from quattropole.decisions.closing import votes_not_finished
        from quattropole.meetings.actions import closing_checks

        if votes_not_finished not in closing_checks:
            closing_checks.append(votes_not_finished)
