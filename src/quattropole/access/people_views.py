"""The secretariat keeps how people are reached, and who can sign in."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quattropole.access.actions import make_account, unlink_identity
from quattropole.access.people import PersonFilter, change_contact, people_page, reachable_people
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer, viewer_of
from quattropole.network.middleware import NetworkRequest
from quattropole.network.models import Person


class ContactForm(forms.Form):
    """How a person is reached."""

    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    postal_address = forms.CharField(
        label=gettext_lazy("Postal address"),
        help_text=gettext_lazy("Line by line, without the name; for letters that go by post. It is never public."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        max_length=500,
        required=False,
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of mails and letters"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", gettext_lazy("the network’s first language")), *settings.LANGUAGES]
        self.fields["language"] = forms.ChoiceField(
            label=gettext_lazy("Language of mails and letters"), choices=choices, required=False
        )


class PeopleFilterForm(forms.Form):
    """What the list of people is narrowed to."""

    words = forms.CharField(label=gettext_lazy("Name or address"), max_length=100, required=False)
    lacks = forms.ChoiceField(
        label=gettext_lazy("Show"),
        choices=[
            ("", gettext_lazy("everybody")),
            ("email", gettext_lazy("without an e-mail address")),
            ("account", gettext_lazy("who cannot sign in")),
        ],
        required=False,
    )

    def narrowed(self) -> PersonFilter:
        """The filter; what is not valid narrows nothing."""
        self.is_valid()
        return PersonFilter(self.cleaned_data.get("words", ""), self.cleaned_data.get("lacks", ""))


def _secretariat(request: NetworkRequest) -> Viewer:
    viewer = viewer_of(request)
    require(viewer.is_secretariat, _("Only the secretariat may manage accounts."))
    return viewer


def _person(viewer: Viewer, pk: int) -> Person:
    found = reachable_people(viewer).select_related("city", "identity__account").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@never_cache
@require_safe
def people(request: NetworkRequest) -> HttpResponse:
    """Everybody of the network, with how they are reached."""
    viewer = _secretariat(request)
    form = PeopleFilterForm(request.GET)
    page = people_page(viewer, request.GET.get("page", 1), form.narrowed())
    return render(request, "access/people.html", {"page": page, "filter": form})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: NetworkRequest, pk: int) -> HttpResponse:
    """How one person is reached, and whether that person can sign in."""
    viewer = _secretariat(request)
    found = _person(viewer, pk)
    initial = {"email": found.email, "postal_address": found.postal_address, "language": found.language}
    form = ContactForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            change_contact(found, **form.cleaned_data, by=viewer)
        except NotPossible as problem:
            messages.error(request, str(problem))
            status = 409
        else:
            messages.success(request, _("Saved."))
            return redirect("access:person", pk)
    context = {"person": found, "form": form, "identity": getattr(found, "identity", None)}
    return render(request, "access/person.html", context, status=status)


@require_POST
def give_account(request: NetworkRequest, pk: int) -> HttpResponse:
    """Let a person sign in with the e-mail address."""
    viewer = _secretariat(request)
    found = _person(viewer, pk)
    try:
        account = make_account(found, found.email, by=viewer)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        said = _("%(person)s can sign in with %(address)s, and sets a password by “Forgot your password?”.")
        messages.success(request, said % {"person": found, "address": account.email})
    return redirect("access:person", pk)


@require_POST
def take_account(request: NetworkRequest, pk: int) -> HttpResponse:
    """Let a person not sign in any more."""
    viewer = _secretariat(request)
    try:
        unlink_identity(_person(viewer, pk), by=viewer)
    except NotPossible as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("This person can no longer sign in here."))
    return redirect("access:person", pk)
