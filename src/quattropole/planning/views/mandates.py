"""The calendar of terms and mandates, and the year of the network."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from quattropole import clock
from quattropole.access.rules import require
from quattropole.meetings.views.frame import signed_in, typed
from quattropole.planning import rules
from quattropole.planning.drawings import Stretch, Terms, terms
from quattropole.planning.queries.mandates import AHEAD_YEARS, MONTHS, Asked, Mandates, mandates_for, vacant_seats
from quattropole.planning.queries.year import year_of
from quattropole.texts.names import day_text

WIDE, NARROW = 900, 360
YEARS = range(2000, 2101)


@require_GET
def mandates(request: HttpRequest) -> HttpResponse:
    """What ends, what is vacant, when councils are elected, how women and men share the seats."""
    viewer = signed_in(request)
    require(rules.may_see_mandates(viewer), _("This page is for people who hold a position in the network."))
    asked = _asked(request)
    found = mandates_for(viewer, asked)
    context = {
        "found": found,
        "asked": asked,
        "months": MONTHS,
        "page": Paginator(vacant_seats(asked), 20).get_page(request.GET.get("page")),
        "drawings": [("wide", drawn(found, WIDE)), ("narrow", drawn(found, NARROW))],
        "today": clock.today(),
    }
    return render(request, "planning/mandates.html", context)


def _asked(request: HttpRequest) -> Asked:
    months = request.GET.get("months", "")
    wanted = int(months) if months.isdecimal() and len(months) < 4 else MONTHS[0]
    return Asked(
        organ=typed(request, "organ")[:50],
        city=typed(request, "city")[:50],
        months=wanted if wanted in MONTHS else MONTHS[0],
    )


def drawn(found: Mandates, width: int) -> Terms:
    """The terms as a drawing; the elections of councils are marked across."""
    stretches = [
        Stretch(span.label, _note(span.note, span.seats, span.ends), span.begins, span.ends, span.city)
        for span in found.spans
    ]
    marks = [(election.on, str(election.city), election.city.colour) for election in found.elections]
    return terms(stretches, marks, today=clock.today(), years=AHEAD_YEARS, width=width)


def _note(who: str, seats: int, ends: date | None) -> str:
    number = ngettext("%(seats)s seat", "%(seats)s seats", seats) % {"seats": seats} if seats else who
    until = _("until %(day)s") % {"day": day_text(ends)} if ends is not None else _("without an end")
    return f"{number}, {until}"


@require_GET
def year(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """All meetings of a year with the steps that are due."""
    viewer = signed_in(request)
    require(rules.may_see_mandates(viewer), _("This page is for people who hold a position in the network."))
    wanted = year or clock.today().year
    if wanted not in YEARS:
        raise Http404
    return render(request, "planning/year.html", {"found": year_of(viewer, wanted), "today": clock.today()})
