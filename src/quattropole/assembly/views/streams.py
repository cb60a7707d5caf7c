"""The stream of a meeting: the door to it, and what it brings to whoever cannot be kept connected."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from quattropole.assembly.parts.screens import Kind
from quattropole.assembly.stream.admission import DOOR, Door, Watch, admit, seen_by
from quattropole.assembly.stream.broadcast import broadcast
from quattropole.assembly.stream.events import MEDIA_TYPE, retry


@never_cache
@require_GET
def stream(request: HttpRequest, pk: int) -> HttpResponse:
    """What changes on a screen of the meeting, for somebody who is signed in."""
    kind = request.GET.get("kind", "")
    if kind not in set(Kind) - {Kind.GALLERY}:
        raise Http404
    _meeting, watch = admit(request, pk, Kind(kind))
    return _door(request, watch)


@never_cache
@require_GET
def public_stream(request: HttpRequest, pk: int) -> HttpResponse:
    """What changes in the public gallery of the meeting."""
    _meeting, watch = admit(request, pk, Kind.GALLERY)
    return _door(request, watch)


def _door(request: HttpRequest, watch: Watch) -> HttpResponse:
    """Let in. A server that keeps streams (`stream.application`) goes on by itself, and asked only for that.

    Any other gets what changed at once and no more: the browser comes back for the rest.
    """
    door = getattr(request, "scope", {}).get(DOOR)
    if isinstance(door, Door):
        door.watch = watch
        return HttpResponse(content_type=MEDIA_TYPE)
    look = broadcast.board_of(watch.meeting).look(watch.screen, watch.person)
    return HttpResponse(retry().events + look.since(look.seen_in(seen_by(request))).events, content_type=MEDIA_TYPE)
