"""Forms of the room: proposals, counted hands, candidates; amendments and motions, recusals, objections."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quattropole import charter
from quattropole.access.models import Audience
from quattropole.charter import wording
from quattropole.charter.values import Word
from quattropole.decisions.models import Proposal
from quattropole.decisions.queries import VoteView
from quattropole.decisions.queries.rewording import Rewording
from quattropole.meetings.forms import LOCAL, in_our_years
from quattropole.meetings.models import Meeting
from quattropole.network.models import FieldOfAction, Office, Organ, Person, Seat
from quattropole.texts.names import language_name, moment_text

NOT_PROPOSED = frozenset({"procedural"})
"""Matters that are decided in the room and need no proposal."""
ELECTION = "election"
BODY_AT_MOST = 100_000


def matter_names(statutes: charter.Statutes) -> dict[str, str]:
    """The matters of the charter, as they are called in the active language."""
    language = get_language() or "de"
    return {key: matter.name(language) for key, matter in statutes.matters.items()}


def interest_names() -> list[tuple[str, str]]:
    """The interests that a seat's holder can have in a matter, in the active language."""
    language = wording.language(get_language() or "de")
    return [(key, wording.say(Word("interest", key), language)) for key in charter.INTERESTS if key != "none"]


class AboutForm(forms.Form):
    """What a proposal is about, and for whom it is."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, matters: Mapping[str, str], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["matter"] = forms.ChoiceField(
            label=_("Matter"),
            choices=[(key, name) for key, name in matters.items() if key not in NOT_PROPOSED],
            help_text=_("It says which organ decides and by which majority."),
        )
        self.fields["field"] = forms.ModelChoiceField(
            FieldOfAction.objects.select_related("heading"), label=_("Field of action"), required=False
        )
        self.fields["audience"] = forms.ChoiceField(
            label=_("Audience"),
            choices=Audience.choices,
            initial=Audience.ORGAN,
            help_text=_("The resolution in the register is for the same audience."),
        )


class ProposalForm(AboutForm):
    """A new proposal: who proposes, who decides, and what it is about."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        origins: Sequence[Organ],
        matters: Mapping[str, str],
        **options: Any,
    ) -> None:
        super().__init__(data, matters=matters, **options)
        organs = Organ.objects.exclude(kind=Organ.Kind.SECRETARIAT)
        own = organs.filter(pk__in=[organ.pk for organ in origins])
        self.fields["origin"] = forms.ModelChoiceField(own, label=_("Proposed by"))
        self.fields["addressee"] = forms.ModelChoiceField(organs, label=_("Decided by"))
        self.fields["office"] = forms.ModelChoiceField(
            Office.objects.all(), label=_("Office"), required=False, help_text=_("Only for an election.")
        )
        self.order_fields(["origin", "addressee", "matter", "office", "field", "audience"])

    def clean(self) -> dict[str, Any]:
        """An election needs its office; nothing else has one."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("matter") == ELECTION and not cleaned.get("office"):
            self.add_error("office", _("Say which office is to be filled."))
        if cleaned.get("matter") != ELECTION:
            cleaned["office"] = None
        return cleaned


class PlaceForm(forms.Form):
    """Put a proposal on the agenda of a coming meeting."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, meetings: Sequence[Meeting], proposal: Proposal, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.meetings = {str(meeting.pk): meeting for meeting in meetings}
        offered = [(key, _meeting_label(meeting, proposal)) for key, meeting in self.meetings.items()]
        self.fields["meeting"] = forms.ChoiceField(label=_("Meeting"), choices=offered)

    @property
    def chosen(self) -> Meeting:
        """The meeting that was chosen; the form must be valid."""
        return self.meetings[self.cleaned_data["meeting"]]


def _meeting_label(meeting: Meeting, proposal: Proposal) -> str:
    decides = meeting.organ_id == proposal.addressee_id and proposal.addressee_id != proposal.origin_id
    purpose = _("to be decided") if decides else _("to be proposed")
    return f"{meeting.organ}, {moment_text(meeting.starts_at)} ({purpose})"


class HandsForm(forms.Form):
    """The counted show of hands: one number for each choice."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, view: VoteView, **options: Any) -> None:
        super().__init__(data, auto_id=f"id_hands_{view.vote.pk}_%s", **options)
        for key in [*view.vote.choices, "invalid"]:
            self.fields[key] = forms.IntegerField(
                label=view.names.get(key, key), min_value=0, initial=view.counts.get(key, 0)
            )

    @property
    def counts(self) -> dict[str, int]:
        """Choice -> hands; the form must be valid."""
        return dict(self.cleaned_data)


class ExcludeForm(forms.Form):
    """Keep a seat from voting because of an interest of its holder (BGB § 34)."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, view: VoteView, **options: Any) -> None:
        super().__init__(data, auto_id=f"id_exclude_{view.vote.pk}_%s", **options)
        seats = [
            (str(elector.seat_id), f"{elector.seat}: {elector.person}")
            for elector in view.electors
            if elector.excluded is None
        ]
        self.fields["seat"] = forms.ChoiceField(label=_("Seat"), choices=seats)
        self.fields["interest"] = forms.ChoiceField(label=_("Interest"), choices=interest_names())


class DeadlineForm(forms.Form):
    """Until when the members of an organ can answer."""

    deadline = forms.DateTimeField(
        label=_("Answer until"),
        help_text=_("In the time of the network's seat. The statutes or the law may ask for a fitting time."),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL),
        input_formats=[LOCAL],
        validators=[in_our_years],
    )


class CircularElectionForm(DeadlineForm):
    """An election without a meeting: the office, who stands, until when."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        offices: Sequence[Office],
        people: Sequence[Person],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.fields["office"] = forms.ModelChoiceField(
            Office.objects.filter(pk__in=[office.pk for office in offices]), label=_("Office"), empty_label=None
        )
        self.fields["candidates"] = forms.MultipleChoiceField(
            label=_("Candidates"),
            choices=[(str(person.pk), str(person)) for person in people],
            widget=forms.CheckboxSelectMultiple,
        )
        self.order_fields(["office", "candidates", "deadline"])


class AnswerForm(forms.Form):
    """An answer that reached the secretariat by e-mail or letter, with the message itself."""

    def __init__(
        self, data: Any = None, files: Any = None, *, seats: Sequence[tuple[str, str]], choices: Any, **options: Any
    ) -> None:
        super().__init__(data, files, **options)
        self.fields["seat"] = forms.ChoiceField(label=_("Seat"), choices=seats)
        self.fields["choice"] = forms.ChoiceField(label=_("Answer"), choices=choices, widget=forms.RadioSelect)
        self.fields["file"] = forms.FileField(
            label=_("The message"), help_text=_("The e-mail or the scanned letter, as proof of the text form.")
        )


class ProposalFilter(forms.Form):
    """Narrow the list of proposals."""

    state = forms.ChoiceField(label=_("State"), required=False, choices=[("", _("All")), *Proposal.State.choices])


@dataclass(frozen=True)
class WordingColumn:
    """One language of a wording form: its fields, and what the text says now where one is moved against it."""

    language: str
    is_authentic: bool
    title: forms.BoundField
    body: forms.BoundField
    unchanged: forms.BoundField | None
    rewording: Rewording | None


class WordingForm(forms.Form):
    """A title and a text in each language, side by side. A page includes `decisions/parts/wording_form.html`."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        languages: Sequence[str],
        authentic: Sequence[str],
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.languages, self.authentic = languages, authentic
        self.rewordings: Mapping[str, Rewording] = {}
        for language in languages:
            spoken = {"lang": language, "spellcheck": "true"}
            self.fields[f"title_{language}"] = forms.CharField(
                label=_("Title"), max_length=300, required=False, widget=forms.TextInput(attrs=spoken)
            )
            self.fields[f"body_{language}"] = forms.CharField(
                label=_("Text"),
                max_length=BODY_AT_MOST,
                required=False,
                widget=forms.Textarea(attrs={**spoken, "rows": 12}),
                help_text=_("Markdown: # heading, - list, **bold**."),
            )

    @property
    def columns(self) -> Iterator[WordingColumn]:
        """The languages as the template shows them."""
        for language in self.languages:
            yield WordingColumn(
                language=language,
                is_authentic=language in self.authentic,
                title=self[f"title_{language}"],
                body=self[f"body_{language}"],
                unchanged=self[f"unchanged_{language}"] if f"unchanged_{language}" in self.fields else None,
                rewording=self.rewordings.get(language),
            )

    @property
    def titles(self) -> dict[str, str]:
        """What was typed as title, by language; the form must be valid."""
        return {language: self.cleaned_data[f"title_{language}"] for language in self.languages}

    @property
    def bodies(self) -> dict[str, str]:
        """What was typed as text, by language."""
        return {language: self.cleaned_data[f"body_{language}"] for language in self.languages}


class MotionForm(WordingForm):
    """A motion from the floor; `seats`: those for which it can be moved, to choose from where there are several."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, seats: Sequence[Seat], must_choose: bool, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.seats = {str(seat.pk): seat for seat in seats}
        if len(seats) > 1 or must_choose:
            offered = [(key, str(seat)) for key, seat in self.seats.items()]
            self.fields["seat"] = forms.ChoiceField(
                label=_("In whose name"), choices=[("", _("Choose a seat")), *offered] if must_choose else offered
            )

    @property
    def seat_field(self) -> forms.BoundField | None:
        """The field in which the seat is chosen, where there is one."""
        return self["seat"] if "seat" in self.fields else None

    @property
    def seat(self) -> Seat | None:
        """The seat that was chosen; None where there was nothing to choose. The form must be valid."""
        return self.seats.get(self.cleaned_data.get("seat", ""))


class AmendmentForm(MotionForm):
    """An amendment: the text as it would read, which languages need no change, and why."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        rewordings: Sequence[Rewording],
        is_counter: bool,
        seen: str,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.rewordings = {one.language: one for one in rewordings}
        for language in () if is_counter else self.languages:
            self.fields[f"unchanged_{language}"] = forms.BooleanField(
                label=_("This language needs no change"), required=False
            )
        self.fields["reasons"] = forms.CharField(
            label=_("Reasons"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
        )
        self.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.initial["seen"] = seen

    @property
    def unchanged(self) -> list[str]:
        """The languages of which it was said that they need no change."""
        return [language for language in self.languages if self.cleaned_data.get(f"unchanged_{language}")]

    def see(self, version: str) -> None:
        """Take what was typed against the text as it reads by now; sent again, it is taken knowingly."""
        self.data = {**self.data.dict(), self.add_prefix("seen"): version} if isinstance(self.data, QueryDict) else {}


class RecusalForm(forms.Form):
    """Who does not vote under an item, and why (BGB § 34)."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, seats: Sequence[Seat], **options: Any) -> None:
        super().__init__(data, **options)
        self.seats = {str(seat.pk): seat for seat in seats}
        offered = [(key, str(seat)) for key, seat in self.seats.items()]
        self.fields["seat"] = forms.ChoiceField(label=_("Seat"), choices=offered)
        self.fields["interest"] = forms.ChoiceField(label=_("Interest"), choices=interest_names())

    @property
    def seat(self) -> Seat:
        """The seat that was chosen; the form must be valid."""
        return self.seats[self.cleaned_data["seat"]]


class ObjectionForm(forms.Form):
    """An objection to a result, for the minutes."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, seats: Sequence[Seat], languages: Sequence[str], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.seats = {str(seat.pk): seat for seat in seats}
        offered = [(key, str(seat)) for key, seat in self.seats.items()]
        self.fields["seat"] = forms.ChoiceField(label=_("Seat"), choices=offered)
        self.fields["reasons"] = forms.CharField(
            label=_("Reasons"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 6})
        )
        named = [(language, language_name(language)) for language in languages]
        self.fields["language"] = forms.ChoiceField(label=_("Language of the reasons"), choices=named)

    @property
    def seat(self) -> Seat:
        """The seat that was chosen; the form must be valid."""
        return self.seats[self.cleaned_data["seat"]]
