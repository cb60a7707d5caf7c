"""The live pages of a meeting: the parts as they are now; from then on the stream brings what changes."""

import json
import secrets
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from quattropole.access.models import Audience
from quattropole.assembly.parts.screens import OWN, Kind
from quattropole.assembly.stream.admission import Watch, admit
from quattropole.assembly.stream.board import Board, Look
from quattropole.assembly.stream.broadcast import broadcast
from quattropole.assembly.stream.tickets import ticket_for
from quattropole.meetings.models import Meeting

ANEW = "anew"
"""In an address: read everything anew. Whoever comes back from a form sees what came of it, even where another process
did it and its news are still on their way."""


@never_cache
@require_safe
def console(request: HttpRequest, pk: int) -> HttpResponse:
    """The console of those who run the meeting: the chair, and the secretariat."""
    return _page(request, pk, Kind.CONSOLE)


@never_cache
@require_safe
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of those who take part, made for a phone."""
    return _page(request, pk, Kind.MEMBER)


@never_cache
@require_safe
def projector(request: HttpRequest, pk: int) -> HttpResponse:
    """What is projected in the hall, in the network's authentic languages at once."""
    return _page(request, pk, Kind.PROJECTOR)


@never_cache
@require_safe
def gallery(request: HttpRequest, pk: int) -> HttpResponse:
    """What everybody may see of a public meeting while it is in session; before and after, the meeting's own page."""
    try:
        return _page(request, pk, Kind.GALLERY)
    except Http404:
        get_object_or_404(Meeting, pk=pk, audience=Audience.PUBLIC)
        return redirect("website:meeting", pk)


def _page(request: HttpRequest, pk: int, kind: Kind) -> HttpResponse:
    meeting, watch = admit(request, pk, kind)
    if meeting.state in (Meeting.State.PLANNED, Meeting.State.CANCELLED) or meeting.mode == Meeting.Mode.CIRCULAR:
        return redirect("meetings:detail", pk)
    board = Board(pk) if ANEW in request.GET else broadcast.board_of(pk)
    look = board.look(watch.screen, watch.person)
    nonce = secrets.token_hex(16)
    back = f"{request.path}?{ANEW}=1"
    own = _own_fields(get_token(request), back, nonce)
    context = {
        "meeting": meeting,
        "kind": kind.value,
        "role": watch.screen.role.value,
        "screen": watch.screen,
        "parts": _filled(look, own),
        "stream": _stream_address(watch, look),
        "headers": json.dumps({"X-CSRFToken": get_token(request)}),
        "values": json.dumps({"back": back, "nonce": nonce}),
    }
    return render(request, f"assembly/{kind}.html", context)


def _own_fields(token: str, back: str, nonce: str) -> SafeString:
    """What belongs to one reader alone, for the forms that are sent without scripts."""
    fields = [("csrfmiddlewaretoken", token), ("back", back), ("nonce", nonce)]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', fields)


def _filled(look: Look, own: SafeString) -> dict[str, SafeString]:
    """The HTML of the parts by name; empty where a part could not be rendered."""
    return {
        name: mark_safe(part.html.replace(OWN, own)) if part else SafeString()  # noqa: S308 - rendered by our templates
        for name, part in zip(look.names, look.parts, strict=True)
    }


def _stream_address(watch: Watch, look: Look) -> str:
    """Where the page's stream is, with what the page shows already."""
    name = "assembly:public_stream" if watch.screen.kind == Kind.GALLERY else "assembly:stream"
    query = {"kind": watch.screen.kind.value} if watch.screen.kind != Kind.GALLERY else {}
    query |= {"seen": look.state, "ticket": ticket_for(watch)}
    return f"{reverse(name, args=[watch.meeting])}?{urlencode(query)}"
