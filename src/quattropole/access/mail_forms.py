"""Forms about mail."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from quattropole.access.kinds import Pace, choosable, kinds
from quattropole.access.mail_queries import MailFilter
from quattropole.access.models import OutgoingMail


class PreferencesForm(forms.Form):
    """A pace for each kind of mail that is not formal, and the language."""

    language = forms.ChoiceField(label=_("Language of mails and letters"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in choosable():
            self.fields[kind.key] = forms.ChoiceField(label=str(kind.label), choices=Pace.choices)

    def paces(self) -> dict[str, str]:
        """Kind -> the pace that was chosen."""
        return {kind.key: self.cleaned_data[kind.key] for kind in choosable()}


class MailFilterForm(forms.Form):
    """What the outbox is narrowed to."""

    state = forms.ChoiceField(
        label=_("State"), choices=[("", _("every state")), *OutgoingMail.State.choices], required=False
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    words = forms.CharField(label=_("Person, address or subject"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(kind.key, kind.label) for kind in kinds()]
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind"), choices=[("", _("every kind")), *named], required=False
        )

    def narrowed(self) -> MailFilter:
        """The filter; what is not valid narrows nothing."""
        self.is_valid()
        given = self.cleaned_data
        return MailFilter(given.get("state", ""), given.get("kind", ""), given.get("words", ""))
