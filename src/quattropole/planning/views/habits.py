"""How organs are used to meet, and the next meeting as that proposes it."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from quattropole.access.rules import NotAllowed, NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.meetings import rules as meeting_rules
from quattropole.meetings.actions import plan_meeting
from quattropole.meetings.findings import distinct
from quattropole.meetings.forms import MeetingForm
from quattropole.meetings.views.frame import Stopped, signed_in, stopped
from quattropole.network.models import Organ
from quattropole.planning import actions, rules
from quattropole.planning.forms import HabitForm, HabitStepForm
from quattropole.planning.kinds import BY_KEY, FROM_THE_CHARTER
from quattropole.planning.models import Habit
from quattropole.planning.queries.habits import habits_of
from quattropole.planning.queries.owners import Owners
from quattropole.planning.queries.proposal import NextMeeting, next_meeting

HABITS = ("weekday", "starts", "minutes", "mode", "place", "interpretation", "margin_days", "delivery_days")


def _organ_or_404(request: HttpRequest, key: str) -> tuple[Viewer, Organ]:
    viewer = signed_in(request)
    organ = Organ.objects.filter(key=key).exclude(kind=Organ.Kind.SECRETARIAT).first()
    if organ is None:
        raise Http404
    organ.network = viewer.network
    require(rules.may_set_habits(viewer, organ), _("Only the secretariat says how an organ is used to meet."))
    return viewer, organ


@require_http_methods(["GET", "HEAD", "POST"])
def habits(request: HttpRequest, organ: str) -> HttpResponse:
    """The habits of an organ."""
    viewer, found = _organ_or_404(request, organ)
    kept = Habit.objects.filter(organ=found).first()
    initial = {name: getattr(kept, name) for name in HABITS} if kept else {}
    form = HabitForm(request.POST or None, network=viewer.network, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.set_habits(found, by=viewer, **form.cleaned_data)
        messages.success(request, _("The habits are saved."))
        return redirect("planning:habits", organ)
    return _page(request, viewer, found, form)


def _page(
    request: HttpRequest, viewer: Viewer, organ: Organ, form: HabitForm, problem: Stopped | None = None
) -> HttpResponse:
    owners = Owners(viewer.network, viewer.day)
    known = habits_of([organ])[organ.pk]
    owners.know({step.owner for step in known.steps})
    context: dict[str, Any] = {
        "organ": organ,
        "organs": rules.habitual_organs(viewer),
        "form": form,
        "habits": known,
        "steps": [(step, owners.named(step.owner, organ), step.key in FROM_THE_CHARTER) for step in known.steps],
        "new_step": HabitStepForm(owners=owners.choices(), is_new=True),
        "stopped": problem,
    }
    return render(request, "planning/habits.html", context, status=409 if problem else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def habit_step(request: HttpRequest, organ: str, key: str) -> HttpResponse:
    """When one step is due with an organ, and who sees to it."""
    viewer, found = _organ_or_404(request, organ)
    step = next((step for step in habits_of([found])[found.pk].steps if step.key == key), None)
    if step is None:
        raise Http404
    form = HabitStepForm(
        request.POST or None,
        owners=Owners(viewer.network, viewer.day).choices(),
        initial={"days": step.days, "anchor": step.anchor, "owner": step.owner, "is_off": step.is_off},
    )
    if request.method == "POST" and form.is_valid():
        titles = step.label if step.is_own and isinstance(step.label, dict) else None
        actions.set_habit_step(found, key, by=viewer, titles=titles, **form.cleaned_data)
        messages.success(request, _("The habits are saved."))
        return redirect(f"{reverse('planning:habits', args=[organ])}#step-{key}")
    context = {"organ": found, "step": step, "form": form, "is_fixed": key in FROM_THE_CHARTER}
    return render(request, "planning/habit_step.html", context)


@require_POST
def add_habit_step(request: HttpRequest, organ: str) -> HttpResponse:
    """A step that only this organ has."""
    viewer, found = _organ_or_404(request, organ)
    form = HabitStepForm(request.POST, owners=Owners(viewer.network, viewer.day).choices(), is_new=True)
    if not form.is_valid():
        problem = Stopped(_("Say what is to be done, and by when."))
        return _page(request, viewer, found, HabitForm(network=viewer.network), problem)
    given = form.cleaned_data
    actions.set_habit_step(
        found,
        "",
        titles={get_language() or "de": given["title"]},
        anchor=given["anchor"],
        days=given["days"],
        owner=given["owner"],
        by=viewer,
    )
    messages.success(request, _("The step is added."))
    return redirect("planning:habits", organ)


@require_POST
def drop_habit_step(request: HttpRequest, organ: str, key: str) -> HttpResponse:
    """As assumed again."""
    viewer, found = _organ_or_404(request, organ)
    actions.drop_habit_step(found, key, by=viewer)
    done = _("The step is as assumed again.") if key in BY_KEY else _("The step is gone.")
    messages.success(request, done)
    return redirect("planning:habits", organ)


@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """The next meeting of an organ, filled in from its habits; one press plans it."""
    viewer = signed_in(request)
    organs = meeting_rules.preparable_organs(viewer)
    chosen = request.POST.get("organ") or request.GET.get("organ") or ""
    organ = organs.filter(pk=chosen).first() if chosen.isdecimal() and len(chosen) < 18 else organs.first()
    if organ is None:
        raise NotAllowed(_("Only the secretariat and those who convene or chair an organ plan meetings."))
    organ.network = viewer.network
    proposal = next_meeting(organ)
    form = MeetingForm(
        request.POST or None,
        network=viewer.network,
        organs=organs,
        initial=_initial(request, organ, proposal),
    )
    problem: Stopped | None = None
    if request.method == "POST" and form.is_valid():
        try:
            meeting = plan_meeting(form.cleaned_data["organ"], by=viewer, **form.frame())
        except NotPossible as reason:
            problem = stopped(reason)
        else:
            messages.success(request, _("The meeting is planned. Nobody has been told yet."))
            return redirect("planning:meeting", meeting.pk)
    context = {
        "organ": organ,
        "organs": organs,
        "proposal": proposal,
        "duty": distinct(verdict.as_dict() for verdict in proposal.duty.verdicts) if proposal.duty else [],
        "form": form,
        "stopped": problem,
        "may_set_habits": rules.may_set_habits(viewer, organ),
    }
    return render(request, "planning/propose.html", context, status=409 if problem else 200)


def _initial(request: HttpRequest, organ: Organ, proposal: NextMeeting) -> dict[str, Any]:
    days = {day.starts_at.date().isoformat(): day.starts_at for day in proposal.days}
    usual = proposal.habits
    starts_at = days.get(request.GET.get("day", "")) or next(iter(days.values()), None)
    return {
        "organ": organ.pk,
        "starts_at": timezone.localtime(starts_at) if starts_at else None,
        "ends_at": timezone.localtime(starts_at) + timedelta(minutes=usual.minutes.value) if starts_at else None,
        "interpretation": usual.interpretation.value,
        "mode": usual.mode.value,
        "place": proposal.place,
        "host_city": proposal.city.pk if proposal.city else None,
    }
