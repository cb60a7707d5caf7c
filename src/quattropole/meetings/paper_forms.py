"""What people type about papers and the meeting book."""

from typing import Any

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from quattropole.access.models import Audience
from quattropole.meetings import filetypes
from quattropole.meetings.actions.papers import Incoming
from quattropole.meetings.book.sources import REACH, layout_name, layouts_of
from quattropole.meetings.models import Meeting, Paper
from quattropole.texts.names import language_name


def file_help() -> str:
    """Which files are taken."""
    return _("At most %(limit)s. Accepted are: %(types)s.") % {
        "limit": filesizeformat(settings.UPLOAD_LIMIT),
        "types": ", ".join(filetypes.TYPES),
    }


class PaperForm(forms.Form):
    """A new paper for a meeting or one of its items: a file and a title in each of the network's languages."""

    def __init__(self, data: Any = None, files: Any = None, *, meeting: Meeting, **options: Any) -> None:
        super().__init__(data, files, **options)
        self.languages = list(meeting.network.languages)
        for language in self.languages:
            name = {"language": language_name(language)}
            self.fields[f"file_{language}"] = forms.FileField(
                label=_("File in %(language)s") % name, required=False, help_text=file_help()
            )
            self.fields[f"title_{language}"] = forms.CharField(
                label=_("Title in %(language)s") % name,
                max_length=300,
                required=False,
                widget=forms.TextInput({"lang": language}),
            )
        self.fields["item"] = _item_field(meeting)
        self.fields["audience"] = forms.ChoiceField(
            label=_("Who sees the paper"), choices=Audience.choices, initial=meeting.audience
        )

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors and not self.incoming():
            self.add_error(f"file_{self.languages[0]}", _("Give the paper in at least one language."))
        return self.cleaned_data

    def incoming(self) -> dict[str, Incoming]:
        """The files that were given, by language."""
        return {
            language: Incoming(self.cleaned_data[f"file_{language}"], self.cleaned_data[f"title_{language}"])
            for language in self.languages
            if self.cleaned_data.get(f"file_{language}")
        }


class VersionForm(forms.Form):
    """A newer version of a paper, or a language that it does not have yet."""

    file = forms.FileField(label=_("File"))
    title = forms.CharField(
        label=_("Title"), max_length=300, required=False, help_text=_("Empty: as the version before is called.")
    )
    note = forms.CharField(
        label=_("What is different"),
        max_length=500,
        required=False,
        help_text=_("It stands in the history and on the page “What is new” of the meeting book."),
    )

    def __init__(self, data: Any = None, files: Any = None, *, meeting: Meeting, **options: Any) -> None:
        super().__init__(data, files, **options)
        self.fields["file"].help_text = file_help()
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=[(code, language_name(code)) for code in meeting.network.languages]
        )
        self.order_fields(["language", "file", "title", "note"])


class PaperAudienceForm(forms.Form):
    """Who sees a paper."""

    audience = forms.ChoiceField(label=_("Who sees the paper"), choices=Audience.choices)


class MovePaperForm(forms.Form):
    """Under which item a paper stands."""

    def __init__(self, data: Any = None, *, meeting: Meeting, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["item"] = _item_field(meeting)


class BookForm(forms.Form):
    """Which meeting book is to be made."""

    def __init__(self, data: Any = None, *, meeting: Meeting, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields["layout"] = forms.ChoiceField(
            label=_("Language"), choices=[(layout, layout_name(layout)) for layout in layouts_of(meeting)]
        )
        audiences = [(audience, Audience(audience).label) for audience in (Audience.ORGAN, Audience.PUBLIC)]
        self.fields["audience"] = forms.ChoiceField(
            label=_("For whom"), choices=[choice for choice in audiences if choice[0] in REACH]
        )


def _item_field(meeting: Meeting) -> "forms.ModelChoiceField[Any]":
    return forms.ModelChoiceField(
        meeting.items.order_by("position"),
        label=_("Agenda item"),
        required=False,
        empty_label=_("the whole meeting"),
    )


def initial_of(paper: Paper) -> dict[str, Any]:
    """What the forms about a paper show at first."""
    return {"audience": paper.audience, "item": paper.item_id}
