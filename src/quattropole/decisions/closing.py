"""What keeps a meeting from being closed."""

from django.utils.translation import gettext as _

from quattropole.decisions.models import Vote
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
