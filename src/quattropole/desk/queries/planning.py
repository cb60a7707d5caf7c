"""Steps in preparing meetings that are the viewer's to see to."""

from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole.access.viewer import Viewer
from quattropole.desk.queries.due import Due, Section, name_of, section
from quattropole.planning.kinds import CONVOCATION
from quattropole.planning.queries import steps_due
from quattropole.texts.localized import Localized


def planning_sections(viewer: Viewer) -> list[Section]:
    """The open steps that are late or due within two weeks. Convening stands under the meetings to convene."""
    rows = [
        Due(
            what=due.step.label if isinstance(due.step.label, Localized) else str(due.step.label),
            address=reverse("planning:step", args=[due.meeting.pk, due.step.key]),
            do=_("Open"),
            whom=name_of(due.meeting),
            note=due.step.note,
            by=due.step.due,
            days_left=due.step.days_left,
        )
        for due in steps_due(viewer)
        if not (due.step.key == CONVOCATION and viewer.is_secretariat)
    ]
    return [section("planning", _("Steps in preparing meetings"), rows)]
