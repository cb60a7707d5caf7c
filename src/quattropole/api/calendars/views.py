"""Calendars as programs fetch them, and the page on which people make the address of their own."""

import hashlib
import re
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from quattropole.access.viewer import Viewer, viewer_of
from quattropole.api.calendars import actions, queries
from quattropole.api.calendars.queries import Feed
from quattropole.meetings.calendar import calendar_of
from quattropole.meetings.models import Meeting
from quattropole.meetings.rules import visible_meetings
from quattropole.meetings.views.frame import signed_in
from quattropole.network.middleware import NetworkRequest
from quattropole.network.models import Organ

STAMP = re.compile(rb"DTSTAMP:[^\r\n]*\r\n")
TOKEN = re.compile(r"[\w-]{20,100}")


@require_safe
def public(request: NetworkRequest) -> HttpResponse:
    """The public meetings of the network."""
    return _answer(request, _public(request, None), is_public=True)


@require_safe
def of_organ(request: NetworkRequest, key: str) -> HttpResponse:
    """The public meetings of one organ."""
    organ = Organ.objects.filter(key=key).first()
    if organ is None:
        raise Http404
    return _answer(request, _public(request, organ), is_public=True)


@require_safe
def of_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting that the reader may see, to take into a calendar."""
    viewer = viewer_of(request)
    meeting = visible_meetings(viewer).exclude(mode=Meeting.Mode.CIRCULAR).filter(pk=pk).first()
    if meeting is None:
        raise Http404
    name = "meetings:detail" if viewer.person else "website:meeting"
    feed = queries.single_feed(viewer, meeting, translation.get_language() or "de", _pages(request, name))
    response = _answer(request, feed, is_public=False)
    response["Content-Disposition"] = f'attachment; filename="{viewer.network.slug}-{meeting.day.isoformat()}.ics"'
    return response


@csrf_exempt
@require_safe
def own(request: NetworkRequest, token: str) -> HttpResponse:
    """The calendar of whoever has this address: what that person may see now. 410 for an address that was revoked.

    Nobody signs in here and no cookie counts; the address alone does.
    """
    address = queries.address_with(actions.digest_of(token)) if TOKEN.fullmatch(token) else None
    if address is None:
        return _secret(HttpResponse("There is no such calendar.\n", status=404, content_type="text/plain"))
    account = getattr(getattr(address.person, "identity", None), "account", None)
    if address.revoked_at is not None or (account is not None and not account.is_active):
        return _secret(HttpResponse("This address was revoked.\n", status=410, content_type="text/plain"))
    viewer = Viewer(request.network, address.person)
    with translation.override(address.language):
        feed = queries.own_feed(viewer, address.language, _pages(request, "meetings:detail"))
        response = _answer(request, feed, is_public=False)
    queries.note_use(address)
    return _secret(response)


@never_cache
@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """The reader's own calendar address, and those of the public calendars."""
    return _page(request, signed_in(request))


@never_cache
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make the address; it is shown this once."""
    viewer = signed_in(request)
    token = actions.make_address(by=viewer)
    return _secret(_page(request, viewer, address=request.build_absolute_uri(reverse("calendar", args=[token]))))


@never_cache
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Make the address dead."""
    if actions.revoke_address(by=signed_in(request)):
        messages.success(request, _("The address is dead. Programs that fetch it get nothing any more."))
    return redirect("api:calendars")


def _page(request: HttpRequest, viewer: Viewer, *, address: str = "") -> HttpResponse:
    assert viewer.person is not None  # noqa: S101  # signed_in saw to it
    organs = Organ.objects.exclude(kind=Organ.Kind.SECRETARIAT).order_by("position", "key")
    return render(
        request,
        "api/calendars.html",
        {
            "address": address,
            "subscribe": _webcal(address),
            "current": queries.address_of(viewer.person),
            "public": request.build_absolute_uri(reverse("api:public_calendar")),
            "organs": organs,
        },
    )


def _webcal(address: str) -> str:
    """The same address under the scheme at which calendar programs open."""
    return f"webcal://{address.partition('://')[2]}" if address else ""


def _public(request: NetworkRequest, organ: Organ | None) -> Feed:
    visitor = Viewer(request.network)
    language = translation.get_language() or "de"
    return queries.public_feed(visitor, language, _pages(request, "website:meeting"), organ=organ)


def _pages(request: HttpRequest, name: str) -> Callable[[Meeting], str]:
    return lambda meeting: request.build_absolute_uri(reverse(name, args=[meeting.pk]))


def _answer(request: HttpRequest, feed: Feed, *, is_public: bool) -> HttpResponse:
    """The calendar as a file, or that nothing changed since the program fetched it."""
    content = calendar_of(
        feed.events, "PUBLISH" if is_public else None, network=feed.network, name=feed.name, refresh=queries.REFRESH
    )
    etag = f'"{hashlib.sha256(STAMP.sub(b"", content)).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag) if "If-None-Match" in request.headers else None
    if response is None:
        response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
        response["ETag"] = etag
    if feed.changed_at is not None and response.status_code == 200:
        response["Last-Modified"] = http_date(feed.changed_at.timestamp())
    response["Cache-Control"] = "public, max-age=600" if is_public else "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _secret(response: HttpResponse) -> HttpResponse:
    """Of an answer with a secret address: nobody who follows a link from it learns where it was; nobody keeps it."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response.setdefault("Cache-Control", "private, no-store")
    return response
