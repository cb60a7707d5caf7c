"""Who may look at which screen of a meeting: asked by the pages, and by the stream before it is opened."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quattropole.access.models import Account
from quattropole.access.rules import require
from quattropole.access.viewer import viewer_of
from quattropole.assembly.parts.screens import Kind, Role, Screen
from quattropole.assembly.rules import may_follow, may_watch_publicly, role_of
from quattropole.assembly.stream.events import short
from quattropole.meetings.models import Meeting
from quattropole.meetings.views.frame import meeting_or_404, signed_in

DOOR = "quattropole.door"
"""Where in an ASGI scope the door to a stream stands."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Somebody may look at a screen of a meeting (its primary key).

    Person, account and session say who; a visitor of the gallery has none. `proof` changes with the account's
    password, which ends sessions elsewhere.
    """

    meeting: int
    screen: Screen
    person: int | None = None
    account: int | None = None
    session: str = ""
    proof: str = ""


@dataclass
class Door:
    """Who was let in, for the server that keeps the stream; None as long as nobody was."""

    watch: Watch | None = None


def proof_of(account: Account) -> str:
    """What a session of the account is worth something by."""
    return short(account.get_session_auth_hash())


def admit(request: HttpRequest, pk: int, kind: Kind) -> tuple[Meeting, Watch]:
    """The meeting, and the screen that is asked for; raises `NotAllowed`, or `Http404` as every page does."""
    language = get_language() or "de"
    if kind == Kind.GALLERY:
        return _public_meeting(request, pk), Watch(pk, Screen(kind, language))
    viewer = signed_in(request)
    meeting = meeting_or_404(viewer, pk)
    role = Role.NONE
    if kind == Kind.CONSOLE:
        role = role_of(viewer, meeting)
        require(role != Role.NONE, _("Only the chair and the secretariat run a meeting."))
    else:
        require(may_follow(viewer, meeting), _("This page is for those who take part in the meeting."))
    watch = Watch(
        pk,
        Screen(kind, language, role),
        viewer.person.pk if viewer.person else None,
        viewer.account.pk if viewer.account else None,
        request.session.session_key or "",
        proof_of(viewer.account) if viewer.account else "",
    )
    return meeting, watch


def seen_by(request: HttpRequest) -> str:
    """The state in which the browser left the screen: by its last event, or as the page was when it was loaded."""
    return request.headers.get("Last-Event-ID", "") or request.GET.get("seen", "")


def _public_meeting(request: HttpRequest, pk: int) -> Meeting:
    """The meeting as everybody may see it, signed in or not."""
    network = viewer_of(request).network
    found = Meeting.objects.filter(pk=pk, network=network).select_related("organ__network", "chair", "network").first()
    if found is None or not may_watch_publicly(found):
        raise Http404
    return found
