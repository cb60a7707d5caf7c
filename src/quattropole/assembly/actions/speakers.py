"""The list of speakers: who asks, who is put on it, who gets the floor, in which order, until when."""

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotAllowed, NotPossible, acting, require
from quattropole.access.viewer import Viewer
from quattropole.assembly.actions.floor import require_no_vote
from quattropole.assembly.actions.locking import chaired_floor, locked_floor, require_current, require_running
from quattropole.assembly.actions.speeches import end_running, interrupt_running, running_speech
from quattropole.assembly.models import Debate, Floor, ProceduralMotion, Speech
from quattropole.assembly.queries.floor import PUT_OFF, debate_of
from quattropole.assembly.queries.speakers import speakers_of
from quattropole.assembly.rules.speaking import attendance_of, may_end, may_keep_list, may_withdraw
from quattropole.live import Topic, publish
from quattropole.meetings.models import AgendaItem, Attendance, Meeting
from quattropole.network.models import Person, Seat

WAITING_AT_MOST = 500
"""Requests under one item; nobody hears more speeches in a day."""


def ask_to_speak(item: AgendaItem, *, kind: str = Speech.Kind.SPEECH, language: str = "", by: Viewer) -> Speech:
    """Ask for the floor under the current item. Asked twice, one waits once, in the language said last.

    Raises `NotAllowed` for whoever is not present, `NotPossible` where the list is closed or the debate over.
    """
    with transaction.atomic():
        floor = locked_floor(item.meeting)
        there = attendance_of(by, floor.meeting)
        if there is None:
            raise NotAllowed(_("Only those who are present may ask for the floor."))
        return _enlist(floor, item, kind, language, seat=there.seat, person=acting(by))


def put_up(
    item: AgendaItem,
    person: Person | None = None,
    *,
    guest: str = "",
    kind: str = Speech.Kind.SPEECH,
    language: str = "",
    by: Viewer,
) -> Speech:
    """Put somebody on the list who has no device, or a guest, whom `guest` names where no record does.

    A seat's holder must be present; whoever has no seat in the organ speaks as a guest.
    """
    with transaction.atomic():
        floor = locked_floor(item.meeting)
        require(may_keep_list(by, floor.meeting), _("Only the chair and the secretariat keep the list of speakers."))
        name = " ".join(guest.split())[:100]
        if (person is None) == (not name):
            raise NotPossible(_("Say who is to speak: somebody of the network, or the name of a guest."))
        return _enlist(floor, item, kind, language, seat=_seat_of(person, floor.meeting), person=person, guest=name)


def _seat_of(person: Person | None, meeting: Meeting) -> Seat | None:
    if person is None:
        return None
    there = Attendance.objects.filter(meeting=meeting, person=person, left_at__isnull=True).select_related("seat")
    found = there.order_by("is_proxy", "arrived_at", "pk").first()
    return found.seat if found else None


def _enlist(
    floor: Floor,
    item: AgendaItem,
    kind: str,
    language: str,
    *,
    seat: Seat | None,
    person: Person | None,
    guest: str = "",
) -> Speech:
    require_current(floor, item)
    if kind not in Speech.Kind.values or (language and language not in floor.meeting.network.languages):
        raise NotPossible(_("Say how and in which of the network's languages you will speak."))
    _require_list(item, kind)
    running = running_speech(floor.meeting)
    if running is not None and running.kind == kind and _is_same(running, person, guest):
        raise NotPossible(_("%(person)s has the floor already.") % {"person": running.speaker})
    waiting = Speech.objects.filter(item=item, called_at__isnull=True, withdrawn_at__isnull=True)
    same = waiting.filter(person=person, guest=guest, kind=kind).first()
    if same is not None:
        return _in_language(same, language)
    if waiting.count() >= WAITING_AT_MOST:
        raise NotPossible(_("The list of speakers is full."))
    speech = Speech.objects.create(
        network=item.network,
        item=item,
        seat=seat,
        person=person,
        guest=guest,
        kind=kind,
        language=language,
        asked_at=clock.now(),
    )
    publish(floor.meeting_id, Topic.SPEAKERS)
    return speech


def _is_same(speech: Speech, person: Person | None, guest: str) -> bool:
    return speech.person_id == (person.pk if person else None) and speech.guest == guest


def _in_language(speech: Speech, language: str) -> Speech:
    if language and speech.language != language:
        speech.language = language
        speech.save(update_fields=["language"])
        publish(speech.item.meeting_id, Topic.SPEAKERS)
    return speech


def _require_list(item: AgendaItem, kind: str) -> None:
    """A point of order may be raised as long as the item is not put off; to speak, the list must be open."""
    state = debate_of(item).state
    if state in PUT_OFF:
        raise NotPossible(_("This item was put off; it is not dealt with in this meeting."))
    if kind == Speech.Kind.SPEECH and state == Debate.State.LIST_CLOSED:
        raise NotPossible(_("The list of speakers is closed."))
    if kind == Speech.Kind.SPEECH and state == Debate.State.CLOSED:
        raise NotPossible(_("The debate is closed."))


def withdraw_request(speech: Speech, *, by: Viewer) -> Speech:
    """Take a request off the list. A second press changes nothing; whoever has the floor ends the speech instead."""
    with transaction.atomic():
        floor = locked_floor(speech.item.meeting)
        current = _fresh(speech, floor)
        require(may_withdraw(by, current, floor.meeting), _("Only whoever asked, the chair and the secretariat may."))
        if current.withdrawn_at is not None:
            return current
        require_current(floor, current.item)
        if current.called_at is not None:
            raise NotPossible(_("%(person)s has the floor already.") % {"person": current.speaker})
        current.withdrawn_at = clock.now()
        current.save(update_fields=["withdrawn_at"])
        publish(floor.meeting_id, Topic.SPEAKERS)
    return current


def _fresh(speech: Speech, floor: Floor) -> Speech:
    found: Speech = Speech.objects.select_related("item", "person", "seat").get(
        pk=speech.pk, item__meeting=floor.meeting
    )
    return found


def give_floor(speech: Speech, *, by: Viewer) -> Speech:
    """Give somebody the floor; whoever has it ends, or is interrupted by a point of order and goes on afterwards."""
    with transaction.atomic():
        floor = chaired_floor(speech.item.meeting, by=by)
        current = _fresh(speech, floor)
        if current.called_at is not None and current.ended_at is None:
            return current
        _check_call(floor, current)
        now = clock.now()
        if current.kind == Speech.Kind.ORDER:
            interrupt_running(floor.meeting, at=now)
        else:
            end_running(floor.meeting, at=now)
        current.called_at = now
        current.save(update_fields=["called_at"])
        publish(floor.meeting_id, Topic.SPEAKERS)
    return current


def _check_call(floor: Floor, speech: Speech) -> None:
    require_running(floor)
    require_current(floor, speech.item)
    require_no_vote(floor.meeting, speech.item)
    if speech.withdrawn_at is not None:
        raise NotPossible(_("%(person)s is no longer on the list.") % {"person": speech.speaker})
    if speech.called_at is not None:
        raise NotPossible(_("%(person)s has spoken already; a new request is needed.") % {"person": speech.speaker})
    debate = debate_of(speech.item)
    if debate.state in PUT_OFF or (speech.kind == Speech.Kind.SPEECH and debate.state == Debate.State.CLOSED):
        raise NotPossible(_("The debate is closed."))
    there = Attendance.objects.filter(meeting=floor.meeting, person=speech.person, left_at__isnull=True)
    if speech.seat_id is not None and not there.exists():
        raise NotPossible(_("%(person)s is not present.") % {"person": speech.speaker})


def end_speech(speech: Speech, *, by: Viewer) -> Speech:
    """The chair takes the floor back, or the speaker gives it back. A second press changes nothing."""
    with transaction.atomic():
        floor = locked_floor(speech.item.meeting)
        current = _fresh(speech, floor)
        require(may_end(by, current, floor.meeting), _("Only the chair and the speaker end a speech."))
        if current.called_at is None:
            raise NotPossible(_("%(person)s does not have the floor.") % {"person": current.speaker})
        if current.ended_at is None:
            current.ended_at = max(clock.now(), current.called_at)
            current.save(update_fields=["ended_at"])
            publish(floor.meeting_id, Topic.SPEAKERS)
    return current


def move_request(speech: Speech, *, to: int, by: Viewer) -> None:
    """Give a request another place on the list, counted from 1; it and all before it stay where the chair sees them."""
    with transaction.atomic():
        floor = chaired_floor(speech.item.meeting, by=by)
        require_current(floor, speech.item)
        listed = [line.speech for line in speakers_of(floor.meeting).waiting]
        moved = next((other for other in listed if other.pk == speech.pk), None)
        if moved is None:
            raise NotPossible(_("%(person)s is no longer on the list.") % {"person": speech.speaker})
        before = listed.index(moved)
        place = max(0, min(to - 1, len(listed) - 1))
        listed.insert(place, listed.pop(before))
        fixed = max([before, place, *(n for n, other in enumerate(listed) if other.rank is not None)])
        for rank, other in enumerate(listed[: fixed + 1], start=1):
            other.rank = rank
        Speech.objects.bulk_update(listed[: fixed + 1], ["rank"])
        publish(floor.meeting_id, Topic.SPEAKERS)


def order_by_rules(item: AgendaItem, *, by: Viewer) -> None:
    """Give up the chair's own order; the list follows the rules again, an interrupted speech still goes on first."""
    with transaction.atomic():
        floor = chaired_floor(item.meeting, by=by)
        require_current(floor, item)
        waiting = Speech.objects.filter(item=item, called_at__isnull=True, withdrawn_at__isnull=True)
        waiting.filter(continues__isnull=True).update(rank=None)
        waiting.filter(continues__isnull=False).update(rank=0)
        publish(floor.meeting_id, Topic.SPEAKERS)


def set_list(item: AgendaItem, state: str, *, by: Viewer) -> Debate:
    """The chair closes the list of speakers or the debate, or opens both again. What was moved about it is settled."""
    with transaction.atomic():
        floor = chaired_floor(item.meeting, by=by)
        require_current(floor, item)
        debate = Debate.objects.get(item=item)
        if state not in LIST_ACTS:
            raise NotPossible(_("A debate is open, its list is closed, or it is closed."))
        if debate.state in PUT_OFF:
            raise NotPossible(_("This item was put off; it is not dealt with in this meeting."))
        if debate.state == state:
            return debate
        debate.state = state
        debate.save(update_fields=["state"])
        ProceduralMotion.objects.filter(
            item=item, kind__in=SETTLED_BY.get(state, ()), state=ProceduralMotion.State.MOVED
        ).update(state=ProceduralMotion.State.SETTLED, decided_at=clock.now())
        record(LIST_ACTS[state], debate, by=by.person, network=by.network)
        publish(floor.meeting_id, Topic.SPEAKERS, Topic.MOTIONS)
    return debate


LIST_ACTS: dict[str, str] = {
    Debate.State.OPEN: "list of speakers opened",
    Debate.State.LIST_CLOSED: "list of speakers closed",
    Debate.State.CLOSED: "debate closed",
}
SETTLED_BY: dict[str, tuple[str, ...]] = {
    Debate.State.LIST_CLOSED: (ProceduralMotion.Kind.CLOSE_LIST,),
    Debate.State.CLOSED: (
        ProceduralMotion.Kind.CLOSE_LIST,
        ProceduralMotion.Kind.CLOSE_DEBATE,
        ProceduralMotion.Kind.LIMIT_TIME,
    ),
}
