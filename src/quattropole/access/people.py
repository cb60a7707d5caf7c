"""The people of the network as the secretariat reaches them: addresses, language, and whether they can sign in."""

from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from quattropole.access import bounces
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, may_manage_accounts, require
from quattropole.access.viewer import Viewer
from quattropole.network.models import Person

PER_PAGE = 50
CONTACT = ("email", "postal_address", "language")


@dataclass(frozen=True, slots=True)
class PersonFilter:
    """What the list of people is narrowed to; empty for everybody."""

    words: str = ""
    lacks: str = ""

    def apply(self, people: QuerySet[Person]) -> QuerySet[Person]:
        """Only who fits: `words` are looked for in names, addresses and labels; `lacks` is `email` or `account`."""
        for word in self.words.split():
            people = people.filter(
                Q(family_name__icontains=word)
                | Q(given_name__icontains=word)
                | Q(email__icontains=word)
                | Q(slug__icontains=word)
            )
        if self.lacks == "email":
            people = people.filter(email="")
        if self.lacks == "account":
            people = people.filter(identity__isnull=True)
        return people


def reachable_people(viewer: Viewer) -> QuerySet[Person]:
    """The people that agree with `may_manage_accounts`."""
    people = Person.objects.filter(network=viewer.network)
    return people if viewer.is_secretariat else people.none()


def people_page(viewer: Viewer, number: str | int, narrowed: PersonFilter) -> Page[Person]:
    """One page of people, by name; the same number of queries whatever the length."""
    people = narrowed.apply(reachable_people(viewer)).select_related("city", "identity__account")
    return Paginator(people.order_by("family_name", "given_name", "slug"), PER_PAGE).get_page(number)


def change_contact(person: Person, *, email: str, postal_address: str, language: str, by: Viewer) -> Person:
    """How a person is reached by mail and post. Another e-mail address is taken to work until mail comes back from it.

    The address with which the person signs in is that of the account, and stays. Raises `NotPossible`.
    """
    require(may_manage_accounts(by, person), _("Only the secretariat may manage accounts."))
    if language and language not in dict(settings.LANGUAGES):
        raise NotPossible(_("This language is not available."))
    lines = [" ".join(line.split()) for line in postal_address.splitlines()]
    wanted = {
        "email": email.strip(),
        "postal_address": "\n".join(line for line in lines if line),
        "language": language,
    }
    with transaction.atomic():
        current = Person.objects.select_for_update().get(pk=person.pk)
        changed = [name for name in CONTACT if getattr(current, name) != wanted[name]]
        if not changed:
            return current
        for name in changed:
            setattr(current, name, wanted[name])
        current.save(update_fields=changed)
        record("contact changed", current, by=by.person, network=by.network, changed=changed)
        if "email" in changed and bounces.failing([current]):
            bounces.settle(current, by=by)
    return current
