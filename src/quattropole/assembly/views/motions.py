"""The acts on motions on procedure: moved, joined, decided."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.assembly.actions import demands, procedure
from quattropole.assembly.models import ProceduralMotion
from quattropole.assembly.queries.people import person_named
from quattropole.assembly.views.debate import answer, item_of
from quattropole.assembly.views.reading import number, seconds_in
from quattropole.decisions.views.answers import member
from quattropole.meetings.models import AgendaItem
from quattropole.meetings.rules import visible_items
from quattropole.network.models import Organ, Person


@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move how to go on; the chair and the secretariat write it down for whoever they name."""
    viewer = member(request)
    item = item_of(viewer, pk)
    kind = request.POST.get("kind", "")

    def deed() -> ProceduralMotion:
        refers, limits = kind == ProceduralMotion.Kind.REFER, kind == ProceduralMotion.Kind.LIMIT_TIME
        return procedure.move(
            item,
            kind,
            target=_organ(request) if refers else None,
            seconds=seconds_in(request.POST.get("minutes", "")) if limits else None,
            person=_mover(request, item),
            by=viewer,
        )

    return answer(request, item.meeting, deed, _("The motion is moved."))


def _organ(request: HttpRequest) -> Organ | None:
    return Organ.objects.filter(pk=number(request, "target")).first() if request.POST.get("target") else None


def _mover(request: HttpRequest, item: AgendaItem) -> Person | None:
    """Who is named as the mover; nobody where the field is empty or not there."""
    name = request.POST.get("name", "").strip()
    if not name:
        return None
    person = person_named(item.meeting, name)
    if person is None:
        raise NotPossible(_("Nobody who is present is called so."))
    return person


def _motion_act(
    request: HttpRequest, pk: int, act: Callable[[ProceduralMotion, Viewer], object], done: str = ""
) -> HttpResponse:
    viewer = member(request)
    motion = get_object_or_404(
        ProceduralMotion.objects.filter(item__in=visible_items(viewer)).select_related("item__meeting__organ"), pk=pk
    )
    return answer(request, motion.item.meeting, lambda: act(motion, viewer), done)


@require_POST
def carry_unopposed(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody opposes it."""
    return _motion_act(request, pk, lambda motion, viewer: procedure.carry_unopposed(motion, by=viewer))


@require_POST
def put_to_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the vote on it."""
    method = request.POST.get("method", "")
    return _motion_act(request, pk, lambda motion, viewer: procedure.put_to_vote(motion, method=method, by=viewer))


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back."""
    return _motion_act(request, pk, lambda motion, viewer: procedure.withdraw_motion(motion, by=viewer))


@require_POST
def support(request: HttpRequest, pk: int) -> HttpResponse:
    """Join it."""
    return _motion_act(
        request, pk, lambda motion, viewer: demands.support(motion, by=viewer), _("Your support is counted.")
    )


@require_POST
def count_supporters(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter how many support it."""
    supporters = number(request, "supporters")
    return _motion_act(request, pk, lambda motion, viewer: demands.count_supporters(motion, supporters, by=viewer))


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Too few support it."""
    return _motion_act(request, pk, lambda motion, viewer: demands.drop_demand(motion, by=viewer))
