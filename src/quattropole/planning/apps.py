from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class PlanningConfig(AppConfig):
    name = "quattropole.planning"
    label = "planning"

    def ready(self) -> None:
        """This room adds its page to those of every meeting."""
        from quattropole.meetings.tabs import Tab, add_tab
        from quattropole.planning.rules import has_plan

        add_tab(Tab("planning", gettext_lazy("Planning"), "planning:meeting", has_plan, 10))
