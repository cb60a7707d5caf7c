"""Health, and the audit log for those who may read it."""

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from quattropole.access.audit import faults
from quattropole.access.queries import as_json_lines, log_entries, log_page, positions_of
from quattropole.access.rules import may_read_log, require
from quattropole.access.viewer import viewer_of
from quattropole.network.middleware import NetworkRequest


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
@login_required
def me(request: NetworkRequest) -> HttpResponse:
    """Who the signed-in account is in this network, by which mandates, and how it signs in."""
    viewer = viewer_of(request)
    return render(request, "access/me.html", {"positions": positions_of(viewer.person) if viewer.person else []})


@never_cache
@require_safe
def log(request: NetworkRequest) -> HttpResponse:
    """Who did what and when, latest first, and whether the chain holds."""
    _require_reader(request)
    person, act = _filters(request)
    found = log_page(request.network, request.GET.get("page", 1), person=person, act=act)
    context = {"log": found, "page": found.page, "person": person, "act": act}
    if "check" in request.GET:
        context["faults"] = list(faults(request.network))
        context["checked"] = True
    return render(request, "access/log.html", context)


@never_cache
@require_safe
def log_export(request: NetworkRequest) -> HttpResponse:
    """The log as JSON lines, oldest first."""
    _require_reader(request)
    person, act = _filters(request)
    lines = as_json_lines(log_entries(request.network, person=person, act=act))
    response = HttpResponse("".join(lines), content_type="application/jsonl; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.network.slug}-log.jsonl"'
    return response


def _require_reader(request: NetworkRequest) -> None:
    require(may_read_log(viewer_of(request)), _("Only the secretariat and members of the board may read the log."))


def _filters(request: HttpRequest) -> tuple[int | None, str]:
    person, act = request.GET.get("person", ""), request.GET.get("act", "")
    return int(person) if person.isdecimal() and len(person) < 19 else None, act.replace("\0", "")
