"""What people type at the translation desk."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.network.models import FieldOfAction, Network, Organ, Person
from quattropole.network.queries import mandates_on
from quattropole.texts.names import language_name, sort_key
from quattropole.translation.actions.terms import TermWish
from quattropole.translation.models import Term
from quattropole.translation.queries import STATES, Narrowed
from quattropole.translation.sources import SOURCES

BINDING, EVERY = "", "all"


def language_choices(network: Network) -> list[tuple[str, str]]:
    """The languages of the network by name."""
    return [(code, language_name(code)) for code in network.languages]


def assignable(viewer: Viewer) -> list[Person]:
    """Who can be asked: people with a position today, in the secretariat first."""
    held = (
        mandates_on(clock.today())
        .filter(network=viewer.network)
        .exclude(~Q(seat__organ__kind=Organ.Kind.SECRETARIAT), person__is_placeholder=True)
    )
    people: dict[int, tuple[bool, Person]] = {}
    for mandate in held.select_related("person", "seat__organ"):
        is_post = mandate.seat is not None and mandate.seat.organ.kind == Organ.Kind.SECRETARIAT
        known = people.get(mandate.person_id)
        people[mandate.person_id] = (is_post or (known is not None and known[0]), mandate.person)
    return [person for _post, person in sorted(people.values(), key=lambda one: (not one[0], sort_key(str(one[1]))))]


class DeskFilter(forms.Form):
    """Which part of the work is shown. Nonsense in an address narrows nothing."""

    target = forms.ChoiceField(label=gettext_lazy("Into"), required=False)
    source = forms.ChoiceField(label=gettext_lazy("Source language"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    organ = forms.ChoiceField(label=gettext_lazy("Organ"), required=False)
    until = forms.DateField(
        label=gettext_lazy("Needed by"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    mine = forms.BooleanField(label=gettext_lazy("Only what I see to"), required=False)

    def __init__(self, data: Any, *, viewer: Viewer) -> None:
        super().__init__(data)
        self.network = viewer.network
        languages = language_choices(viewer.network)
        self._choose("target", [(BINDING, _("the binding languages")), (EVERY, _("all languages")), *languages])
        self._choose("source", [("", _("any language")), *languages])
        self._choose("state", [("", _("every state")), *((state.value, str(state.label)) for state in STATES)])
        self._choose("kind", [("", _("everything")), *((key, str(source.label)) for key, source in SOURCES.items())])
        organs = [(str(organ.pk), str(organ)) for organ in Organ.objects.order_by("position", "key")]
        self._choose("organ", [("", _("all organs")), *organs])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def narrowed(self) -> Narrowed:
        """What was asked for, as far as it makes sense."""
        self.is_valid()
        given = self.cleaned_data
        target, organ = given.get("target", ""), given.get("organ", "")
        until: date | None = given.get("until")
        if target == EVERY:
            languages = self.network.languages
        else:
            languages = [target] if target else self.network.authentic_languages
        return Narrowed(
            languages=tuple(languages),
            source=given.get("source", ""),
            state=given.get("state", ""),
            kind=given.get("kind", ""),
            organ=int(organ) if organ else None,
            until=until,
            mine=bool(given.get("mine")),
        )


class TermForm(forms.Form):
    """A term in the languages of the network; forms are separated by semicolons."""

    def __init__(self, data: Any = None, *, network: Network, term: Term | None = None) -> None:
        super().__init__(data, initial=_said(term, network) if term else None)
        self.languages = list(network.languages)
        for language in self.languages:
            named = {"language": language_name(language)}
            spoken = {"lang": language}
            self.fields[f"name_{language}"] = forms.CharField(
                label=_("%(language)s: the form to use") % named,
                max_length=200,
                required=False,
                widget=forms.TextInput(spoken),
            )
            self.fields[f"also_{language}"] = forms.CharField(
                label=_("also right") % named,
                max_length=500,
                required=False,
                widget=forms.TextInput(spoken),
                help_text=_("Several forms: separated by semicolons."),
            )
            self.fields[f"forbidden_{language}"] = forms.CharField(
                label=_("not to use") % named, max_length=500, required=False, widget=forms.TextInput(spoken)
            )
            self.fields[f"note_{language}"] = forms.CharField(
                label=_("Note") % named, max_length=500, required=False, widget=forms.TextInput(spoken)
            )
        self.fields["field"] = forms.ModelChoiceField(
            FieldOfAction.objects.order_by("heading__position", "position"),
            label=_("Field of action"),
            required=False,
            empty_label=_("none"),
        )
        self.fields["assumed"] = forms.BooleanField(label=_("Assumed, to be confirmed"), required=False)

    @property
    def wish(self) -> TermWish:
        """What the term shall be; the form must be valid."""
        given = self.cleaned_data

        def by_language(name: str) -> dict[str, str]:
            return {language: given[f"{name}_{language}"] for language in self.languages}

        return TermWish(
            names=by_language("name"),
            also={language: _forms(words) for language, words in by_language("also").items()},
            forbidden={language: _forms(words) for language, words in by_language("forbidden").items()},
            note=by_language("note"),
            field_of_action=given["field"],
            assumed=given["assumed"],
        )


def _forms(words: str) -> list[str]:
    return list(dict.fromkeys(form.strip() for form in words.split(";") if form.strip()))


def _said(term: Term, network: Network) -> dict[str, Any]:
    said: dict[str, Any] = {"field": term.field_id, "assumed": term.assumed}
    for language in network.languages:
        said[f"name_{language}"] = term.names.get(language, "")
        said[f"also_{language}"] = "; ".join(term.also.get(language, ()))
        said[f"forbidden_{language}"] = "; ".join(term.forbidden.get(language, ()))
        said[f"note_{language}"] = term.note.get(language, "")
    return said
