"""Forms of minutes: their settings, their passages side by side, corrections, approval."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Vote
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.meetings.rules import visible_items, visible_meetings
from quattropole.minutes.actions.approving import HELD
from quattropole.minutes.actions.proposing import LONGEST
from quattropole.minutes.models import Minutes, Passage, Section
from quattropole.minutes.saying.document import section_title
from quattropole.network.models import Organ, Person
from quattropole.network.queries import mandates_on
from quattropole.texts.forms import SideBySideForm
from quattropole.texts.models import Text
from quattropole.texts.names import day_text


class SettingsForm(forms.Form):
    """How much minutes tell, and who takes them."""

    speakers = forms.ChoiceField(
        label=_("Speakers"), choices=Minutes.Speakers.choices, initial=Minutes.Speakers.NONE, widget=forms.RadioSelect
    )
    names_votes = forms.BooleanField(
        label=_("Votes by name say who voted how"), required=False, help_text=_("Never in the public version.")
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, viewer: Viewer, minutes: Minutes | None = None
    ) -> None:
        initial: dict[str, Any] = {"taker": viewer.person}
        if minutes is not None:
            initial = {"speakers": minutes.speakers, "names_votes": minutes.names_votes, "taker": minutes.taker}
        super().__init__(data, initial=initial)
        posts = mandates_on(viewer.day).filter(seat__organ__kind=Organ.Kind.SECRETARIAT).values("person")
        also = [person.pk for person in (viewer.person, initial["taker"]) if person is not None]
        people = Person.objects.filter(pk__in=posts) | Person.objects.filter(pk__in=also)
        self.fields["taker"] = forms.ModelChoiceField(
            people.order_by("family_name", "given_name", "slug"), label=_("Minutes taken by"), empty_label=None
        )


KINDS: Mapping[str, Sequence[str]] = {
    Section.Kind.OPENING: (Passage.Kind.INTRODUCTION,),
    Section.Kind.ITEM: (Passage.Kind.INTRODUCTION, Passage.Kind.DISCUSSION, Passage.Kind.REMARKS),
    Section.Kind.CLOSING: (Passage.Kind.REMARKS,),
    Section.Kind.CORRECTION: (Passage.Kind.DISCUSSION,),
}
"""The passages that each kind of section has."""


class PassageForm(SideBySideForm):
    """A passage in the languages that bind. Its title is not typed: it says to which section it belongs."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, section: Section, kind: str, text: Text | None
    ) -> None:
        languages = section.minutes.network.authentic_languages
        super().__init__(
            data, text=text, languages=languages, authentic=languages, prefix=kind, use_required_attribute=False
        )
        self.section, self.kind = section, kind
        for column in self._columns:
            field = self.fields[f"title_{column.language}"]
            field.widget = forms.HiddenInput()
            body = self.fields[f"body_{column.language}"]
            body.label = Passage.Kind(kind).label
            body.widget.attrs["rows"] = 8

    def clean(self) -> dict[str, Any]:
        """What is written gets its title in its language; nothing written is no mistake."""
        for column in self._columns:
            language = column.language
            body = self.cleaned_data.get(f"body_{language}", "").strip()
            self.cleaned_data[f"body_{language}"] = body
            self.cleaned_data[f"title_{language}"] = self._title(language) if body or column.title else ""
        if not any(self.cleaned_data[f"title_{column.language}"] for column in self._columns):
            return self.cleaned_data
        return super().clean()

    def _title(self, language: str) -> str:
        with translation.override(language):
            return f"{section_title(self.section.minutes, self.section)} – {Passage.Kind(self.kind).label}"[:300]


class RequestForm(forms.Form):
    """What has to be corrected, and where."""

    body = forms.CharField(
        label=_("What has to be corrected"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, minutes: Minutes, sections: Iterable[Section]) -> None:
        super().__init__(data)
        seen = list(sections)
        field = forms.ModelChoiceField(
            Section.objects.filter(pk__in=[section.pk for section in seen]), label=_("Where"), required=False
        )
        field.choices = [("", _("In general"))] + [(section.pk, section_title(minutes, section)) for section in seen]
        self.fields["section"] = field
        self.order_fields(["section", "body"])


class ApproveForm(forms.Form):
    """Which meeting approved the minutes, under which item, by which vote."""

    where = forms.ChoiceField(label=_("Approved"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, minutes: Minutes, viewer: Viewer) -> None:
        super().__init__(data)
        later = visible_meetings(viewer).filter(
            organ=minutes.meeting.organ_id, starts_at__gt=minutes.meeting.starts_at, state__in=HELD
        )
        self.meetings = {meeting.pk: meeting for meeting in later.order_by("starts_at")[:5]}
        items = visible_items(viewer).filter(meeting__in=self.meetings).order_by("meeting__starts_at", "position")
        self.items: dict[int, AgendaItem] = {item.pk: item for item in items.select_related("meeting")}
        votes = Vote.objects.filter(
            item__in=self.items, state=Vote.State.DECLARED, result__carried=True, election__isnull=True
        )
        self.votes: dict[int, Vote] = {vote.pk: vote for vote in votes.select_related("item").order_by("opened_at")}
        field = self.fields["where"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(self._name(meeting), self._options(meeting)) for meeting in self.meetings.values()]

    def _name(self, meeting: Meeting) -> str:
        return f"{meeting}, {day_text(meeting.day)}"

    def _options(self, meeting: Meeting) -> list[tuple[str, str]]:
        options = [
            (f"item-{item.pk}", gettext("Item %(number)s, without objection") % {"number": item.position})
            for item in self.items.values()
            if item.meeting_id == meeting.pk
        ]
        options += [
            (f"vote-{vote.pk}", gettext("Vote under item %(number)s: %(title)s") % _vote_words(vote))
            for vote in self.votes.values()
            if vote.item.meeting_id == meeting.pk
        ]
        return [*options, (f"meeting-{meeting.pk}", gettext("In the meeting, under no item of its own"))]

    @property
    def chosen(self) -> dict[str, Any]:
        """Meeting, item and vote for `approve_minutes`; the form must be valid."""
        kind, _dash, key = self.cleaned_data["where"].partition("-")
        if kind == "vote":
            vote = self.votes[int(key)]
            return {"meeting": self.meetings[vote.item.meeting_id], "item": vote.item, "vote": vote}
        if kind == "item":
            item = self.items[int(key)]
            return {"meeting": self.meetings[item.meeting_id], "item": item}
        return {"meeting": self.meetings[int(key)]}


def _vote_words(vote: Vote) -> dict[str, Any]:
    return {"number": vote.item.position, "title": vote.titles}
