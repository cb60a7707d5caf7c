"""Forms of tasks and duties."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quattropole.access.models import Audience
from quattropole.access.viewer import Viewer
from quattropole.followup.actions import Given
from quattropole.followup.models import Task
from quattropole.followup.queries import TaskFilter
from quattropole.followup.queries.owners import Owner
from quattropole.meetings.forms import in_our_years
from quattropole.network.models import Office, Organ, Person, Seat
from quattropole.network.queries import mandates_on, runs_on

OWNERS: dict[str, type[Person | Organ | Seat | Office]] = {
    "person": Person,
    "organ": Organ,
    "seat": Seat,
    "office": Office,
}
SEPARATOR = "-"


def owner_key(owner: Owner) -> str:
    """How a form names an owner, such as `seat-12`."""
    kind = next(kind for kind, model in OWNERS.items() if isinstance(owner, model))
    return f"{kind}{SEPARATOR}{owner.pk}"


def owner_choices(viewer: Viewer) -> list[tuple[str, Any]]:
    """Everybody and everything that can own a task, grouped. Four queries."""
    today = viewer.day
    organs = Organ.objects.filter(runs_on(today, "since", "until"))
    offices = Office.objects.select_related("organ")
    seats = Seat.objects.filter(runs_on(today, "since", "until")).select_related("organ", "city")
    held = mandates_on(today).values("person")
    people = Person.objects.filter(pk__in=held).order_by("family_name", "given_name", "slug")
    return [
        ("", "–"),
        (gettext("Offices: whoever holds it"), [(owner_key(one), str(one.names)) for one in offices]),
        (gettext("Organs: whoever chairs it"), [(owner_key(one), str(one.names)) for one in organs]),
        (gettext("People"), [(owner_key(one), str(one)) for one in people]),
        (
            gettext("Seats: whoever holds it"),
            [(owner_key(one), f"{one.organ.names}: {one.titles}") for one in seats],
        ),
    ]


class TaskForm(forms.Form):
    """What is to be done, by whom, until when."""

    title = forms.CharField(label=_("What is to be done"), max_length=200)
    owner = forms.ChoiceField(label=_("Owner"))
    due = forms.DateField(
        label=_("Due on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        validators=[in_our_years],
    )
    audience = forms.ChoiceField(
        label=_("For whom"), choices=[choice for choice in Audience.choices if choice[0] != Audience.PUBLIC]
    )
    description = forms.CharField(
        label=_("Details"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, viewer: Viewer, organ: Organ | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organ = organ
        self.fields["owner"] = forms.ChoiceField(label=_("Owner"), choices=owner_choices(viewer))
        self.fields["due"].widget.format = "%Y-%m-%d"

    def clean_owner(self) -> Owner:
        """The owner that was chosen."""
        kind, _dash, key = str(self.cleaned_data["owner"]).partition(SEPARATOR)
        found = OWNERS[kind].objects.filter(pk=key).first() if kind in OWNERS else None
        if found is None:
            raise forms.ValidationError(gettext("Choose whose task it is."))
        return found

    def given(self) -> Given:
        """What was typed, as the actions take it."""
        said = self.cleaned_data
        return Given(
            title=said["title"],
            owner=said["owner"],
            description=said["description"],
            due=said["due"],
            audience=said["audience"],
            organ=self.organ,
        )


def said_by(task: Task) -> dict[str, Any]:
    """A task as the form shows it."""
    return {
        "title": task.title,
        "owner": owner_key(task.owner),
        "due": task.due,
        "audience": task.audience,
        "description": task.description,
    }


class TaskFilterForm(forms.Form):
    """What the list of tasks is narrowed to."""

    scope = forms.ChoiceField(
        label=_("Whose"),
        choices=[("mine", _("mine")), ("organ", _("my organs’")), ("all", _("all that I may see"))],
        required=False,
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("running", _("to be done")), ("late", _("late")), *Task.State.choices, ("every", _("every state"))],
        required=False,
    )
    words = forms.CharField(label=_("Task or person"), max_length=100, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"] = forms.ModelChoiceField(
            label=_("Organ"), queryset=Organ.objects.order_by("position", "key"), required=False
        )
        self.order_fields(["scope", "state", "organ", "words"])

    def narrowed(self, scope: str) -> TaskFilter:
        """The filter; what is not valid narrows nothing. `scope` holds where none was chosen."""
        self.is_valid()
        said = self.cleaned_data
        organ, state = said.get("organ"), said.get("state") or "running"
        return TaskFilter(
            said.get("scope") or scope,
            "" if state == "every" else state,
            organ.pk if organ else None,
            said.get("words", ""),
        )


class StateForm(forms.Form):
    """How far a task is."""

    state = forms.ChoiceField(label=_("State"), choices=Task.State.choices)
    note = forms.CharField(label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class DutyForm(forms.Form):
    """What was filed, or what the register entered."""

    on = forms.DateField(label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    reference = forms.CharField(label=_("Register number or reference"), max_length=100, required=False)
    note = forms.CharField(label=_("Remark"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
