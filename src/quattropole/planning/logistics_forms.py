"""What people type about room and travel."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quattropole.network.models import Network
from quattropole.texts.names import language_name

LARGEST = 10**9
SHORT = {"rows": 3}


class LogisticsForm(forms.Form):
    """Where and with what a meeting is held."""

    room = forms.CharField(label=_("Room"), max_length=200, required=False)
    capacity = forms.IntegerField(label=_("Places in the room"), required=False, min_value=1, max_value=100_000)
    is_accessible = forms.NullBooleanField(
        label=_("Without steps"),
        required=False,
        widget=forms.Select(choices=[("", _("not known yet")), ("true", _("yes")), ("false", _("no"))]),
    )
    is_confirmed = forms.BooleanField(label=_("The room is confirmed"), required=False)
    contact = forms.CharField(label=_("Contact for the room"), max_length=300, required=False)
    host_contact = forms.CharField(label=_("Contact in the host city"), max_length=300, required=False)
    setup = forms.CharField(label=_("How the room is set up"), required=False, widget=forms.Textarea(SHORT))
    technique = forms.CharField(label=_("Sound, screens, link"), required=False, widget=forms.Textarea(SHORT))
    catering = forms.CharField(label=_("Catering"), required=False, widget=forms.Textarea(SHORT))
    trains = forms.CharField(label=_("Trains and buses"), required=False, widget=forms.Textarea(SHORT))
    parking = forms.CharField(label=_("Parking"), required=False, widget=forms.Textarea(SHORT))


class InterpretationForm(forms.Form):
    """Interpreters between two languages."""

    first = forms.ChoiceField(label=_("Source language"))
    second = forms.ChoiceField(label=_("To, and back"))
    interpreters = forms.IntegerField(label=_("Interpreters"), min_value=1, max_value=20, initial=2)
    names = forms.CharField(label=_("Names"), max_length=300, required=False)
    has_cabin = forms.BooleanField(label=_("With a cabin"), required=False)
    is_booked = forms.BooleanField(label=_("Booked"), required=False)

    def __init__(self, data: Any = None, *, network: Network, **options: Any) -> None:
        first, second = [*network.authentic_languages, *network.languages][:2]
        super().__init__(data, initial={"first": first, "second": second}, **options)
        for name in ("first", "second"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [(code, language_name(code)) for code in network.languages]


class CheckForm(forms.Form):
    """A new line of the checklist."""

    title = forms.CharField(label=_("What is to be checked"), max_length=200)

    class Tick(forms.Form):
        """Which line, and whether it is done."""

        line = forms.SlugField(max_length=40)
        done = forms.CharField(max_length=1, required=False)


class CostForm(forms.Form):
    """What something is expected to cost."""

    label = forms.CharField(label=_("For what"), max_length=200)
    amount = forms.DecimalField(
        label=_("Amount in euros"), min_value=0, max_value=LARGEST, max_digits=12, decimal_places=2, localize=True
    )

    def cents(self) -> int:
        """The amount in cents."""
        return int(self.cleaned_data["amount"] * 100)
