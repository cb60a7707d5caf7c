"""Who may look at which screen of a meeting: asked by the pages, and by the stream before it is opened."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quattropole.access.rules import require
from quattropole.access.viewer import viewer_of
from quattropole.assembly.parts.screens import Kind, Role, Screen
from quattropole.assembly.rules import may_follow, may_watch_publicly, role_of
from quattropole.meetings.models import Meeting
from quattropole.meetings.views.frame import meeting_or_404, signed_in


@dataclass(frozen=True)
class Watch:
    """Somebody may look at a screen of a meeting. `person` and `account` are None for a visitor of the gallery."""

    meeting: Meeting
    screen: Screen
    person: int | None
    account: int | None
    session: str


DOOR = "quattropole.door"
"""Where in an ASGI scope the door to a stream stands."""


@dataclass
class Door:
    """Who was let in, for the server that keeps the stream; None as long as nobody was."""

    watch: Watch | None = None


def admit(request: HttpRequest, pk: int, kind: Kind) -> Watch:
    """The screen that is asked for, if it is for who asks; raises `NotAllowed`, or `Http404` as every page does."""
    language = get_language() or "de"
    if kind == Kind.GALLERY:
        return Watch(_public_meeting(request, pk), Screen(kind, language), None, None, "")
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    role = Role.NONE
    if kind == Kind.CONSOLE:
        role = role_of(viewer, meeting)
        require(role != Role.NONE, _("Only the chair and the secretariat run a meeting."))
    else:
        require(may_follow(viewer, meeting), _("This page is for those who take part in the meeting."))
    return Watch(
        meeting,
        Screen(kind, language, role),
        viewer.person.pk if viewer.person else None,
        viewer.account.pk if viewer.account else None,
        request.session.session_key or "",
    )


def _public_meeting(request: HttpRequest, pk: int) -> Meeting:
    """The meeting as everybody may see it, signed in or not."""
    network = viewer_of(request).network
    found = Meeting.objects.filter(pk=pk, network=network).select_related("organ__network", "chair", "network").first()
    if found is None or not may_watch_publicly(found):
        raise Http404
    return found
