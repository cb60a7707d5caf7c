"""A member's ballot: the one request that all send in the same minute, so it asks for nothing that it does not need."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from quattropole.access.rules import NotAllowed, NotPossible
from quattropole.decisions.actions import casting
from quattropole.decisions.queries.choices import JOINT
from quattropole.decisions.receipts import grouped
from quattropole.decisions.views.answers import CONFLICT, SeeOther, back_to, member
from quattropole.live.answers import is_live, live_done, live_problem


@never_cache
@require_POST
def cast(request: HttpRequest, pk: int) -> HttpResponse:
    """Cast a ballot: `choice` (several where one ballot names several), `seat` where somebody votes for more than one.

    Sent again, it is answered like the first time. The receipt of a secret ballot is in this answer and nowhere else.
    """
    given = request.POST
    try:
        done = casting.cast(
            pk,
            choice=JOINT.join(given.getlist("choice")),
            nonce=given.get("nonce", ""),
            seat=_seat(given.get("seat", "")),
            by=member(request),
        )
    except (NotPossible, NotAllowed) as problem:
        return _not_cast(request, pk, problem)
    if done.receipt:
        return _receipt(request, done)
    if is_live(request):
        return live_done(request, _("Your ballot is in."))
    return SeeOther(back_to(request, reverse("assembly:member", args=[done.meeting])))


def _seat(given: str) -> int | None:
    """The seat that was named; 0, which is none, for what is no number."""
    if not given:
        return None
    return int(given) if given.isdecimal() and len(given) < 19 else 0


def _not_cast(request: HttpRequest, pk: int, problem: NotPossible | NotAllowed) -> HttpResponse:
    """Why the ballot was not counted. A page of its own says so where there is no live page to say it on."""
    if is_live(request):
        return live_problem(request, {"notice": str(problem)})
    if isinstance(problem, NotAllowed):
        raise problem
    back = back_to(request, reverse("decisions:vote", args=[pk]))
    return render(request, "decisions/not_done.html", {"notice": str(problem), "back": back}, status=CONFLICT)


def _receipt(request: HttpRequest, done: casting.Cast) -> HttpResponse:
    """The receipt, on the live page or on a page of its own; it is kept nowhere, so there is nothing to go on to."""
    shown = {"receipt": grouped(done.receipt)}
    if is_live(request):
        return render(request, "assembly/parts/receipt.html", shown)
    back = back_to(request, reverse("assembly:member", args=[done.meeting]))
    return render(request, "assembly/receipt.html", {**shown, "back": back})
