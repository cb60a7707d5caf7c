"""The stream of a meeting: the door to it, and what it brings to whoever cannot be kept connected."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quattropole.assembly.parts.screens import Kind
from quattropole.assembly.stream.admission import DOOR, Door, Watch, admit
from quattropole.assembly.stream.broadcast import board_of
from quattropole.assembly.stream.events import MEDIA_TYPE, retry, state_from


@never_cache
@require_GET
def stream(request: HttpRequest, pk: int) -> HttpResponse:
    """What changes on a screen of the meeting, for somebody who is signed in."""
    kind = request.GET.get("kind", "")
    if kind not in set(Kind) - {Kind.GALLERY}:
        raise Http404
    return _door(request, admit(request, pk, Kind(kind)))


@never_cache
@require_GET
def public_stream(request: HttpRequest, pk: int) -> HttpResponse:
    """What changes in the public gallery of the meeting."""
    return _door(request, admit(request, pk, Kind.GALLERY))


def _door(request: HttpRequest, watch: Watch) -> HttpResponse:
    """Let in. A server that keeps streams (`stream.application`) goes on by itself, and asked only for that.

    Any other gets what changed at once and no more: the browser comes back for the rest.
    """
    door = getattr(request, "scope", {}).get(DOOR)
    if isinstance(door, Door):
        door.watch = watch
        return HttpResponse(content_type=MEDIA_TYPE)
    look = board_of(watch.meeting.pk).look(watch.screen, watch.person)
    seen = request.headers.get("Last-Event-ID", "") or request.GET.get("seen", "")
    return HttpResponse(retry() + look.since(state_from(seen, look.names)), content_type=MEDIA_TYPE)
