"""Who may draft, write, read, approve and sign minutes. Filters stand beside their predicates.

The charter knows no rule on minutes yet. BGB § 58 no. 4 leaves to the statutes how resolutions are certified; that the
chair of the meeting and whoever took the minutes sign is assumed, as most statutes say so.
"""

from django.db.models import Q, QuerySet

from quattropole.access.models import Audience
from quattropole.access.rules import audience_filter, may_see
from quattropole.access.viewer import Viewer
from quattropole.meetings.models import Attendance, Invitation, Meeting
from quattropole.meetings.rules import may_chair
from quattropole.minutes.models import Minutes, Publication, Signature, Version

SENT = (Minutes.State.PROPOSED, Minutes.State.APPROVED, Minutes.State.SEALED)


def may_draft(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether the viewer begins the minutes of a meeting: the secretariat, or who chaired it."""
    if viewer.person is None or meeting.network_id != viewer.network.pk:
        return False
    return viewer.is_secretariat or meeting.chair_id == viewer.person.pk


def may_write(viewer: Viewer, minutes: Minutes) -> bool:
    """Whether the viewer writes the minutes: the secretariat, and who takes them. The action asks for the state."""
    if viewer.person is None or minutes.network_id != viewer.network.pk:
        return False
    return viewer.is_secretariat or minutes.taker_id == viewer.person.pk


def may_see_draft(viewer: Viewer, minutes: Minutes) -> bool:
    """Whether the viewer sees minutes that have not been sent out: who writes them, and who chaired the meeting."""
    if viewer.person is None or minutes.network_id != viewer.network.pk:
        return False
    return may_write(viewer, minutes) or minutes.meeting.chair_id == viewer.person.pk


def _part(viewer: Viewer) -> Q:
    """Meetings of the viewer's organs, and those to which the viewer was invited or came."""
    if viewer.person is None:
        return Q(pk__in=[])
    invited = Invitation.objects.filter(person=viewer.person).values("convocation__meeting")
    came = Attendance.objects.filter(person=viewer.person).values("meeting")
    return Q(organ__in=viewer.organ_ids) | Q(pk__in=invited) | Q(pk__in=came)


def _meetings_of(viewer: Viewer) -> QuerySet[Meeting]:
    """The meetings whose minutes go out to the viewer."""
    meetings = Meeting.objects.filter(_part(viewer), network=viewer.network)
    return meetings if viewer.is_secretariat else meetings.exclude(audience=Audience.SECRETARIAT)


def belongs(viewer: Viewer, minutes: Minutes) -> bool:
    """Whether the viewer is of the organ or had a part in the meeting: minutes that were sent out are for those."""
    return minutes.network_id == viewer.network.pk and _meetings_of(viewer).filter(pk=minutes.meeting_id).exists()


def may_see_minutes(viewer: Viewer, minutes: Minutes) -> bool:
    """Whether the viewer reads the minutes in some version."""
    return version_for(viewer, minutes) is not None


def version_for(viewer: Viewer, minutes: Minutes) -> Version | None:
    """How much of the minutes is for the viewer; None: they do not exist for this viewer."""
    if minutes.network_id != viewer.network.pk:
        return None
    if may_see_draft(viewer, minutes):
        return Version.FULL
    if minutes.state in SENT and belongs(viewer, minutes):
        return Version.ORGAN
    is_published = Publication.objects.filter(minutes=minutes).exists()
    is_for = may_see(viewer, minutes.meeting, minutes.meeting.organ_id)
    return Version.PUBLIC if is_published and is_for else None


def visible_minutes(viewer: Viewer) -> QuerySet[Minutes]:
    """The minutes that agree with `may_see_minutes`."""
    seen = Q(publication__isnull=False) & audience_filter(viewer, "meeting__organ", "meeting__")
    if viewer.is_secretariat:
        seen = Q(network=viewer.network)
    elif viewer.person is not None:
        seen |= Q(taker=viewer.person) | Q(meeting__chair=viewer.person)
        seen |= Q(state__in=SENT, meeting__in=_meetings_of(viewer).values("pk"))
    return Minutes.objects.filter(seen, network=viewer.network)


def may_request(viewer: Viewer, minutes: Minutes) -> bool:
    """Whether the viewer may ask for a correction: to whom the minutes were sent. The action asks for the state."""
    return viewer.person is not None and belongs(viewer, minutes)


def may_approve(viewer: Viewer, minutes: Minutes, meeting: Meeting) -> bool:
    """Whether the viewer records that `meeting` approved the minutes: its chair, or the secretariat."""
    if viewer.person is None or minutes.network_id != viewer.network.pk or meeting.network_id != viewer.network.pk:
        return False
    return viewer.is_secretariat or meeting.chair_id == viewer.person.pk


def role_of(viewer: Viewer, minutes: Minutes) -> Signature.Role | None:
    """As what the viewer signs: who chaired that meeting; who took the minutes, or a post of the secretariat.

    Of a meeting whose chair nobody recorded (before the platform, or held in text form) who chairs the organ today.
    """
    if viewer.person is None or minutes.network_id != viewer.network.pk:
        return None
    chair = minutes.meeting.chair_id
    if viewer.person.pk == chair or (
        chair is None and not viewer.is_secretariat and may_chair(viewer, minutes.meeting)
    ):
        return Signature.Role.CHAIR
    if may_write(viewer, minutes):
        return Signature.Role.SECRETARY
    return None


def may_sign(viewer: Viewer, minutes: Minutes) -> bool:
    """Whether the viewer signs the minutes in some role. The action asks for the state and who has signed."""
    return role_of(viewer, minutes) is not None


def may_seal(viewer: Viewer, minutes: Minutes) -> bool:
    """Whether the viewer seals and publishes the minutes: the secretariat, which keeps the register."""
    return viewer.is_secretariat and minutes.network_id == viewer.network.pk
