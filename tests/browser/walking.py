"""Somebody with a browser who prepares and opens an assembly of the demo, step by step, as people do."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import assert_accessible, assert_fits

CAMPAIGN = {"de": "Vier Städte, ein attraktives Reiseziel", "fr": "Quatre villes"}
FRENCH_TITLE = "Quatre villes, une destination attractive : stratégie et campagne 2026"
FRENCH_BODY = "L’assemblée générale approuve la stratégie de marketing et la campagne commune des quatre villes."


class Walker:
    """Somebody with a browser of their own, in one language."""

    def __init__(self, page: Page, language: str, *, javascript: bool) -> None:
        self.page = page
        self.language = language
        self.javascript = javascript

    def go(self, address: str) -> None:
        """Open an address of the site in the walker's language, and look at the page."""
        self.page.goto(f"/{self.language}/{address}")
        self.look()

    def look(self) -> None:
        """The page is without a barrier and not too wide, whatever state the meeting is in."""
        if self.javascript:  # axe-core is a script
            assert_accessible(self.page)
        assert_fits(self.page)

    def enter(self, entry: str) -> None:
        """Enter the demo with one click."""
        self.page.goto(f"/{self.language}/access/demo/")
        self.page.locator(f'button[name="entry"][value="{entry}"]').click()
        expect(self.page).to_have_url(re.compile(r"/desk/$"))

    def press(self, what: Locator) -> None:
        """Click a link or button, and wait for the page that it leads to."""
        with self.page.expect_navigation():
            what.click()

    def send(self, action: str, button: str = "button", *, within: Locator | None = None) -> None:
        """Press a button of the form whose address ends with `action`."""
        place = within if within is not None else self.page.locator("main")
        self.press(place.locator(f'form[action$="{action}"] {button}').first)

    def set_clock(self, to: str) -> None:
        """Set the clock of the demo."""
        self.press(self.page.locator(f'form[action$="/demo/clock/"] button[name="to"][value="{to}"]').first)

    @property
    def main(self) -> Locator:
        return self.page.locator("main")


def write_both_languages(secretary: Walker) -> int:
    """The desk names the campaign, of which French is missing; the secretariat writes it beside the German."""
    secretary.go("desk/")
    task = secretary.main.locator('table a[href*="/desk/proposals/"]').filter(has_text=CAMPAIGN["de"]).first
    number = int(re.findall(r"/proposals/(\d+)/", task.get_attribute("href") or "")[0])
    secretary.press(task)
    secretary.look()
    page = secretary.page
    page.locator('[name="title_fr"]').fill(FRENCH_TITLE)
    page.locator('[name="body_fr"]').fill(FRENCH_BODY)
    for written in ("de", "fr"):
        page.locator(f'[name="state_{written}"]').select_option("authentic")
    secretary.send(f"/desk/proposals/{number}/")
    expect(page.locator('[name="title_fr"]')).to_have_value(FRENCH_TITLE)
    expect(page.locator('[name="state_fr"]')).to_have_value("authentic")
    return number


def put_on_the_agenda(secretary: Walker, proposal: int) -> int:
    """The proposal goes on the agenda of the planned assembly."""
    secretary.go(f"desk/proposals/{proposal}/")
    secretary.send("/place/")
    secretary.go(f"desk/proposals/{proposal}/")
    link = secretary.main.locator('#agenda ~ ul a[href*="/meetings/"]').last
    meeting = int(re.findall(r"/meetings/(\d+)/", link.get_attribute("href") or "")[0])
    secretary.go(f"desk/meetings/{meeting}/")
    expect(secretary.main).to_contain_text(CAMPAIGN[secretary.language])
    return meeting


def convene(secretary: Walker, meeting: int) -> None:
    """In time: everything the statutes ask for was checked; everybody is invited."""
    secretary.go(f"desk/meetings/{meeting}/")
    expect(secretary.page.locator('section[aria-labelledby="convocation"] .qp-verdict').first).to_be_visible()
    secretary.send("/convene/")
    secretary.go(f"desk/meetings/{meeting}/")
    expect(secretary.main.locator('form[action$="/convene/"]')).to_have_count(0)
    expect(secretary.main.locator(f'a[href$="/desk/meetings/{meeting}/session/"]')).to_be_visible()


def confirm_attendance(councillor: Walker, meeting: int) -> None:
    """A seat of Metz: sees the meeting with its agenda in French, and says that it will come."""
    councillor.go("desk/")
    councillor.press(councillor.page.locator(f'a[href*="/desk/meetings/{meeting}/reply/"]').first)
    councillor.look()
    expect(councillor.main).to_contain_text(FRENCH_TITLE)
    councillor.page.locator('[name="answer"][value="coming"]').check()
    councillor.press(councillor.page.locator("main form.qp-form button").first)
    councillor.go(f"desk/meetings/{meeting}/")
    expect(councillor.page.locator("#own ~ ul .qp-badge").first).to_be_visible()


def name_a_substitute(other: Walker, meeting: int) -> None:
    """A seat of Trier sends a substitute of the same city."""
    other.go(f"desk/meetings/{meeting}/reply/")
    other.page.locator('[name="answer"][value="substitute"]').check()
    choice = other.page.locator('select[name="substitute"]')
    choice.select_option(index=1)
    other.press(other.page.locator("main form.qp-form button").first)
    other.go(f"desk/meetings/{meeting}/")
    expect(other.page.locator("#own ~ ul .qp-badge").first).to_be_visible()


def open_the_meeting(president: Walker, meeting: int) -> None:
    """On the day: open, record who is present, see the quorum overall and for each city."""
    president.go(f"desk/meetings/{meeting}/")
    president.set_clock("meeting")
    president.go(f"desk/meetings/{meeting}/session/")
    president.send("/session/open/")
    president.send("/session/arrive-all/")
    while True:
        waiting = president.main.locator('form[action$="/arrive-city/"]')
        if not waiting.count():
            break
        president.press(waiting.locator("button").first)
    president.look()
