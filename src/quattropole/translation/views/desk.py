"""What lacks a language: filters, counts, pages, who sees to it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from quattropole.access.rules import NotPossible
from quattropole.meetings.views.frame import back_to
from quattropole.network.models import Person
from quattropole.translation import actions
from quattropole.translation.forms import DeskFilter, assignable
from quattropole.translation.machine import is_on
from quattropole.translation.queries import STATES, work_for
from quattropole.translation.views.frame import at_desk, unit_or_404

PAGE = 30


@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for a language, the most urgent first."""
    viewer = at_desk(request)
    narrowed = DeskFilter(request.GET, viewer=viewer)
    work = work_for(viewer, narrowed.narrowed)
    page = Paginator(work.rows, PAGE).get_page(request.GET.get("page"))
    kept = {name: value for name, value in request.GET.items() if name not in {"state", "page"} and value}
    address = reverse("translation:desk")
    counts = [
        (state, work.by_state.get(state.value, 0), f"{address}?{urlencode({**kept, 'state': state.value})}")
        for state in STATES
    ]
    context = {
        "page": page,
        "filter": narrowed,
        "work": work,
        "counts": counts,
        "all_address": f"{address}?{urlencode(kept)}" if kept else address,
        "chosen": narrowed.narrowed,
        "people": assignable(viewer) if viewer.is_secretariat else [],
        "machine": is_on(),
    }
    return render(request, "translation/desk.html", context)


@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Ask somebody to see to a language, take it oneself, or ask nobody in particular any more."""
    viewer = at_desk(request)
    key, _slash, language = request.POST.get("unit", "").partition("/")
    unit = unit_or_404(viewer, key, language)
    wanted = request.POST.get("person", "")
    if not wanted:
        actions.unassign(unit, language, by=viewer)
        return redirect(back_to(request, reverse("translation:desk")))
    person = viewer.person if wanted == "me" else _person(wanted)
    if person is None:
        raise Http404
    try:
        actions.assign(unit, language, person, by=viewer)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("%(person)s sees to it.") % {"person": person})
    return redirect(back_to(request, reverse("translation:desk")))


def _person(number: str) -> Person | None:
    if not number.isdecimal() or len(number) > 18:
        return None
    return Person.objects.filter(pk=int(number)).first()
