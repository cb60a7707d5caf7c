"""What is due for a person: computed from the rooms, nothing stored, with a constant number of queries."""

from quattropole.access.viewer import Viewer
from quattropole.desk.queries.dispatches import dispatch_sections
from quattropole.desk.queries.due import Desk, Due, OwnMeeting, Section
from quattropole.desk.queries.followup import followup_sections
from quattropole.desk.queries.mail import mail_sections
from quattropole.desk.queries.member import chair_sections, member_sections, own_meetings
from quattropole.desk.queries.minutes import minutes_sections
from quattropole.desk.queries.planning import planning_sections
from quattropole.desk.queries.secretariat import secretariat_sections
from quattropole.desk.queries.translation import translation_sections

__all__ = ["Desk", "Due", "OwnMeeting", "Section", "desk_of"]


def desk_of(viewer: Viewer) -> Desk:
    """Everything that is due for the viewer, by the positions held today."""
    sections = [*member_sections(viewer), *chair_sections(viewer)]
    sections += [*minutes_sections(viewer), *followup_sections(viewer), *planning_sections(viewer)]
    sections += translation_sections(viewer)
    if viewer.is_secretariat:
        sections += [*secretariat_sections(viewer), *dispatch_sections(viewer), *mail_sections(viewer)]
    return Desk([section for section in sections if section.rows], own_meetings(viewer))
