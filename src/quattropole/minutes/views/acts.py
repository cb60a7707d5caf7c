"""What is done with minutes as a whole: sent out, corrected, approved, signed, sealed, published."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.meetings.views.frame import perform, signed_in, stopped, typed
from quattropole.minutes import actions
from quattropole.minutes.forms import ApproveForm, RequestForm
from quattropole.minutes.models import Minutes, Request
from quattropole.minutes.saying.blocks import sees
from quattropole.minutes.views.frame import minutes_or_404, show


def _act(request: HttpRequest, pk: int, act: Callable[[Minutes, Viewer], object], done: str) -> HttpResponse:
    viewer = signed_in(request)
    minutes, version = minutes_or_404(viewer, pk)
    return perform(
        request,
        lambda: act(minutes, viewer),
        back=reverse("minutes:minutes", args=[pk]),
        done=done,
        show=lambda problem: show(request, viewer, minutes, version, problem=problem),
    )


@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the minutes out."""
    viewer = signed_in(request)
    minutes, version = minutes_or_404(viewer, pk)
    try:
        told = actions.propose_minutes(minutes, by=viewer)
    except NotPossible as reason:
        return show(request, viewer, minutes, version, problem=stopped(reason))
    sent = ngettext(
        "The minutes are sent out to %(number)s person.", "The minutes are sent out to %(number)s people.", told
    )
    messages.success(request, sent % {"number": told})
    return redirect("minutes:minutes", pk)


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a draft of them again."""
    done = _("The minutes are a draft again.")
    return _act(request, pk, lambda minutes, viewer: actions.take_back(minutes, by=viewer), done)


@require_POST
def request_correction(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a correction."""
    viewer = signed_in(request)
    minutes, version = minutes_or_404(viewer, pk)
    seen = [section for section in minutes.sections.all() if sees(version, section.audience)]
    form = RequestForm(request.POST, minutes=minutes, sections=seen)
    if not form.is_valid():
        return show(request, viewer, minutes, version, request_form=form)
    return perform(
        request,
        lambda: actions.request_correction(minutes, **form.cleaned_data, by=viewer),
        back=reverse("minutes:minutes", args=[pk]),
        done=_("Your request is recorded. Whoever takes the minutes answers it."),
        show=lambda problem: show(request, viewer, minutes, version, problem=problem),
    )


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what became of a correction request."""
    viewer = signed_in(request)
    asked = Request.objects.select_related("minutes__meeting").filter(pk=pk).first()
    if asked is None:
        raise Http404
    minutes, version = minutes_or_404(viewer, asked.minutes_id)
    given, taken = typed(request, "answer"), request.POST.get("taken") == "yes"
    return perform(
        request,
        lambda: actions.answer_request(asked, taken=taken, answer=given, by=viewer),
        back=reverse("minutes:minutes", args=[minutes.pk]),
        done=_("The request is answered."),
        show=lambda problem: show(request, viewer, minutes, version, problem=problem),
    )


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that a meeting approved the minutes."""
    viewer = signed_in(request)
    minutes, version = minutes_or_404(viewer, pk)
    form = ApproveForm(request.POST, minutes=minutes, viewer=viewer)
    if not form.is_valid():
        return show(request, viewer, minutes, version, approve_form=form)
    return perform(
        request,
        lambda: actions.approve_minutes(minutes, **form.chosen, by=viewer),
        back=reverse("minutes:minutes", args=[pk]),
        done=_("The approval is recorded. The minutes can be signed now."),
        show=lambda problem: show(request, viewer, minutes, version, problem=problem),
    )


@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign what stands on the page."""
    digest = str(request.POST.get("digest", ""))
    done = _("You have signed the minutes.")
    return _act(request, pk, lambda minutes, viewer: actions.sign_minutes(minutes, digest=digest, by=viewer), done)


@require_POST
def seal(request: HttpRequest, pk: int) -> HttpResponse:
    """Seal them and enter them in the register of minutes."""
    done = _("The minutes are sealed and in the register.")
    return _act(request, pk, lambda minutes, viewer: actions.seal_minutes(minutes, by=viewer), done)


@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish their public version."""
    done = _("The minutes are published, without what is not public.")
    return _act(request, pk, lambda minutes, viewer: actions.publish_minutes(minutes, by=viewer), done)


@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a corrigendum."""
    viewer = signed_in(request)
    minutes, version = minutes_or_404(viewer, pk)
    try:
        corrigendum = actions.begin_corrigendum(minutes, by=viewer)
    except NotPossible as reason:
        return show(request, viewer, minutes, version, problem=stopped(reason))
    messages.success(request, _("A corrigendum is begun. Say what reads otherwise."))
    return redirect("minutes:minutes", corrigendum.pk)
