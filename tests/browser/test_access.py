"""Entering a demo, its clock, signing in by passkey, and the pages of accounts and log in a browser."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import assert_accessible, assert_fits, assert_language
from tests.browser.servers import Server

Open = Callable[..., Page]
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def enter(page: Page, entry: str = "secretariat") -> None:
    """Enter the demo as one of its people."""
    page.goto("/de/access/demo/")
    page.locator(f'button[name="entry"][value="{entry}"]').click()
    expect(page).not_to_have_url(re.compile("/access/demo/"))


@pytest.mark.parametrize("javascript", [True, False])
def test_demo_is_entered_with_one_click(demo: Server, open_page: Open, javascript: bool) -> None:
    page = open_page(demo, javascript=javascript)
    enter(page)
    expect(page).to_have_url(f"{demo.address}/de/desk/")


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("language", ["de", "fr"])
@pytest.mark.parametrize("address", ["access/demo/", "account/login/", "account/password/reset/"])
def test_pages_before_signing_in(demo: Server, open_page: Open, language: str, width: int, address: str) -> None:
    page = open_page(demo, language=language, width=width)
    page.goto(f"/{language}/{address}")
    assert_language(page, language)
    assert_accessible(page)
    assert_fits(page)


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("language", ["de", "fr"])
def test_pages_of_account_and_log(demo: Server, open_page: Open, language: str, width: int) -> None:
    page = open_page(demo, language=language, width=width)
    enter(page)
    for address in ["access/me/", "access/log/", "access/log/?check=1", "account/2fa/", "account/email/"]:
        page.goto(f"/{language}/{address}")
        assert_language(page, language)
        assert_accessible(page)
        assert_fits(page)


def test_passkey_is_added_and_signs_in(demo: Server, open_page: Open) -> None:
    server = replace(demo, address=demo.address.replace("127.0.0.1", "localhost"))  # a passkey needs a name, not an IP
    page = open_page(server)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    enter(page)
    page.goto("/de/account/2fa/webauthn/add/")
    page.locator('input[name="name"]').fill("Schlüssel am Bund")
    page.locator('input[name="passwordless"]').check()
    page.locator("#mfa_webauthn_add").click()
    expect(page).to_have_url(re.compile("recovery-codes|webauthn/$"))
    page.goto("/de/account/2fa/webauthn/")
    expect(page.get_by_text("Schlüssel am Bund")).to_be_visible()
    page.goto("/de/desk/")
    page.locator('form[action$="/account/logout/"] button').first.click()
    page.goto("/de/account/login/")
    page.locator("#passkey_login").click()
    expect(page).to_have_url(f"{server.address}/de/desk/")
