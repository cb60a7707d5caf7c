"""Meetings and the items of their agendas."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from quattropole.access.viewer import Viewer
from quattropole.meetings.actions import Said, say_item, say_meeting
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.meetings.rules import preparable_organs, visible_items, visible_meetings
from quattropole.network.models import Organ
from quattropole.texts.localized import Localized
from quattropole.texts.models import State
from quattropole.texts.names import day_text
from quattropole.translation.deadlines import Calendar
from quattropole.translation.sources.base import Writing
from quattropole.translation.sources.words import Names


class _OfMeetings(Names):
    """What stands in a meeting: for its audience, written by those who prepare the meetings of its organ."""

    def meeting(self, row: Any) -> Meeting:
        """The meeting to which it belongs."""
        found: Meeting = row
        return found

    def address(self, row: Any) -> str:
        return reverse("meetings:detail", args=[self.meeting(row).pk])

    def where(self, row: Any) -> Localized:
        """The organ and the day, as each language says them."""
        meeting = self.meeting(row)
        names = meeting.organ.names.items()
        return Localized({language: f"{name}, {day_text(meeting.day, language)}" for language, name in names})

    def audience(self, row: Any) -> str:
        return str(row.audience)

    def organ(self, row: Any) -> Organ | None:
        return self.meeting(row).organ

    def deadlines(self, viewer: Viewer, rows: Sequence[Any]) -> dict[int, date | None]:
        calendar = Calendar(viewer)
        return {row.pk: calendar.day(self.meeting(row)) for row in rows}

    def writable(self, viewer: Viewer, rows: Sequence[Any]) -> set[int]:
        if not rows or viewer.person is None:
            return set()
        organs = set(preparable_organs(viewer).values_list("pk", flat=True))
        return {row.pk for row in rows if self.meeting(row).organ_id in organs}


def _said(writing: Writing) -> Said:
    by_machine = writing.state == State.MACHINE
    return Said(writing.language, writing.words.title, writing.words.body, by_machine=by_machine)


class Items(_OfMeetings):
    """Titles and notes of agenda items. Those of a proposal follow its text until the agenda is sent."""

    key = "item"
    label = gettext_lazy("Agenda item")
    model = AgendaItem
    title = "titles"
    body = "notes"
    related = ("meeting__organ",)

    def rows(self, viewer: Viewer) -> QuerySet[AgendaItem]:
        return visible_items(viewer).exclude(meeting__state=Meeting.State.CANCELLED)

    def meeting(self, row: Any) -> Meeting:
        found: Meeting = row.meeting
        return found

    def save(self, viewer: Viewer, row: Any, writing: Writing) -> Any:
        item = AgendaItem.objects.select_related("meeting__organ").get(pk=row.pk)
        return say_item(item, _said(writing), by=viewer)


class Meetings(_OfMeetings):
    """Titles of meetings, and how to get there."""

    key = "meeting"
    label = gettext_lazy("Meeting")
    model = Meeting
    title = "titles"
    body = "journeys"
    related = ("organ",)

    def rows(self, viewer: Viewer) -> QuerySet[Meeting]:
        return visible_meetings(viewer).exclude(state=Meeting.State.CANCELLED)

    def what(self, row: Any) -> Localized:
        return Localized(row.titles) if any(row.titles.values()) else Localized(row.organ.names)

    def save(self, viewer: Viewer, row: Any, writing: Writing) -> Any:
        meeting = Meeting.objects.select_related("organ").get(pk=row.pk)
        return say_meeting(meeting, _said(writing), by=viewer)
