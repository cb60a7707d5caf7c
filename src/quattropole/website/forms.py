"""The forms of the public pages: a day, and what the register is narrowed to. Both are read from the address."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from quattropole.access.viewer import Viewer
from quattropole.decisions.queries import Filters, years_of
from quattropole.network.models import FieldOfAction, Organ


class DayForm(forms.Form):
    """On which day."""

    on = forms.DateField(
        label=_("On the day"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Expected a day such as 2026-06-02.")},
    )

    def day(self, otherwise: date) -> date:
        """The day asked for, or `otherwise` where none was given or it is none."""
        given: date | None = self.cleaned_data.get("on") if self.is_valid() else None
        return given or otherwise


class RegisterForm(forms.Form):
    """What the register is narrowed to."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200, widget=forms.TextInput({"type": "search"}))
    organ = forms.ChoiceField(label=_("Organ"), required=False)
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)
    field = forms.ChoiceField(label=_("Field of action"), required=False)

    def __init__(self, viewer: Viewer, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict, which the stubs do not know here
        organs = Organ.objects.exclude(kind=Organ.Kind.SECRETARIAT).order_by("position", "key")
        fields = FieldOfAction.objects.order_by("heading__position", "position", "slug")
        self._choose("organ", [(organ.key, str(organ.names)) for organ in organs])
        self._choose("year", [(str(year), str(year)) for year in years_of(viewer)])
        self._choose("field", [(field.slug, str(field.names)) for field in fields])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("all")), *choices]

    def filters(self) -> Filters:
        """The filters; what is not among the choices narrows nothing, and the form says so."""
        self.is_valid()
        data = self.cleaned_data
        return Filters(
            organ=data.get("organ", ""), year=data.get("year"), field=data.get("field", ""), words=data.get("q", "")
        )
