"""The pages of a demo: enter as somebody, set the clock ahead. Their addresses exist only in demo mode."""

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from quattropole.access import demo
from quattropole.access.rules import NotPossible
from quattropole.access.viewer import viewer_of
from quattropole.network.middleware import NetworkRequest
from quattropole.texts.names import day_text


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: NetworkRequest) -> HttpResponse:
    """Who can be tried; a click enters, without a password."""
    if request.method == "POST":
        try:
            if request.POST.get("entry"):
                person = demo.enter(request, request.network, request.POST["entry"])
                messages.success(request, _("You have entered as %(name)s.") % {"name": person})
                return redirect(_back(request, resolve_url("desk:start")))
            logout(request)
            return redirect("website:home")
        except NotPossible as problem:
            messages.error(request, str(problem))
    return render(
        request,
        "access/demo_enter.html",
        {
            "people": demo.entries(request.network),
            "others": demo.others(request.network),
            "next": request.GET.get("next", ""),
        },
        status=409 if request.method == "POST" else 200,
    )


@require_POST
def clock(request: HttpRequest) -> HttpResponse:
    """Set the demo's clock, then back to the page from which that was asked."""
    try:
        day = demo.leap(request.POST.get("to", ""), by=viewer_of(request))
        messages.success(request, _("In this demonstration it is now %(day)s.") % {"day": day_text(day, style="full")})
    except NotPossible as problem:
        messages.error(request, str(problem))
    return redirect(_back(request, resolve_url("access:demo_enter")))


def _back(request: HttpRequest, otherwise: str) -> str:
    """The page that the form names, if it is one of ours."""
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, {request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return otherwise
