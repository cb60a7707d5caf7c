"""The form of the search page, read from the address."""

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from quattropole.access.viewer import Viewer
from quattropole.network.models import FieldOfAction, Organ
from quattropole.search.asking import LETTERS
from quattropole.search.queries import Filters
from quattropole.search.sources import SOURCES


class _Day(forms.DateField):
    """A day of the calendar that the browser shows."""

    def __init__(self, label: object) -> None:
        super().__init__(
            label=label,  # type: ignore[arg-type]  # words in the reader's language
            required=False,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            error_messages={"invalid": _("Expected a day such as 2026-06-02.")},
        )


class SearchForm(forms.Form):
    """Words, and what the search is narrowed to. Whatever is given, there is an answer."""

    q = forms.CharField(label=_("Words"), required=False, strip=True, widget=forms.TextInput({"type": "search"}))
    type = forms.ChoiceField(label=_("Type"), required=False)
    organ = forms.ChoiceField(label=_("Organ"), required=False)
    field = forms.ChoiceField(label=_("Field of action"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    first = _Day(_("From"))
    last = _Day(_("Until"))

    def __init__(self, viewer: Viewer, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict, which the stubs do not know here
        self.organs = {organ.key: organ for organ in Organ.objects.order_by("position", "key")}
        self.actions = {field.slug: field for field in FieldOfAction.objects.order_by("heading__position", "position")}
        self._choose("type", [(kind, str(source.label)) for kind, source in SOURCES.items()])
        self._choose("organ", [(key, str(organ.names)) for key, organ in self.organs.items()])
        self._choose("field", [(slug, str(field.names)) for slug, field in self.actions.items()])
        languages = viewer.network.languages
        self._choose("language", [(code, get_language_info(code)["name_local"]) for code in languages])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("all")), *choices]

    def words(self) -> str:
        """What was typed, as much of it as is read."""
        return str(self.data.get("q", "")).replace("\0", " ").strip()[:LETTERS]

    def filters(self) -> Filters:
        """What the search is narrowed to; what is not among the choices narrows nothing, and the form says so."""
        self.is_valid()
        data = self.cleaned_data
        organ, field = self.organs.get(data.get("organ", "")), self.actions.get(data.get("field", ""))
        return Filters(
            kind=data.get("type", ""),
            organ=organ.pk if organ else None,
            field=field.pk if field else None,
            language=data.get("language", ""),
            first=data.get("first"),
            last=data.get("last"),
        )
