"""One act on the floor of a meeting at a time.

Locks are taken in one order everywhere: proposal, meeting, vote, floor, and last the log. An act that opens a vote
holds the meeting before it asks for the floor.
"""

from django.utils.translation import gettext as _

from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.assembly.models import Floor
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.meetings.rules import may_chair


def locked_floor(meeting: Meeting) -> Floor:
    """The floor as it stands now, held until the transaction ends; `NotPossible` where the meeting is not in session.

    The meeting is read after the floor is held, so that nothing happens in a meeting that was closed meanwhile.
    """
    Floor.objects.get_or_create(meeting=meeting, defaults={"network": meeting.network})
    floor = Floor.objects.select_for_update(of=("self",)).get(meeting=meeting)
    floor.meeting = Meeting.objects.select_related("organ__network", "network").get(pk=meeting.pk)
    if floor.meeting.state != Meeting.State.OPEN:
        raise NotPossible(_("The meeting is not in session."))
    return floor


def chaired_floor(meeting: Meeting, *, by: Viewer) -> Floor:
    """The floor, held for an act that is the chair's alone."""
    floor = locked_floor(meeting)
    require_chair(floor.meeting, by=by)
    return floor


def require_chair(meeting: Meeting, *, by: Viewer) -> None:
    """Raise `NotAllowed` unless the viewer chairs the meeting."""
    require(may_chair(by, meeting), _("Only the person who chairs the meeting may do this."))


def require_running(floor: Floor) -> None:
    """Raise `NotPossible` while the meeting is interrupted."""
    if floor.paused_at is not None:
        raise NotPossible(_("The meeting is interrupted."))


def require_current(floor: Floor, item: AgendaItem) -> None:
    """Raise `NotPossible` unless the item is the one on the floor."""
    if floor.item_id != item.pk:
        raise NotPossible(_("Another item is on the floor now."))
