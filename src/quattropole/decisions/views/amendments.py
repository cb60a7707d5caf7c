"""Texts under items: as they read now, what is moved against them, and what becomes of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from quattropole.access.rules import NotPossible, Refused
from quattropole.access.viewer import Viewer
from quattropole.decisions import actions
from quattropole.decisions.actions.motions import motion_possible
from quattropole.decisions.forms import AmendmentForm, MotionForm, WordingForm
from quattropole.decisions.models import Amendment, Vote
from quattropole.decisions.queries.amendments import (
    AmendmentView,
    ItemText,
    amendments_for,
    item_text,
    items_with_text,
    liftable,
    recusals_under,
)
from quattropole.decisions.queries.facts import wording_under
from quattropole.decisions.queries.methods import methods_for
from quattropole.decisions.queries.rewording import Said, label_of, reading_of, version_of
from quattropole.decisions.rules import may_move, moving_organs, moving_seats
from quattropole.decisions.views.answers import CONFLICT, SeeOther, back_to, meeting_address, member, perform, told
from quattropole.meetings.models import AgendaItem
from quattropole.network.models import Seat
from quattropole.texts.localized import Localized

TWICE = ["GET", "HEAD", "POST"]


def _item(viewer: Viewer, pk: int) -> AgendaItem:
    return get_object_or_404(items_with_text(viewer), pk=pk)


def _amendment(viewer: Viewer, pk: int) -> Amendment:
    return get_object_or_404(amendments_for(viewer), pk=pk)


def _seats(viewer: Viewer, item: AgendaItem) -> list[Seat]:
    """The seats for which the viewer moves something; the secretariat for all of them."""
    if not viewer.is_secretariat:
        return moving_seats(viewer, item)
    seats = Seat.objects.filter(organ__in=moving_organs(item)).select_related("city", "organ")
    held = seats.filter(mandates__begins__lte=viewer.day).exclude(mandates__ends__lt=viewer.day).distinct()
    return sorted(held, key=lambda seat: (seat.organ_id != item.meeting.organ_id, seat.organ_id))


def text_address(item: AgendaItem) -> str:
    """The page of the text under an item."""
    return reverse("decisions:item_text", args=[item.pk])


@require_GET
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The text under an item, what is moved against it, in the order of votes, and who does not vote on it."""
    viewer = member(request)
    item = _item(viewer, pk)
    found = item_text(viewer, item)
    recusals = recusals_under([item]).get(item.pk, [])
    may_motion = found.proposal is None and motion_possible(item) is None and may_move(viewer, item)
    context = {
        "item": item,
        "meeting": item.meeting,
        "meeting_address": meeting_address(item.meeting),
        "text": found,
        "recusals": recusals,
        "liftable": liftable(viewer, item, recusals),
        "may_motion": may_motion,
        "methods": methods_for(item.meeting),
        "back": text_address(item),
    }
    return render(request, "decisions/item_text.html", context)


@require_GET
def amendment(request: HttpRequest, pk: int) -> HttpResponse:
    """One amendment with its whole difference in every language."""
    viewer = member(request)
    found = _amendment(viewer, pk)
    item = _item(viewer, found.placement.item_id)
    shown = item_text(viewer, item)
    view = next(one for one in _views(shown) if one.amendment.pk == found.pk)
    context = {
        "item": item,
        "meeting": item.meeting,
        "text": shown,
        "view": view,
        "methods": methods_for(item.meeting),
        "text_address": text_address(item),
        "back": reverse("decisions:amendment", args=[pk]),
    }
    return render(request, "decisions/amendment.html", context)


def _views(shown: ItemText) -> list[AmendmentView]:
    return [*shown.pending, *shown.drafts, *shown.over]


@require_http_methods(TWICE)
def amendment_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an amendment or a counter-motion, side by side in the languages of the text."""
    viewer = member(request)
    item = _item(viewer, pk)
    kind = Amendment.Kind.COUNTER if request.GET.get("kind") == Amendment.Kind.COUNTER else Amendment.Kind.CHANGE
    blank = Amendment(network=item.network, kind=kind, state=Amendment.State.DRAFT)
    form = _form(request, viewer, item, blank)

    def deed() -> Amendment:
        wish = _wish(form, None)
        return actions.draft_amendment(item, wish, kind=kind, seat=form.seat, by=viewer)

    return _written(request, viewer, item, form, deed, kind)


@require_http_methods(TWICE)
def amendment_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a draft on, or fit a moved amendment to the text as it reads now."""
    viewer = member(request)
    found = _amendment(viewer, pk)
    item = _item(viewer, found.placement.item_id)
    form = _form(request, viewer, item, found)

    def deed() -> Amendment:
        return actions.write_amendment(found, _wish(form, found), by=viewer)

    return _written(request, viewer, item, form, deed, found.kind, found)


def _form(request: HttpRequest, viewer: Viewer, item: AgendaItem, found: Amendment) -> AmendmentForm:
    now, authentic = wording_under(item), item.network.authentic_languages
    reading = reading_of(found, now, authentic)
    is_counter = found.kind == Amendment.Kind.COUNTER
    spoken = {*now[0], *now[1]} | ({*authentic, *found.titles} if is_counter else set())
    is_new = found.pk is None
    initial: dict[str, Any] = {"reasons": found.reasons.shown().text}
    for one in () if is_counter and is_new else reading.languages:
        initial[f"title_{one.language}"], initial[f"body_{one.language}"] = one.new_title, one.new_body
        initial[f"unchanged_{one.language}"] = one.said is Said.CONFIRMED
    return AmendmentForm(
        request.POST if request.method == "POST" else None,
        languages=[language for language in item.network.languages if language in spoken],
        authentic=authentic,
        seats=_seats(viewer, item) if is_new else [],
        must_choose=is_new and viewer.is_secretariat,
        rewordings=reading.languages,
        is_counter=is_counter,
        seen=version_of(now, None if is_new else found),
        initial=initial,
    )


def _wish(form: AmendmentForm, found: Amendment | None) -> actions.Wish:
    reasons = str(form.cleaned_data["reasons"]).strip()
    before = found.reasons.shown() if found else None
    language = before.language if before else get_language() or "de"
    return actions.Wish(
        titles=form.titles,
        bodies=form.bodies,
        unchanged=form.unchanged,
        reasons={language: reasons} if reasons else {},
        seen=form.cleaned_data["seen"],
    )


def _written(
    request: HttpRequest,
    viewer: Viewer,
    item: AgendaItem,
    form: AmendmentForm,
    deed: Callable[[], Amendment],
    kind: str,
    found: Amendment | None = None,
) -> HttpResponse:
    """Save what was typed, and move it where that was asked; else the form, with why not."""
    context = {
        "item": item,
        "meeting": item.meeting,
        "form": form,
        "kind": kind,
        "amendment": found,
        "label": label_of(found) if found else "",
        "text_address": text_address(item),
    }
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                saved = deed()
                if request.POST.get("act") == "move" and saved.state == Amendment.State.DRAFT:
                    saved = actions.move_amendment(saved, by=viewer)
        except actions.TextMoved as problem:
            form.see(version_of(wording_under(_item(viewer, item.pk)), found and _amendment(viewer, found.pk)))
            context |= told(problem)
            status = CONFLICT
        except NotPossible as problem:
            context |= told(problem)
            status = CONFLICT
        else:
            _say(request, saved, _item(viewer, item.pk))
            return SeeOther(text_address(item))
    return render(request, "decisions/amendment_form.html", context, status=status)


def _say(request: HttpRequest, saved: Amendment, item: AgendaItem) -> None:
    """What was done, and which language still has to follow."""
    moved = saved.state == Amendment.State.MOVED
    messages.success(request, _("The amendment is moved.") if moved else _("The draft is saved. Only you see it."))
    reading = reading_of(saved, wording_under(item), item.network.authentic_languages)
    if reading.unsaid:
        messages.warning(
            request,
            _("Unchanged: %(languages)s. It can be voted on once it is changed there too, or needs no change.")
            % {"languages": reading.unsaid_names},
        )


def _act(request: HttpRequest, pk: int, act: Callable[[Amendment, Viewer], object], done: str) -> HttpResponse:
    viewer = member(request)
    found = _amendment(viewer, pk)
    back = back_to(request, text_address(found.placement.item))
    return perform(request, lambda: act(found, viewer), back=back, done=done)


@require_POST
def amendment_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a draft."""
    done = _("The amendment is moved.")
    return _act(request, pk, lambda found, viewer: actions.move_amendment(found, by=viewer), done)


@require_POST
def amendment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take it back; a draft that is thrown away has no page to go back to."""
    viewer = member(request)
    found = _amendment(viewer, pk)
    text_page = text_address(found.placement.item)
    back = text_page if found.state == Amendment.State.DRAFT else back_to(request, text_page)
    done = _("The amendment is withdrawn.")
    return perform(request, lambda: actions.withdraw_amendment(found, by=viewer), back=back, done=done)


@require_POST
def amendment_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Those who moved the text adopt it."""
    done = _("The amendment is part of the text.")
    return _act(request, pk, lambda found, viewer: actions.adopt_amendment(found, by=viewer), done)


@require_POST
def amendment_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair finds it settled."""
    done = _("The amendment is settled.")
    return _act(request, pk, lambda found, viewer: actions.settle_amendment(found, by=viewer), done)


@require_POST
def amendment_order(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it another place in the order of votes; without a place, all stand as the rule has them."""
    given = str(request.POST.get("place", ""))
    place = int(given) if given.isdecimal() and len(given) < 5 else None
    done = _("The order of votes is set.")
    return _act(request, pk, lambda found, viewer: actions.rank_amendment(found, place=place, by=viewer), done)


@require_POST
def amendment_vote(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it to the vote."""
    given = str(request.POST.get("method", ""))
    method = given if given in Vote.Method.values else Vote.Method.NAMED
    done = _("The vote is open.")
    return _act(request, pk, lambda found, viewer: actions.open_amendment_vote(found, method=method, by=viewer), done)


@require_http_methods(TWICE)
def motion_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a text under an item that has none."""
    viewer = member(request)
    item = _item(viewer, pk)
    network = item.network
    form = MotionForm(
        request.POST if request.method == "POST" else None,
        languages=network.languages,
        authentic=network.authentic_languages,
        seats=_seats(viewer, item),
        must_choose=viewer.is_secretariat,
    )
    context: dict[str, Any] = {
        "item": item,
        "meeting": item.meeting,
        "form": form,
        "obstacle": motion_possible(item),
        "text_address": text_address(item),
    }
    if request.method == "POST" and form.is_valid():
        wish = actions.Wish(form.titles, form.bodies)
        try:
            actions.move_motion(item, wish, seat=form.seat, by=viewer)
        except (Refused, NotPossible) as problem:
            return render(request, "decisions/motion_form.html", {**context, **told(problem)}, status=CONFLICT)
        messages.success(request, _("The motion is moved."))
        return SeeOther(text_address(item))
    return render(request, "decisions/motion_form.html", context)


@require_http_methods(TWICE)
def amended_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Add languages to an amended text; those that were amended along stay."""
    viewer = member(request)
    item = _item(viewer, pk)
    shown = item_text(viewer, item)
    there = {side.language for side in shown.sides if side.title and side.body}
    form = WordingForm(
        request.POST if request.method == "POST" else None,
        languages=[language for language in item.network.languages if language not in there],
        authentic=item.network.authentic_languages,
    )
    context: dict[str, Any] = {
        "item": item,
        "meeting": item.meeting,
        "form": form,
        "text": shown,
        "text_address": text_address(item),
    }
    if request.method == "POST" and form.is_valid():
        try:
            actions.complete_amended(item, titles=Localized(form.titles), bodies=Localized(form.bodies), by=viewer)
        except NotPossible as problem:
            return render(request, "decisions/amended_form.html", {**context, **told(problem)}, status=CONFLICT)
        messages.success(request, _("The text is saved."))
        return SeeOther(text_address(item))
    return render(request, "decisions/amended_form.html", context)
