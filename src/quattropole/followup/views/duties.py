"""Duties to the public register: what waits, what was filed, what was entered."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from quattropole import clock
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.followup import actions, queries, rules
from quattropole.followup.forms import DutyForm
from quattropole.followup.models import Duty
from quattropole.meetings.views.frame import perform, signed_in

PER_PAGE = 30


def _reader(request: HttpRequest) -> Viewer:
    viewer = signed_in(request)
    require(rules.may_see_duties(viewer), _("Only the secretariat and members of the board see this."))
    return viewer


def _duty_or_404(viewer: Viewer, pk: int) -> Duty:
    duty = queries.duty_of(viewer, pk)
    if duty is None:
        raise Http404
    return duty


@never_cache
@require_safe
def duties(request: HttpRequest) -> HttpResponse:
    """What has to be filed with the public register, what waits there, and what it has entered."""
    viewer = _reader(request)
    page = Paginator(queries.duties_for(viewer), PER_PAGE).get_page(request.GET.get("page", 1))
    return render(request, "followup/duties.html", {"page": page, "duties": page.object_list})


@never_cache
@require_safe
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    """One duty: the paragraph, what is filed, and how far it is."""
    return _show(request, _reader(request), pk)


def _show(request: HttpRequest, viewer: Viewer, pk: int, problem: str = "", status: int = 200) -> HttpResponse:
    found = _duty_or_404(viewer, pk)
    law = viewer.network.charter.on(found.resolution.adopted_on).law.key
    context = {
        "duty": found,
        "documents": queries.documents_for(found, law),
        "says_all": queries.says_all(law),
        "keeps": rules.may_keep_duties(viewer) and found.is_open,
        "form": DutyForm(initial={"on": clock.today().isoformat(), "reference": found.reference}),
        "problem": problem,
    }
    return render(request, "followup/duty.html", context, status=status)


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that it was filed, that the register has entered it, or that it is not needed (`act`)."""
    viewer = _reader(request)
    found = _duty_or_404(viewer, pk)
    form = DutyForm(request.POST)
    act = request.POST.get("act", "")
    if not form.is_valid() or (act != "dropped" and form.cleaned_data["on"] is None):
        return _show(request, viewer, pk, _("Give the day."), 400)
    said = form.cleaned_data
    acts: dict[str, Callable[[], Duty]] = {
        "filed": lambda: actions.record_filing(
            found, said["on"], by=viewer, reference=said["reference"], note=said["note"]
        ),
        "registered": lambda: actions.record_entry(
            found, said["on"], by=viewer, reference=said["reference"], note=said["note"]
        ),
        "dropped": lambda: actions.drop_duty(found, by=viewer, note=said["note"]),
    }

    def unknown() -> Duty:
        raise NotPossible(_("Choose what happened."))

    return perform(
        request,
        acts.get(act, unknown),
        back=request.path.removesuffix("keep/"),
        done=_("This has been recorded."),
        show=lambda stopped: _show(request, viewer, pk, stopped.message, 409),
    )
