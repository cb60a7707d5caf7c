"""A live page whose server goes away, and whose reader must not read on: it comes back, or says why, by itself."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.servers import PROJECT, Server, running_demo

SOON = 20_000
"""Milliseconds until a page is back, on a machine that is busy with other tests."""
OPENING = """
from django.utils import timezone
from quattropole.meetings.models import Meeting
meeting = Meeting.objects.filter(organ__key="assembly", network__slug="quattropole", state="planned").first()
Meeting.objects.filter(pk=meeting.pk).update(state="open", opened_at=timezone.now())
print(meeting.pk)
"""
RENAMING = """
from quattropole.meetings.models import AgendaItem
title = {!r}
item = AgendaItem.objects.filter(meeting={}).order_by("position").first()
AgendaItem.objects.filter(pk=item.pk).update(titles={{"de": title, "fr": title}})
"""


def change(server: Server, code: str) -> str:
    """Change something in the database, beside the server; returns what was printed."""
    start = "from quattropole.cli import _start_django; _start_django()\nfrom django_scopes import scopes_disabled\n"
    body = "".join(f"    {line}\n" for line in code.strip().splitlines())
    done = subprocess.run(
        [sys.executable, "-c", f"{start}with scopes_disabled():\n{body}"],
        cwd=PROJECT, env=server.environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo of its own, because it is killed."""
    with running_demo(tmp_path_factory.mktemp("again")) as started:
        yield started


@pytest.fixture(scope="module")
def meeting(server: Server) -> int:
    """The assembly of the demo, in session."""
    return int(change(server, OPENING))


@pytest.fixture
def page(browser: Browser, server: Server, meeting: int) -> Iterator[Page]:
    """A member's live page, connected. Nobody guards it against failing requests: they are what is tried."""
    context = browser.new_context(base_url=server.address, locale="de-DE", reduced_motion="reduce")
    context.set_default_timeout(SOON)
    opened = context.new_page()
    opened.goto("/de/access/demo/")
    opened.locator('button[name="entry"][value="councillor-metz"]').click()
    opened.goto(f"/de/desk/meetings/{meeting}/live/")
    is_connected(opened)
    opened.evaluate("document.documentElement.dataset.same = 'yes'")
    yield opened
    context.close()


def is_connected(page: Page) -> None:
    expect(page.locator('[data-live-is="on"]').first).to_be_visible(timeout=SOON)
    expect(page.locator('[data-live-is="off"]').first).to_be_hidden(timeout=SOON)


def is_lost(page: Page) -> None:
    expect(page.locator('[data-live-is="off"]').first).to_be_visible(timeout=SOON)


def was_not_reloaded(page: Page) -> None:
    assert page.evaluate("document.documentElement.dataset.same") == "yes"


def test_page_of_a_killed_server_says_so_and_comes_back_with_what_is_new(
    page: Page, server: Server, meeting: int
) -> None:
    server.kill()
    is_lost(page)
    change(server, RENAMING.format("Neuer Titel", meeting))
    server.start()
    is_connected(page)
    expect(page.locator("#live-agenda")).to_contain_text("Neuer Titel", timeout=SOON)
    was_not_reloaded(page)


def test_page_comes_back_after_a_proxy_answered_for_the_server(page: Page, server: Server) -> None:
    def out_of_order(route: Route) -> None:
        route.fulfill(status=502, body="Bad gateway")

    page.route("**/*", out_of_order)
    server.kill()
    server.start()
    is_lost(page)
    page.wait_for_timeout(3000)
    page.unroute("**/*")
    is_connected(page)
    was_not_reloaded(page)


def test_page_behind_a_proxy_that_holds_streams_back_asks_again_and_again(
    page: Page, server: Server, meeting: int
) -> None:
    def hold_back(route: Route) -> None:
        if "once=1" in route.request.url:
            route.continue_()

    page.route("**/live/stream/**", hold_back)
    page.goto(page.url)
    change(server, RENAMING.format("Anderer Titel", meeting))
    expect(page.locator("#live-agenda")).to_contain_text("Anderer Titel", timeout=SOON)


def test_page_of_somebody_who_signed_out_elsewhere_shows_nothing_any_more(page: Page) -> None:
    other = page.context.new_page()
    other.goto("/de/desk/")
    other.locator('form[action$="/account/logout/"] button').click()
    expect(page.locator("#live-agenda")).to_have_count(0, timeout=SOON)
    expect(page.locator("main")).to_contain_text("anmelden")
