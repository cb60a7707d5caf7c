"""The acts of a debate: items called, speakers, the rules of the list."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quattropole.access.viewer import Viewer
from quattropole.assembly.actions import floor, speakers
from quattropole.assembly.models import Speech
from quattropole.assembly.queries.people import person_named
from quattropole.assembly.views.reading import number, seconds_in
from quattropole.decisions.views.answers import back_to, member, perform
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.meetings.queries import meetings_for
from quattropole.meetings.rules import visible_items


def meeting_of(viewer: Viewer, pk: int) -> Meeting:
    """The meeting, if the viewer sees it."""
    return get_object_or_404(meetings_for(viewer), pk=pk)


def item_of(viewer: Viewer, pk: int) -> AgendaItem:
    """The item, if the viewer sees it."""
    return get_object_or_404(visible_items(viewer).select_related("meeting__organ", "network"), pk=pk)


def answer(request: HttpRequest, meeting: Meeting, deed: Callable[[], object], done: str = "") -> HttpResponse:
    """Do it; back to the live page, or why it was not done."""
    back = back_to(request, reverse("assembly:member", args=[meeting.pk]))
    return perform(request, deed, back=back, done=done)


@require_POST
def call_item(request: HttpRequest, pk: int) -> HttpResponse:
    """Call the item that is named, or the one after the current."""
    viewer = member(request)
    meeting = meeting_of(viewer, pk)
    if not request.POST.get("item"):
        return answer(request, meeting, lambda: floor.next_item(meeting, by=viewer))
    item = item_of(viewer, number(request, "item"))
    if item.meeting_id != meeting.pk:
        raise Http404
    return answer(request, meeting, lambda: floor.call_item(item, by=viewer))


@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Interrupt the meeting."""
    viewer = member(request)
    meeting = meeting_of(viewer, pk)
    return answer(request, meeting, lambda: floor.pause(meeting, request.POST.get("reason", ""), by=viewer))


@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the meeting up again."""
    viewer = member(request)
    meeting = meeting_of(viewer, pk)
    return answer(request, meeting, lambda: floor.resume(meeting, by=viewer))


@require_POST
def set_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Set how the list of speakers is ordered and how long one speaks."""
    viewer = member(request)
    meeting = meeting_of(viewer, pk)
    return answer(
        request,
        meeting,
        lambda: floor.set_rules(
            meeting,
            request.POST.get("alternation", ""),
            bool(request.POST.get("newcomers_first")),
            seconds_in(request.POST.get("speech_minutes", "")),
            seconds_in(request.POST.get("city_minutes", "")),
            by=viewer,
        ),
        _("The rules of the debate are set."),
    )


@require_POST
def ask_to_speak(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for the floor, to speak or on a point of order."""
    viewer = member(request)
    item = item_of(viewer, pk)
    kind = request.POST.get("kind", Speech.Kind.SPEECH)
    language = request.POST.get("language", "")
    return answer(request, item.meeting, lambda: speakers.ask_to_speak(item, kind=kind, language=language, by=viewer))


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the own request back; nothing happens where there is none any more."""
    viewer = member(request)
    item = item_of(viewer, pk)
    own = Speech.objects.filter(item=item, person=viewer.person, kind=request.POST.get("kind", Speech.Kind.SPEECH))
    waiting = own.filter(called_at__isnull=True, withdrawn_at__isnull=True).first()
    return answer(request, item.meeting, lambda: waiting and speakers.withdraw_request(waiting, by=viewer))


@require_POST
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the floor back; nothing happens where somebody else has it."""
    viewer = member(request)
    item = item_of(viewer, pk)
    own = Speech.objects.filter(item=item, person=viewer.person, called_at__isnull=False, ended_at__isnull=True).first()
    return answer(request, item.meeting, lambda: own and speakers.end_speech(own, by=viewer))


@require_POST
def put_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody on the list: a person present by name, or a guest."""
    viewer = member(request)
    item = item_of(viewer, pk)
    name = request.POST.get("name", "")

    def deed() -> Speech:
        person = person_named(item.meeting, name)
        return speakers.put_up(
            item,
            person,
            guest="" if person else name,
            kind=request.POST.get("kind", Speech.Kind.SPEECH),
            language=request.POST.get("language", ""),
            by=viewer,
        )

    return answer(request, item.meeting, deed)


@require_POST
def set_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the list of speakers or the debate, or open both again."""
    viewer = member(request)
    item = item_of(viewer, pk)
    return answer(request, item.meeting, lambda: speakers.set_list(item, request.POST.get("state", ""), by=viewer))


@require_POST
def order_by_rules(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up the chair's own order of the list."""
    viewer = member(request)
    item = item_of(viewer, pk)
    return answer(request, item.meeting, lambda: speakers.order_by_rules(item, by=viewer))


def _speech_act(request: HttpRequest, pk: int, act: Callable[[Speech, Viewer], object]) -> HttpResponse:
    viewer = member(request)
    speech = get_object_or_404(
        Speech.objects.filter(item__in=visible_items(viewer)).select_related("item__meeting__organ"), pk=pk
    )
    return answer(request, speech.item.meeting, lambda: act(speech, viewer))


@require_POST
def give_floor(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody the floor."""
    return _speech_act(request, pk, lambda speech, viewer: speakers.give_floor(speech, by=viewer))


@require_POST
def end_speech(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the floor back."""
    return _speech_act(request, pk, lambda speech, viewer: speakers.end_speech(speech, by=viewer))


@require_POST
def withdraw_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the list."""
    return _speech_act(request, pk, lambda speech, viewer: speakers.withdraw_request(speech, by=viewer))


@require_POST
def move_request(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a request another place on the list."""
    to = number(request, "to")
    return _speech_act(request, pk, lambda speech, viewer: speakers.move_request(speech, to=to, by=viewer))
