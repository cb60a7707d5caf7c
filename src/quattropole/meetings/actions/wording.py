"""What a meeting and its items are called, language by language, for those who translate."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole.access import audit
from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.live import Topic, publish
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.actions.planning import require_preparing
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.texts.localized import Localized


@dataclass(frozen=True, slots=True)
class Said:
    """What one language says: the title, and the note under an item or the way to a meeting.

    `by_machine`: a machine translated it, and nobody has read it yet.
    """

    language: str
    title: str
    body: str = ""
    by_machine: bool = False


def say_item(item: AgendaItem, said: Said, *, by: Viewer) -> AgendaItem:
    """Write one language of an item's title and note. What the convocation named in a language stays as it was sent.

    A language that is missing can be added at any time.
    """
    require_preparing(by, item.meeting.organ)
    with transaction.atomic():
        meeting = locked(item.meeting)
        current = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
        was = current.titles.get(said.language, ""), current.notes.get(said.language, "")
        title, body = said.title.strip(), said.body.strip()
        _require_sayable(meeting, was, (title, body))
        current.titles = _with(current.titles, said, title)
        current.notes = _with(current.notes, said, body)
        if not current.titles:
            raise NotPossible(_("Give the item a title in at least one language."))
        current.save(update_fields=["titles", "notes"])
        audit.record("agenda item worded", current, by=by.person, network=by.network, language=said.language)
        publish(meeting.pk, Topic.AGENDA)
    return current


def _require_sayable(meeting: Meeting, was: tuple[str, str], now: tuple[str, str]) -> None:
    if meeting.state == Meeting.State.PLANNED:
        return
    if any(before and before != after for before, after in zip(was, now, strict=True)):
        raise NotPossible(_("The agenda has gone out in this language; what was sent stays."))


def say_meeting(meeting: Meeting, said: Said, *, by: Viewer) -> Meeting:
    """Write one language of a meeting's title and of the way there, until it begins; what is missing also later."""
    require_preparing(by, meeting.organ)
    with transaction.atomic():
        current = locked(meeting)
        was = current.titles.get(said.language, ""), current.journeys.get(said.language, "")
        title, body = said.title.strip(), said.body.strip()
        begun = current.state not in (Meeting.State.PLANNED, Meeting.State.CONVENED)
        if begun and any(before and before != after for before, after in zip(was, (title, body), strict=True)):
            raise NotPossible(_("This meeting has begun or is over; it cannot be changed."))
        current.titles = _with(current.titles, said, title)
        current.journeys = _with(current.journeys, said, body)
        current.save(update_fields=["titles", "journeys"])
        audit.record("meeting worded", current, by=by.person, network=by.network, language=said.language)
        publish(current.pk, Topic.MEETING)
    return current


def _with(words: Localized, said: Said, text: str) -> Localized:
    """The words with those of one language in place of what it said."""
    others = {language: other for language, other in words.items() if language != said.language}
    machine = words.machine - {said.language} | ({said.language} if said.by_machine else set())
    return Localized({**others, said.language: text} if text else others, machine=machine & {*others, said.language})
