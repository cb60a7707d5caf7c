"""The side-by-side form: all languages of a text next to each other, each based on the revision its writer saw."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quattropole.texts.actions import Change, Conflict, TextProblem, write_wordings
from quattropole.texts.models import State, Text, Wording
from quattropole.texts.queries import Column, columns


@dataclass(frozen=True, slots=True)
class FormColumn:
    """One language in the form: its fields, what the text says, and what somebody else wrote meanwhile."""

    column: Column
    title: forms.BoundField
    body: forms.BoundField
    state: forms.BoundField
    based_on: forms.BoundField
    confirm: forms.BoundField | None
    theirs: Wording | None


class SideBySideForm(forms.Form):
    """Edits a text in all its languages. For a text that is not there yet give `languages` and `authentic`.

    A page includes `texts/side_by_side.html` with this form as `form`. After `is_valid()` an action hands `changes`
    to `write_wordings`; if that raises a `TextProblem`, the view gives it to `explain`. If somebody else wrote
    meanwhile, the form then keeps what was typed, shows what the other wrote beside it, and a second submission
    replaces it knowingly. `write` does all this for a text that needs no further act.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        text: Text | None = None,
        languages: Sequence[str] = (),
        authentic: Sequence[str] = (),
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.text = text or Text(languages=list(languages), authentic=list(authentic))
        self.theirs: Mapping[str, Wording] = {}
        self._columns = columns(self.text) if self.text.pk else _nothing_yet(self.text)
        for column in self._columns:
            self._add_fields(column)

    def _add_fields(self, column: Column) -> None:
        language = column.language
        spoken = {"lang": language, "spellcheck": "true"}
        self.fields[f"title_{language}"] = forms.CharField(
            label=_("Title"),
            max_length=300,
            required=False,
            initial=column.title,
            widget=forms.TextInput(attrs=spoken),
        )
        self.fields[f"body_{language}"] = forms.CharField(
            label=_("Text"),
            required=False,
            initial=column.body,
            widget=forms.Textarea(attrs={**spoken, "rows": 14}),
            help_text=_("Markdown: # heading, - list, **bold**."),
        )
        self.fields[f"state_{language}"] = forms.ChoiceField(
            label=_("State"), choices=_states(column), initial=_settled(self.text, column), required=False
        )
        self.fields[f"based_on_{language}"] = forms.IntegerField(
            min_value=0, initial=column.revision, required=False, widget=forms.HiddenInput
        )
        if column.is_outdated:
            self.fields[f"confirm_{language}"] = forms.BooleanField(
                label=_("This wording is still right as it is"), required=False
            )

    def clean(self) -> dict[str, Any]:
        """A wording with a body needs a title, and at least one language must be written."""
        cleaned = super().clean() or self.cleaned_data
        for column in self._columns:
            if cleaned.get(f"body_{column.language}") and not cleaned.get(f"title_{column.language}"):
                self.add_error(f"title_{column.language}", _("Please give a title in this language."))
        if not any(cleaned.get(f"title_{column.language}") for column in self._columns) and not self.errors:
            raise forms.ValidationError(_("Please write the text in at least one language."))
        return cleaned

    @property
    def columns(self) -> Iterator[FormColumn]:
        """The languages as the template shows them."""
        for column in self._columns:
            language = column.language
            yield FormColumn(
                column=column,
                title=self[f"title_{language}"],
                body=self[f"body_{language}"],
                state=self[f"state_{language}"],
                based_on=self[f"based_on_{language}"],
                confirm=self[f"confirm_{language}"] if f"confirm_{language}" in self.fields else None,
                theirs=self.theirs.get(language),
            )

    @property
    def changes(self) -> list[Change]:
        """What was typed, for `write_wordings`; the form must be valid."""
        return [
            Change(
                language=column.language,
                title=self.cleaned_data[f"title_{column.language}"],
                body=self.cleaned_data[f"body_{column.language}"].replace("\r\n", "\n"),
                based_on=self.cleaned_data[f"based_on_{column.language}"] or 0,
                state=self.cleaned_data[f"state_{column.language}"] or None,
                confirm=bool(self.cleaned_data.get(f"confirm_{column.language}")),
            )
            for column in self._columns
        ]

    def write(self, text: Text | None = None, *, by: str) -> bool:
        """Write what was typed into the text (the one given, where the form began without one).

        False if it could not be written; the form then says why. Call it inside the transaction of the act.
        """
        try:
            write_wordings(text or self.text, self.changes, by=by)
        except TextProblem as problem:
            self.explain(problem)
            return False
        return True

    def explain(self, problem: TextProblem) -> None:
        """Say why the text could not be written; after a conflict both versions stand side by side."""
        if not isinstance(problem, Conflict):
            self.add_error(None, str(problem))
            return
        self.theirs = problem.theirs
        self.add_error(None, _("Somebody changed this text meanwhile. Your words are kept; compare and save again."))
        data = dict(self.data.items())
        for language, wording in problem.theirs.items():
            data[self.add_prefix(f"based_on_{language}")] = wording.revision
        self.data = data


def _nothing_yet(text: Text) -> list[Column]:
    return [
        Column(language, "", "", State.MISSING, 0, language in text.authentic, None, "", ())
        for language in text.languages
    ]


def _states(column: Column) -> list[tuple[str, str]]:
    offered = [State.DRAFT, State.MACHINE, State.REVIEWED, *([State.AUTHENTIC] if column.is_authentic else [])]
    return [(state.value, str(state.label)) for state in offered]


def _settled(text: Text, column: Column) -> str:
    """The state to offer: the present one, for an outdated wording the one it had, for a missing one draft."""
    if column.is_outdated:
        return next(
            (w.settled_state for w in text.wordings.all() if w.language == column.language and w.settled_state),
            State.DRAFT.value,
        )
    return State.DRAFT.value if column.is_missing else column.code.value
