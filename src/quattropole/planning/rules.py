"""Who plans a meeting, and who says that a step is done."""

from django.db.models import QuerySet

from quattropole.access.viewer import Viewer
from quattropole.meetings import rules as meeting_rules
from quattropole.meetings.models import Meeting
from quattropole.network.models import Organ
from quattropole.planning.queries.owners import is_own


def has_plan(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether a meeting that the viewer sees has a plan for this viewer: whoever prepares it. Not without a meeting."""
    return meeting.mode != Meeting.Mode.CIRCULAR and meeting_rules.may_prepare(viewer, meeting.organ)


def may_plan(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether the viewer sees and changes the plan of a meeting: whoever prepares it, and may see it."""
    return has_plan(viewer, meeting) and meeting_rules.may_see_meeting(viewer, meeting)


def plannable_meetings(viewer: Viewer) -> QuerySet[Meeting]:
    """The meetings that agree with `may_plan`."""
    organs = meeting_rules.preparable_organs(viewer)
    return meeting_rules.visible_meetings(viewer).filter(organ__in=organs).exclude(mode=Meeting.Mode.CIRCULAR)


def may_set_habits(viewer: Viewer, organ: Organ) -> bool:
    """Whether the viewer says how an organ is used to meet: the secretariat."""
    return viewer.is_secretariat and organ.network_id == viewer.network.pk and organ.kind != Organ.Kind.SECRETARIAT


def habitual_organs(viewer: Viewer) -> QuerySet[Organ]:
    """The organs that agree with `may_set_habits`."""
    if not viewer.is_secretariat:
        return Organ.objects.none()
    return Organ.objects.filter(network=viewer.network).exclude(kind=Organ.Kind.SECRETARIAT)


def may_do_step(viewer: Viewer, meeting: Meeting, owner: str) -> bool:
    """Whether the viewer says that a step is done: whoever plans the meeting, or has to see to the step."""
    if meeting.network_id != viewer.network.pk or meeting.mode == Meeting.Mode.CIRCULAR:
        return False
    if not meeting_rules.may_see_meeting(viewer, meeting):
        return False
    return meeting_rules.may_prepare(viewer, meeting.organ) or is_own(viewer, owner, meeting.organ)


def may_see_mandates(viewer: Viewer) -> bool:
    """Whether the viewer sees the calendar of terms and mandates: whoever has a position in the network."""
    return viewer.is_in_network
