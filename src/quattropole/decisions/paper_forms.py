"""Forms for ballots on paper: which seat gave one, what it says, how many secret ones say what; consent in writing."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quattropole.decisions.queries import VoteView
from quattropole.decisions.queries.choices import JOINT
from quattropole.network.models import Person, Seat


class PaperForm(forms.Form):
    """A seat votes on paper. By name: what it chose; in secret only that it did."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, view: VoteView, **options: Any) -> None:
        super().__init__(data, auto_id=f"id_paper_{view.vote.pk}_%s", **options)
        seats = [(str(elector.seat_id), f"{elector.seat}: {elector.person}") for elector in view.waiting]
        self.fields["seat"] = forms.ChoiceField(label=_("Seat"), choices=seats)
        if view.is_secret:
            return
        choices = [(option.key, option.name) for option in view.paper_options]
        if view.vote.places > 1:
            self.fields["choice"] = forms.MultipleChoiceField(
                label=_("On the paper"), choices=choices, widget=forms.CheckboxSelectMultiple
            )
        else:
            self.fields["choice"] = forms.ChoiceField(label=_("On the paper"), choices=choices)


class PaperCountForm(forms.Form):
    """What the secret ballots on paper say: one number for each choice.

    Where a ballot names several candidates, one ballot at a time, added to those that are counted.
    """

    def __init__(self, data: Mapping[str, Any] | None = None, *, view: VoteView, **options: Any) -> None:
        super().__init__(data, auto_id=f"id_papers_{view.vote.pk}_%s", **options)
        self.counted: Mapping[str, int] = view.vote.paper
        self.by_one = view.vote.places > 1
        if self.by_one:
            self.fields["choice"] = forms.MultipleChoiceField(
                label=_("On the paper"),
                choices=[(option.key, option.name) for option in view.paper_options],
                widget=forms.CheckboxSelectMultiple,
            )
            return
        for option in view.paper_options:
            self.fields[option.key] = forms.IntegerField(label=option.name, min_value=0, initial=option.hands or 0)

    @property
    def counts(self) -> dict[str, int]:
        """Choice -> ballots; the form must be valid."""
        if not self.by_one:
            return {key: int(number) for key, number in self.cleaned_data.items()}
        choice = JOINT.join(self.cleaned_data["choice"])
        return {**self.counted, choice: self.counted.get(choice, 0) + 1}


class ConsentForm(forms.Form):
    """A member who is not there consents in writing."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, absent: Sequence[tuple[Seat, Person]], **options: Any
    ) -> None:
        super().__init__(data, auto_id="id_consent_%s", **options)
        seats = [(str(seat.pk), f"{seat}: {holder}") for seat, holder in absent]
        self.fields["seat"] = forms.ChoiceField(label=_("Seat"), choices=seats)
