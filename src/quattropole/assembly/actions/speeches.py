"""How a speech that runs comes to its end. The floor is held by whoever calls this."""

from datetime import datetime

from django.db.models import F

from quattropole.access.audit import microseconds, record, seal
from quattropole.access.viewer import Viewer
from quattropole.assembly.models import Debate, Speech
from quattropole.meetings.models import AgendaItem, Meeting


def running_speech(meeting: Meeting) -> Speech | None:
    """Who has the floor."""
    running = Speech.objects.filter(item__meeting=meeting, called_at__isnull=False, ended_at__isnull=True)
    return running.select_related("item", "person", "seat").first()


def end_running(meeting: Meeting, *, at: datetime) -> Speech | None:
    """Take the floor from whoever has it; the speech that ended, if there was one."""
    speech = running_speech(meeting)
    if speech is not None and speech.called_at is not None:
        speech.ended_at = max(at, speech.called_at)
        speech.save(update_fields=["ended_at"])
    return speech


def interrupt_running(meeting: Meeting, *, at: datetime) -> Speech | None:
    """Take the floor from whoever has it, who goes on first of all afterwards; the request for that."""
    speech = end_running(meeting, at=at)
    if speech is None or speech.kind != Speech.Kind.SPEECH:
        return None
    waiting = Speech.objects.filter(
        item=speech.item_id, person=speech.person, kind=speech.kind, called_at__isnull=True, withdrawn_at__isnull=True
    )
    if speech.person is not None and waiting.exists():
        return None
    return Speech.objects.create(
        network=speech.network,
        item=speech.item,
        seat=speech.seat,
        person=speech.person,
        guest=speech.guest,
        kind=speech.kind,
        language=speech.language,
        asked_at=speech.asked_at,
        rank=0,
        continues=speech,
    )


def end_debate(item: AgendaItem, *, at: datetime, by: Viewer) -> None:
    """The item is no longer on the floor; what was said under it, by whom and how long, is sealed in the log."""
    debate = Debate.objects.filter(item=item).first()
    if debate is None or debate.ended_at is not None:
        return
    debate.ended_at = at
    debate.save(update_fields=["ended_at"])
    speeches = Speech.objects.filter(item=item)
    if not speeches.exists():
        return
    held = speeches.filter(called_at__isnull=False, ended_at__gte=F("called_at")).count()
    record("debate ended", debate, by=by.person, network=by.network, speeches=held, digest=debate_digest(item))


def debate_digest(item: AgendaItem) -> str:
    """SHA-256 over every request and speech under the item: who, when asked, called, ended, taken back."""
    rows = Speech.objects.filter(item=item).order_by("pk")
    fields = ("seat_id", "person_id", "guest", "kind", "asked_at", "called_at", "ended_at", "withdrawn_at")
    return seal([[_plain(value) for value in row] for row in rows.values_list(*fields)])


def _plain(value: object) -> object:
    return microseconds(value) if isinstance(value, datetime) else value
