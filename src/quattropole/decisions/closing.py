"""What keeps a meeting from being closed, and what ends with it."""

from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.candidacies import end_election
from quattropole.decisions.models import Election, Placement, Vote
from quattropole.meetings.models import Meeting


def votes_not_finished(meeting: Meeting) -> str | None:
    """A message where a vote of the meeting is open, or closed but not declared."""
    vote = (
        Vote.objects.filter(item__meeting=meeting, state__in=[Vote.State.OPEN, Vote.State.CLOSED])
        .order_by("opened_at")
        .first()
    )
    if vote is None:
        return None
    return _("A vote is not finished: %(title)s. Declare it or break it off first.") % {"title": vote.titles}


def end_elections(meeting: Meeting, by: Viewer) -> None:
    """An election between two rounds ends with its meeting: with those who were elected, if any were.

    Else it is without result, and the proposal to hold it may be placed on another agenda.
    """
    between = Election.objects.select_for_update(of=("self",)).filter(
        item__meeting=meeting, state=Election.State.VOTING
    )
    for election in between.select_related("item"):
        if election.mandates.exists():
            end_election(election, by=by)
            continue
        election.state = Election.State.FAILED
        election.save(update_fields=["state"])
        Placement.objects.filter(item=election.item_id).update(put_off_at=clock.now())
