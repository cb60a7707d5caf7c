"""Accounts: who can sign in, and as whom. What an account may do follows from the mandates of its person."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quattropole.access.audit import record
from quattropole.access.models import Account, Identity
from quattropole.access.rules import NotPossible, may_manage_accounts, require
from quattropole.access.viewer import Viewer
from quattropole.network.models import Person


def make_account(person: Person, email: str, password: str | None = None, *, by: Viewer | None = None) -> Account:
    """An account for a person, who then signs in by this e-mail address; or the account of that address, linked.

    Without a password the person sets one by the mail for forgotten passwords, or signs in through the city.
    `by` is None when the platform itself does it (loading a network, a demo). Raises `NotPossible`.
    """
    _check_right(by, person)
    address = _address(email)
    with transaction.atomic():
        account = Account.objects.filter(email=address).first()
        if account is None:
            account = Account.objects.create_user(address, password)
            EmailAddress.objects.create(user=account, email=address, verified=True, primary=True)
        _link(person, account, by)
    return account


def link_identity(person: Person, account: Account, *, by: Viewer | None = None) -> Identity:
    """The account is this person in the person's network. Raises `NotPossible` if either is taken."""
    _check_right(by, person)
    with transaction.atomic():
        return _link(person, account, by)


def unlink_identity(person: Person, *, by: Viewer | None = None) -> None:
    """The person's account is nobody in this network any more; the account itself and its other networks stay."""
    _check_right(by, person)
    with transaction.atomic():
        identity = Identity.objects.select_related("account").filter(person=person).first()
        if identity is None:
            raise NotPossible(_("This person has no account."))
        email = identity.account.email
        identity.delete()
        record("account unlinked", person, by=by.person if by else None, network=person.network, email=email)


def change_email(account: Account, email: str, *, by: Viewer | None = None) -> None:
    """The account signs in by another address from now on; its passwords and keys stay.

    The secretariat may do this only for an account whose every person is of its own network.
    """
    address = _address(email)
    with transaction.atomic():
        people = [identity.person for identity in account.identities.select_related("person__network")]
        for person in people:
            _check_right(by, person)
        if Account.objects.filter(email=address).exclude(pk=account.pk).exists():
            raise NotPossible(_("Another account has this e-mail address."))
        before, account.email = account.email, address
        account.save(update_fields=["email"])
        EmailAddress.objects.filter(user=account).delete()
        EmailAddress.objects.create(user=account, email=address, verified=True, primary=True)
        for person in people:
            record(
                "e-mail of account changed",
                person,
                by=by.person if by else None,
                network=person.network,
                before=before,
                after=address,
            )


def _link(person: Person, account: Account, by: Viewer | None) -> Identity:
    if Identity.objects.filter(person=person).exists():
        raise NotPossible(_("This person has an account already."))
    if Identity.objects.filter(account=account, person__network=person.network_id).exists():
        raise NotPossible(_("This account is another person of the network already."))
    try:
        with transaction.atomic():
            identity = Identity.objects.create(person=person, account=account)
    except IntegrityError:
        raise NotPossible(_("This person has an account already.")) from None
    record("account linked", person, by=by.person if by else None, network=person.network, email=account.email)
    return identity


def _check_right(by: Viewer | None, person: Person) -> None:
    if by is not None:
        require(may_manage_accounts(by, person), _("Only the secretariat may manage accounts."))


def _address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise NotPossible(_("This is not an e-mail address.")) from None
    return address
