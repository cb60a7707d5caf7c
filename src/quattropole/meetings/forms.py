"""What people type about meetings."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from quattropole.access.models import Audience
from quattropole.meetings.actions.agenda import DECIDING
from quattropole.meetings.models import AgendaItem, Meeting, Reply
from quattropole.meetings.statutes import rules_of
from quattropole.network.models import City, Network, Office, Organ, Person, Seat
from quattropole.texts.names import language_name

LOCAL = "%Y-%m-%dT%H:%M"
YEARS = range(2000, 2101)
"""The years in which meetings and steps are planned. Whatever is counted from such a day stays within the calendar."""
MEETING_MODES = [(mode.value, mode.label) for mode in Meeting.Mode if mode != Meeting.Mode.CIRCULAR]


def in_our_years(given: date) -> None:
    """Refuse a day, or a moment, that only a slip of the keys can mean, such as one in the year 9999."""
    if given.year not in YEARS:
        kind = forms.DateTimeField if isinstance(given, datetime) else forms.DateField
        raise forms.ValidationError(kind.default_error_messages["invalid"], code="invalid")


class TitlesMixin(forms.Form):
    """A title in each of the network's languages; at least one is needed where `title_required`."""

    title_required = True

    def add_titles(self, network: Network, titles: dict[str, str] | None = None) -> None:
        """Add one field a language, the given titles in them."""
        self.languages = list(network.languages)
        for language in self.languages:
            self.fields[f"title_{language}"] = forms.CharField(
                label=_("Title in %(language)s") % {"language": language_name(language)},
                max_length=300,
                required=False,
                initial=(titles or {}).get(language, ""),
                widget=forms.TextInput({"lang": language}),
            )

    def titles(self) -> dict[str, str]:
        """The titles that were given."""
        given = {language: self.cleaned_data.get(f"title_{language}", "").strip() for language in self.languages}
        return {language: words for language, words in given.items() if words}

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.title_required and not self.titles():
            self.add_error(f"title_{self.languages[0]}", _("Give a title in at least one language."))
        return self.cleaned_data


class MeetingForm(TitlesMixin):
    """The frame of a meeting."""

    title_required = False

    starts_at = forms.DateTimeField(
        label=_("Begins"),
        help_text=_("In the time of the network's seat."),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL),
        input_formats=[LOCAL],
        validators=[in_our_years],
    )
    ends_at = forms.DateTimeField(
        label=_("Ends"),
        required=False,
        help_text=_("When it is expected to end; without that, calendars show two hours."),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL),
        input_formats=[LOCAL],
        validators=[in_our_years],
    )
    mode = forms.ChoiceField(label=_("Way of meeting"), choices=MEETING_MODES, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Place"), max_length=300, required=False, help_text=_("Building, street, town; not for a virtual one.")
    )
    link = forms.URLField(label=_("Link for remote attendance"), required=False, assume_scheme="https")
    mode_resolution = forms.CharField(
        label=_("Resolution that allows a virtual meeting"),
        max_length=60,
        required=False,
        help_text=_("Its number, where the statutes ask for one."),
    )
    audience = forms.ChoiceField(label=_("Who sees the meeting"), choices=Audience.choices)

    def __init__(
        self,
        data: Any = None,
        *,
        network: Network,
        meeting: Meeting | None = None,
        organs: QuerySet[Organ] | None = None,
        **options: Any,
    ) -> None:
        initial: dict[str, Any] = {"mode": Meeting.Mode.ON_SITE, "audience": Audience.ORGAN}
        if meeting is not None:
            names = ("starts_at", "ends_at", "mode", "place", "link", "audience", "interpretation")
            initial = {name: getattr(meeting, name) for name in names}
            initial |= {"mode_resolution": meeting.mode_resolution, "host_city": meeting.host_city_id}
        super().__init__(data, initial=initial | options.pop("initial", {}), **options)
        self.fields["host_city"] = forms.ModelChoiceField(
            City.objects.filter(memberships__isnull=False).distinct().order_by("position"),
            label=_("Host city"),
            required=False,
        )
        if organs is not None:
            self.fields["organ"] = forms.ModelChoiceField(organs, label=_("Organ"), empty_label=None)
        self.fields["interpretation"] = forms.MultipleChoiceField(
            label=_("Interpretation"),
            choices=[(language, language_name(language)) for language in network.languages],
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("The languages between which interpreters translate."),
        )
        self.add_titles(network, meeting.titles if meeting else None)
        for language in network.languages:
            self.fields[f"journeys_{language}"] = forms.CharField(
                label=_("Getting there, in %(language)s") % {"language": language_name(language)},
                required=False,
                max_length=4000,
                initial=meeting.journeys.get(language, "") if meeting else "",
                widget=forms.Textarea({"lang": language, "rows": 3}),
            )
        titles = [f"title_{language}" for language in self.languages]
        self.order_fields(["organ", *titles, "starts_at", "ends_at", "mode", "place", "host_city"])

    def frame(self) -> dict[str, Any]:
        """What planning or changing the meeting takes, but for its organ."""
        names = ("starts_at", "ends_at", "place", "mode", "host_city", "link", "mode_resolution", "audience")
        frame = {name: self.cleaned_data[name] for name in (*names, "interpretation")}
        return frame | {"titles": self.titles(), "journeys": self.journeys()}

    def journeys(self) -> dict[str, str]:
        """How to get there, in the languages in which it was said."""
        given = {language: self.cleaned_data.get(f"journeys_{language}", "").strip() for language in self.languages}
        return {language: words for language, words in given.items() if words}


class SecondCallForm(forms.Form):
    """When the second meeting on the same agenda begins."""

    starts_at = forms.DateTimeField(
        label=_("Begins"),
        help_text=_("In the time of the network's seat."),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format=LOCAL),
        input_formats=[LOCAL],
        validators=[in_our_years],
    )


class ItemForm(TitlesMixin):
    """A new item of an agenda. Who proposed it is not typed: proposals bring that along."""

    kind = forms.ChoiceField(label=_("Kind"), choices=AgendaItem.Kind.choices, initial=AgendaItem.Kind.INFORMATION)

    def __init__(self, data: Any = None, *, meeting: Meeting, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["matter"] = forms.ChoiceField(
            label=_("Matter"),
            choices=_matters(meeting),
            required=False,
            help_text=_("For a resolution: what the statutes call it. Right of proposal and majority follow."),
        )
        self.fields["office"] = forms.ChoiceField(
            label=_("Office"), choices=_offices(meeting), required=False, help_text=_("For an election.")
        )
        self.fields["audience"] = forms.ChoiceField(
            label=_("Who sees the item"), choices=Audience.choices, initial=meeting.audience
        )
        self.add_titles(meeting.network)
        self.order_fields([*(f"title_{language}" for language in self.languages), "kind", "matter", "office"])

    def clean(self) -> dict[str, Any]:
        super().clean()
        if self.cleaned_data.get("kind") == AgendaItem.Kind.ELECTION and not self.cleaned_data.get("office"):
            self.add_error("office", _("Say which office is filled."))
        return self.cleaned_data

    def matter(self) -> str:
        """The matter of the statutes, for an item that is decided."""
        kind = self.cleaned_data["kind"]
        if kind not in DECIDING:
            return ""
        return DECIDING[kind] if kind == AgendaItem.Kind.ELECTION else self.cleaned_data["matter"] or DECIDING[kind]


def _matters(meeting: Meeting) -> list[tuple[str, Any]]:
    language = get_language() or "de"
    statutes = meeting.network.charter.on(meeting.day)
    matters = [(key, rules.name(language)) for key, rules in statutes.matters.items() if key != "election"]
    return [("", _("none, or an ordinary resolution")), *matters]


def _offices(meeting: Meeting) -> list[tuple[str, Any]]:
    return [("", _("none")), *((office.key, str(office)) for office in Office.objects.order_by("position"))]


class ProxyForm(forms.Form):
    """Who carries the vote of a seat that stays away."""

    def __init__(self, data: Any = None, *, people: QuerySet[Person], **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["carrier"] = forms.ModelChoiceField(
            people,
            label=_("Who votes for the seat"),
            help_text=_("The seat counts as present while this person is."),
        )


class ReplyForm(forms.Form):
    """A seat's answer to the convocation."""

    answer = forms.ChoiceField(label=_("Your answer"), widget=forms.RadioSelect)

    def __init__(
        self, data: Any = None, *, meeting: Meeting, seat: Seat, people: QuerySet[Person], **options: Any
    ) -> None:
        super().__init__(data, **options)
        field = self.fields["answer"]
        if isinstance(field, forms.ChoiceField):
            field.choices = _answers(meeting, seat)
        if may_send_substitute(meeting, seat):
            self.fields["substitute"] = forms.ModelChoiceField(
                people,
                label=_("Substitute"),
                required=False,
                help_text=_("Only if you send one."),
            )

    def clean(self) -> dict[str, Any]:
        super().clean()
        sends = self.cleaned_data.get("answer") == Reply.Answer.SUBSTITUTE
        if sends and "substitute" in self.fields and not self.cleaned_data.get("substitute"):
            self.add_error("substitute", _("Name the substitute."))
        return self.cleaned_data


def may_send_substitute(meeting: Meeting, seat: Seat) -> bool:
    """Whether the statutes know substitutes for the organ at all."""
    organ = rules_of(seat.organ, meeting.day)
    return organ is None or organ.substitution.allowed


def _answers(meeting: Meeting, seat: Seat) -> list[tuple[str, Any]]:
    fitting = {
        Reply.Answer.COMING: meeting.mode != Meeting.Mode.VIRTUAL,
        Reply.Answer.REMOTE: meeting.mode != Meeting.Mode.ON_SITE,
        Reply.Answer.SUBSTITUTE: may_send_substitute(meeting, seat),
        Reply.Answer.ABSENT: True,
    }
    return [(answer.value, answer.label) for answer, fits in fitting.items() if fits]
