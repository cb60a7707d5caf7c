"""Every page of the site and of the desk: in German and French, accessible, and never wider than the window.

The pages are found as a reader finds them, by following links: one page of each kind.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import assert_accessible, assert_fits, assert_language
from tests.browser.servers import Server

Open = Callable[..., Page]

PUBLIC = [
    "",
    "network/",
    "cities/",
    "cities/luxembourg/",
    "cities/metz/",
    "fields/",
    "fields/tourism/",
    "organs/",
    "organs/board/",
    "organs/assembly/?on=2018-10-16",
    "secretariat/",
    "meetings/",
    "proposals/",
    "resolutions/",
    "resolutions/?q=Leitbild",
    "resolutions/?q=nichts+dergleichen",
    "minutes/",
    "minutes/register/",
    "search/",
    "search/?q=Leitbild",
    "search/?q=nichts+dergleichen",
    "statutes/",
    "legal/",
    "there-is-no-such-page/",
]
DESK = [
    "desk/",
    "desk/meetings/",
    "desk/meetings/new/",
    "desk/proposals/",
    "desk/proposals/new/",
    "desk/elections/",
    "desk/register/",
    "desk/minutes/",
    "desk/tasks/",
    "desk/tasks/new/",
    "desk/register-duties/",
    "desk/mandates/",
    "desk/planning/new/",
    "desk/planning/calendar/",
    "desk/planning/habits/assembly/",
    "desk/translation/",
    "desk/translation/glossary/",
    "desk/translation/memory/",
    "desk/translation/deliveries/",
    "desk/calendars/",
    "access/people/",
    "access/mail/",
    "access/mail-preferences/",
    "access/me/",
    "access/log/",
]
FOUND_ON = {
    "meetings/": r"/meetings/\d+/$",
    "proposals/": r"/proposals/\d+/$",
    "resolutions/": r"/resolutions/\w+/\d+/\d+/$",
    "desk/meetings/": r"/desk/meetings/\d+/$",
    "desk/proposals/": r"/desk/proposals/\d+/$",
    "desk/elections/": r"/desk/elections/\d+/$",
    "desk/translation/": r"/desk/translation/of/[^/]+/\w+/$",
    "access/people/": r"/access/people/\d+/$",
}
WIDTHS = [1280, 390, 320]


def enter(page: Page, entry: str) -> None:
    """Enter the demo as one of its people."""
    page.goto("/de/access/demo/")
    page.locator(f'button[name="entry"][value="{entry}"]').click()
    expect(page).to_have_url(re.compile(r"/de/desk/$"))


def addresses(page: Page, language: str, listed: list[str]) -> Iterator[str]:
    """The listed pages, and from each list the first entry's page."""
    for address in listed:
        yield f"/{language}/{address}"
        pattern = FOUND_ON.get(address)
        if pattern:
            links = page.locator("main a[href]").evaluate_all("found => found.map(each => each.pathname)")
            yield next(link for link in links if re.search(pattern, link))


def assert_all_good(page: Page, language: str, listed: list[str]) -> None:
    """Every page at every width: in its language, accessible, not wider than the window. Names all that are not."""
    faults = []
    for address in addresses(page, language, listed):
        page.goto(address)
        try:
            assert_good(page, language)
        except AssertionError as fault:
            faults.append(str(fault))
    assert not faults, "\n\n".join(faults)


def assert_good(page: Page, language: str) -> None:
    """The page that is open, at every width; for barriers narrow and wide, in the second language narrow only."""
    assert_language(page, language)
    expect(page.locator("h1")).to_have_count(1)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert_fits(page)
        if width == 390 or (width == 1280 and language == "de"):
            assert_accessible(page)


@pytest.mark.parametrize("language", ["de", "fr"])
def test_public_pages_are_good_to_read(demo: Server, open_page: Open, language: str) -> None:
    assert_all_good(open_page(demo, language=language), language, PUBLIC)


@pytest.mark.parametrize("language", ["de", "fr"])
def test_desk_pages_are_good_to_work_with(demo: Server, open_page: Open, language: str) -> None:
    page = open_page(demo, language=language)
    enter(page, "secretariat")
    assert_all_good(page, language, DESK)


@pytest.mark.parametrize("entry", ["president", "councillor-metz", "coordinator"])
def test_desk_of_everybody_is_good_to_work_with(demo: Server, open_page: Open, entry: str) -> None:
    page = open_page(demo)
    enter(page, entry)
    assert_all_good(page, "de", ["desk/", "desk/meetings/"])


@pytest.mark.parametrize("language", ["lb", "en"])
def test_pages_in_the_other_languages_say_so(demo: Server, open_page: Open, language: str) -> None:
    page = open_page(demo, language=language)
    for address in ["", "network/", "organs/board/", "resolutions/"]:
        page.goto(f"/{language}/{address}")
        assert_language(page, language)
        assert_accessible(page)


def test_register_is_searched_and_filtered_without_javascript(demo: Server, open_page: Open) -> None:
    page = open_page(demo, javascript=False)
    page.goto("/de/resolutions/")
    everything = page.locator("main table tbody tr").count()
    page.locator('main input[name="q"]').fill("Leitbild")
    page.locator('main form[method="get"] button').first.click()
    expect(page).to_have_url(re.compile("q=Leitbild"))
    assert 0 < page.locator("main table tbody tr").count() < everything


def test_page_is_used_by_keyboard_alone(demo: Server, open_page: Open) -> None:
    page = open_page(demo)
    page.goto("/de/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href", timeout=1000) == "#main"
    page.keyboard.press("Enter")
    seen = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
    assert len(seen) > 15


def test_language_is_changed_on_the_same_page(demo: Server, open_page: Open) -> None:
    page = open_page(demo)
    page.goto("/de/organs/board/?on=2018-10-16")
    page.locator('a[hreflang="fr"]').first.click()
    expect(page).to_have_url(re.compile(r"/fr/organs/board/"))
    assert_language(page, "fr")
