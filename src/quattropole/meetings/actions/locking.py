"""One act on a meeting at a time."""

from quattropole.meetings.models import Meeting


def locked(meeting: Meeting) -> Meeting:
    """The meeting as it stands now, held until the transaction ends, so that two acts never cross.

    SQLite has one writer at a time anyway (transactions begin immediate).
    """
    current: Meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("organ__network", "network").get(pk=meeting.pk)
    )
    return current
