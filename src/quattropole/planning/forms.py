"""What people type about plans."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quattropole.meetings.forms import MEETING_MODES, in_our_years
from quattropole.network.models import Network
from quattropole.planning.models import HabitStep
from quattropole.texts.names import language_name

DAY = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
WEEKDAYS = (
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
)


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A day, chosen from a calendar where the browser has one."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%Y-%m-%d"],
        validators=[in_our_years],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


class StepForm(forms.Form):
    """One step of a meeting: its day, owner, note, and whether it is needed."""

    due = day_field(_("Due on"), required=False, help_text=_("Left as it is, the day follows the meeting."))
    owner = forms.ChoiceField(label=_("Who sees to it"), required=False)
    note = forms.CharField(label=_("Note"), max_length=500, required=False)
    not_needed = forms.BooleanField(label=_("Not needed this time"), required=False)

    def __init__(self, data: Any = None, *, owners: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(data, **options)
        _choose(self, "owner", [("", _("as usual")), *owners])


class NewStepForm(forms.Form):
    """A step that one meeting alone has."""

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    due = day_field(_("Due on"))
    owner = forms.ChoiceField(label=_("Who sees to it"))

    def __init__(self, data: Any = None, *, owners: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(data, **options)
        _choose(self, "owner", owners)


class HabitForm(forms.Form):
    """How an organ is used to meet; empty: as learned or assumed."""

    weekday = forms.ChoiceField(label=_("Day of the week"), required=False)
    starts = forms.TimeField(
        label=_("Begins at"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    minutes = forms.IntegerField(label=_("Length in minutes"), required=False, min_value=15, max_value=1440)
    mode = forms.ChoiceField(label=_("Way of meeting"), required=False)
    place = forms.CharField(label=_("Place"), max_length=300, required=False)
    interpretation = forms.MultipleChoiceField(
        label=_("Languages of the interpretation"), required=False, widget=forms.CheckboxSelectMultiple
    )
    margin_days = forms.IntegerField(
        label=_("Days of reserve before the last day to convene"), required=False, min_value=0, max_value=60
    )
    delivery_days = forms.IntegerField(
        label=_("Days that a letter is under way"),
        required=False,
        min_value=0,
        max_value=30,
        help_text=_("Counts only where the statutes let receipt begin the notice period."),
    )

    def __init__(self, data: Any = None, *, network: Network, **options: Any) -> None:
        super().__init__(data, **options)
        as_learned = ("", _("as in the last meetings"))
        _choose(self, "weekday", [as_learned, *WEEKDAYS])
        _choose(self, "mode", [as_learned, *MEETING_MODES])
        _choose(self, "interpretation", [(code, language_name(code)) for code in network.languages])

    def clean_weekday(self) -> int | None:
        """The weekday as a number, Monday first."""
        given = self.cleaned_data["weekday"]
        return int(given) if given else None


class HabitStepForm(forms.Form):
    """When a step is due with an organ, and who sees to it."""

    days = forms.IntegerField(label=_("Days"), min_value=0, max_value=730)
    anchor = forms.ChoiceField(label=_("Counted"), choices=HabitStep.Anchor.choices)
    owner = forms.ChoiceField(label=_("Who sees to it"))
    is_off = forms.BooleanField(label=_("The organ does without it"), required=False)

    def __init__(
        self, data: Any = None, *, owners: list[tuple[str, str]], is_new: bool = False, **options: Any
    ) -> None:
        super().__init__(data, **options)
        _choose(self, "owner", owners)
        if is_new:
            del self.fields["is_off"]
            self.fields["title"] = forms.CharField(label=_("What is to be done"), max_length=200)
            self.order_fields(["title"])


def _choose(form: forms.Form, name: str, choices: list[tuple[Any, Any]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
