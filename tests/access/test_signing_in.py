"""Signing in: e-mail and password, a second factor, forgotten passwords, and what stops those who guess."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client

from quattropole.access.actions import make_account
from quattropole.access.models import Account
from quattropole.network.models import Network
from tests import factories

PASSWORD = "vier Städte, ein Netz"
LOGIN = "/de/account/login/"


@pytest.fixture
def account(network: Network) -> Account:
    house = factories.make_house(network, councillors=1)
    return make_account(house.secretary, "Anna@Example.org", PASSWORD)


def sign_in(client: Client, email: str = "anna@example.org", password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"login": email, "password": password})


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_sign_in_by_email_and_password_whatever_the_case(client: Client, account: Account) -> None:
    answer = sign_in(client, "ANNA@example.org")
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(account.pk)


def test_signing_out_leads_home_in_the_same_language(client: Client, account: Account) -> None:
    sign_in(client)
    assert client.post("/fr/account/logout/")["Location"] == "/fr/"
    assert client.get("/fr/access/me/")["Location"].startswith("/fr/account/login/")


def test_sign_in_with_a_wrong_password_says_the_same_for_known_and_unknown_people(
    client: Client, account: Account
) -> None:
    known = sign_in(client, password="falsch und lang genug")
    unknown = sign_in(client, "nobody@example.org")
    assert known.status_code == unknown.status_code == 200
    errors = [answer.context["form"].non_field_errors() for answer in (known, unknown)]
    assert errors[0] == errors[1]
    assert "_auth_user_id" not in client.session


def test_guessing_is_stopped(client: Client, account: Account) -> None:
    for _ in range(5):
        sign_in(client, password="falsch und lang genug")
    answer = sign_in(client)
    assert "_auth_user_id" not in client.session
    assert answer.status_code in {200, 429}
    other = Client(REMOTE_ADDR="192.0.2.7")
    assert sign_in(other, "anna@example.org").status_code in {200, 429}, "counted for the account, not only the address"


def test_too_many_requests_get_a_page_in_the_look(client: Client, account: Account) -> None:
    answers = [client.post("/de/account/password/reset/", {"email": "anna@example.org"}) for _ in range(7)]
    assert answers[-1].status_code == 429
    assert "qp-main" in answers[-1].content.decode()


def test_nobody_signs_up_alone(client: Client, network: Network) -> None:
    answer = client.post(
        "/de/account/signup/", {"email": "x@example.org", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert answer.status_code == 200
    assert not Account.objects.exists()
    assert LOGIN in answer.content.decode()


def test_forgotten_password_is_set_by_mail(client: Client, network: Network) -> None:
    person = factories.make_holder(factories.make_organ(network, "board"), name="Bruno Muster")
    make_account(person, "bruno@example.org")
    client.post("/fr/account/password/reset/", {"email": "bruno@example.org"})
    (letter,) = mail.outbox
    assert letter.to == ["bruno@example.org"]
    link = re.search(r"https?://testserver(/fr/account/password/reset/key/\S+)", str(letter.body))
    assert link is not None
    form = client.get(link[1], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert sign_in(client, "bruno@example.org").status_code == 302


def test_forgotten_password_of_an_unknown_address_sends_nothing(client: Client, network: Network) -> None:
    answer = client.post("/de/account/password/reset/", {"email": "nobody@example.org"})
    assert answer.status_code == 302
    assert mail.outbox == []


def test_weak_passwords_are_refused(client: Client, account: Account) -> None:
    sign_in(client)
    answer = client.post(
        "/de/account/password/change/",
        {"oldpassword": PASSWORD, "password1": "kurz", "password2": "kurz"},
    )
    assert answer.status_code == 200
    account.refresh_from_db()
    assert account.check_password(PASSWORD)


def test_second_factor_is_asked_for_and_recovery_codes_replace_it(client: Client, account: Account) -> None:
    secret = generate_totp_secret()
    TOTP.activate(account, secret)
    codes = RecoveryCodes.activate(account).get_unused_codes()
    answer = sign_in(client)
    assert "_auth_user_id" not in client.session
    assert answer["Location"].endswith("/account/2fa/authenticate/")
    wrong = client.post(answer["Location"], {"code": "000000"})
    assert wrong.status_code == 200
    assert "_auth_user_id" not in client.session
    client.post(answer["Location"], {"code": code_of(secret)})
    assert client.session["_auth_user_id"] == str(account.pk)
    other = Client()
    step = sign_in(other)
    other.post(step["Location"], {"code": codes[0]})
    assert other.session["_auth_user_id"] == str(account.pk)
    again = Client()
    again.post(sign_in(again)["Location"], {"code": codes[0]})
    assert "_auth_user_id" not in again.session, "a recovery code works once"


@pytest.mark.django_db(transaction=True)
def test_authenticator_app_is_set_up_on_its_page(client: Client, account: Account) -> None:
    sign_in(client)
    assert "reauthenticate" in client.get("/de/account/2fa/totp/activate/")["Location"], "the password is asked again"
    client.post("/de/account/reauthenticate/", {"password": PASSWORD})
    page = client.get("/de/account/2fa/totp/activate/")
    assert "data:image/svg+xml" in page.content.decode()
    secret = page.context["form"].secret
    answer = client.post("/de/account/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.status_code == 302
    assert Authenticator.objects.filter(user=account, type="totp").exists()
    assert [letter.to for letter in mail.outbox] == [["anna@example.org"]], "the person hears of it"
    assert get_adapter().is_mfa_enabled(account)


def test_address_changes_only_after_the_new_one_is_confirmed(client: Client, account: Account) -> None:
    sign_in(client)
    client.post("/de/account/email/", {"email": "neu@example.org", "action_add": ""})
    account.refresh_from_db()
    assert account.email == "anna@example.org"
    link = re.search(r"https?://testserver(/de/account/confirm-email/\S+)", str(mail.outbox[-1].body))
    assert link is not None
    client.post(link[1])
    account.refresh_from_db()
    assert account.email == "neu@example.org"
    assert list(EmailAddress.objects.filter(user=account).values_list("email", "verified")) == [
        ("neu@example.org", True)
    ]


PAGES = [
    "/account/login/",
    "/account/signup/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/done/",
    "/account/inactive/",
]
OWN_PAGES = [
    "/access/me/",
    "/account/logout/",
    "/account/email/",
    "/account/password/change/",
    "/account/reauthenticate/",
    "/account/2fa/",
    "/account/2fa/totp/deactivate/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/recovery-codes/",
    "/account/2fa/recovery-codes/generate/",
    "/account/3rdparty/",
]


def assert_strict(html: str) -> None:
    """Nothing on the page needs `unsafe-inline`: no script in it, no style, no handler."""
    for script in re.findall(r"<script\b[^>]*>", html):
        assert "src=" in script or 'type="application/json"' in script, script
    assert "<style" not in html
    assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", html)
    assert not re.search(r'(src|href|action)="(https?:)?//(?!testserver)', re.sub(r'rel="alternate"[^>]*', "", html))


@pytest.mark.parametrize("language", ["de", "fr", "lb", "en"])
def test_pages_of_signing_in_are_in_the_look_and_strict(client: Client, account: Account, language: str) -> None:
    for page in PAGES:
        html = client.get(f"/{language}{page}").content.decode()
        assert f'<html lang="{language}"' in html, page
        assert 'class="qp-main' in html, page
        assert_strict(html)


@pytest.mark.parametrize("language", ["de", "fr", "lb", "en"])
def test_own_pages_are_in_the_look_and_strict(client: Client, account: Account, language: str) -> None:
    TOTP.activate(account, generate_totp_secret())
    RecoveryCodes.activate(account)
    step = sign_in(client)
    html = client.get(step["Location"]).content.decode()
    assert_strict(html)
    assert "mfa/js/webauthn.js" in html
    secret = Authenticator.objects.get(user=account, type="totp").wrap().instance.data["secret"]
    client.post(step["Location"], {"code": code_of(get_adapter().decrypt(secret))})
    client.post("/de/account/reauthenticate/", {"password": PASSWORD})
    for page in OWN_PAGES:
        answer = client.get(f"/{language}{page}")
        assert answer.status_code == 200, page
        html = answer.content.decode()
        assert 'class="qp-main' in html, page
        assert_strict(html)


def test_keys_are_listed(client: Client, account: Account) -> None:
    passkey = {"name": "Schlüssel", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}}
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    Authenticator.objects.create(user=account, type="webauthn", data=passkey)
    html = client.get("/fr/account/2fa/webauthn/").content.decode()
    assert "Schlüssel" in html
    assert_strict(html)


def test_passkey_can_be_asked_for(client: Client, account: Account) -> None:
    answer = client.get("/de/account/2fa/webauthn/login/", headers={"Accept": "application/json"})
    assert answer.status_code == 200
    assert answer.json()["request_options"]["publicKey"]["challenge"]


def test_everything_posted_needs_a_token(account: Account) -> None:
    strict = Client(enforce_csrf_checks=True)
    for page in [LOGIN, "/de/account/logout/", "/de/access/demo/", "/de/access/demo/clock/"]:
        assert strict.post(page, {"login": "anna@example.org", "password": PASSWORD}).status_code == 403
