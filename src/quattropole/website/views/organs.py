"""The organs, and who sits in them on any day."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.viewer import viewer_of
from quattropole.decisions.queries import Filters, register_of
from quattropole.meetings.queries import meetings_for
from quattropole.network.models import Organ
from quattropole.website.forms import DayForm
from quattropole.website.queries import organs as queries

DECIDING = (Organ.Kind.BOARD, Organ.Kind.ASSEMBLY)


def organs(request: HttpRequest) -> HttpResponse:
    """The organs and project groups that exist today, and who has held the offices."""
    today = clock.today()
    found = queries.organs_on(today)
    return render(
        request,
        "website/organs.html",
        {
            "compositions": [queries.composition(organ, today) for organ in found if organ.kind in DECIDING],
            "committees": [organ for organ in found if organ.kind == Organ.Kind.COMMITTEE],
            "groups": [organ for organ in found if organ.kind == Organ.Kind.GROUP],
            "history": queries.office_history(),
            "today": today,
        },
    )


def organ(request: HttpRequest, key: str) -> HttpResponse:
    """One organ with its seats on a day (`?on=2018-10-16`), its latest meetings and resolutions."""
    viewer = viewer_of(request)
    try:
        shown = Organ.objects.select_related("network").prefetch_related("fields").get(key=key)
    except Organ.DoesNotExist:
        raise Http404 from None
    form = DayForm(request.GET if "on" in request.GET else {"on": clock.today().isoformat()})
    day = form.day(clock.today())
    composition = queries.composition(shown, day, request.GET.get("city", ""))
    return render(
        request,
        "website/organ.html",
        {
            "organ": shown,
            "form": form,
            "day": day,
            "composition": composition,
            "meetings": meetings_for(viewer).filter(organ=shown)[:5],
            "resolutions": register_of(viewer, Filters(organ=key))[:5],
            "trail": [(_("Organs"), reverse("website:organs"))],
        },
    )
