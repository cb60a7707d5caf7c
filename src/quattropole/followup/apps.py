from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class FollowupConfig(AppConfig):
    name = "quattropole.followup"
    label = "followup"

    def ready(self) -> None:
        """Meetings have a page with their tasks; what enters the register may have to be filed with the public one."""
        from quattropole.decisions.actions.registering import entered
        from quattropole.followup.actions import follow_resolution
        from quattropole.meetings.tabs import Tab, add_tab

        if follow_resolution not in entered:
            entered.append(follow_resolution)
        add_tab(
            Tab(
                "tasks",
                gettext_lazy("Tasks"),
                "followup:meeting_tasks",
                lambda viewer, meeting: viewer.person is not None,
                60,
            )
        )
