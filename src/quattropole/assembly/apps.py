from django.apps import AppConfig


class AssemblyConfig(AppConfig):
    name = "quattropole.assembly"
    label = "assembly"

    def ready(self) -> None:
        """What a vote and the end of a meeting mean for the debate."""
        from quattropole.assembly.actions.floor import end_with_meeting, follow_vote
        from quattropole.decisions.actions.voting import at_opening
        from quattropole.meetings.actions import closing_deeds

        for registered, deed in ((closing_deeds, end_with_meeting), (at_opening, follow_vote)):
            if deed not in registered:
                registered.append(deed)
