"""Letters that somebody of the secretariat has to see to: to be posted, come back, not made, or not ordered yet."""

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole.access.viewer import Viewer
from quattropole.desk.queries.due import Due, Section, days_until, name_of, section
from quattropole.meetings.models import AgendaItem, Dispatch, Meeting
from quattropole.meetings.queries.dispatches import FATES

SEEN_TO = ("to_post", "returned", "failed")


def dispatch_sections(viewer: Viewer) -> list[Section]:
    """Of each meeting: letters to be posted, come back, not made; items that nobody was told of. Three queries."""
    condition = FATES["to_post"].holds | FATES["returned"].holds | FATES["failed"].holds
    counts = {key: Count("pk", filter=FATES[key].holds) for key in SEEN_TO}
    rows = Dispatch.objects.filter(condition, network=viewer.network).order_by().values("meeting").annotate(**counts)
    found = {row["meeting"]: dict(row) for row in rows}
    meetings = Meeting.objects.filter(pk__in=found).select_related("organ").order_by("starts_at", "pk")
    return [
        section(
            "letters",
            _("Letters to see to"),
            [
                Due(
                    what=str(FATES[key].label),
                    address=f"{reverse('meetings:dispatch', args=[meeting.pk])}?state={key}",
                    do=_("Open"),
                    whom=name_of(meeting),
                    note=str(found[meeting.pk][key]),
                )
                for meeting in meetings
                for key in SEEN_TO
                if found[meeting.pk][key]
            ],
        ),
        section("untold", _("Items that came after the convocation"), _untold(viewer)),
    ]


def _untold(viewer: Viewer) -> list[Due]:
    """Convened meetings with items of which those invited have not been told: nothing can be decided on them."""
    waiting = AgendaItem.objects.filter(
        network=viewer.network, meeting__state=Meeting.State.CONVENED, named_in__isnull=True
    ).values("meeting")
    meetings = Meeting.objects.filter(pk__in=waiting).exclude(mode=Meeting.Mode.CIRCULAR).select_related("organ")
    return [
        Due(
            what=name_of(meeting),
            address=f"{reverse('meetings:detail', args=[meeting.pk])}#supplement",
            do=_("Tell those invited"),
            whom=meeting.organ.names,
            by=meeting.day,
            days_left=days_until(meeting.day),
        )
        for meeting in meetings.order_by("starts_at")
    ]
