"""An assembly on its live pages: the chair at the console, members on their phones, the hall's screen, the gallery.

Once with scripts, where nobody reloads anything, and once without, where everybody does.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.pages import assert_accessible, assert_fits
from tests.browser.servers import Server, running_demo
from tests.browser.walking import CAMPAIGN, Walker, convene, put_on_the_agenda, write_both_languages

Open = Callable[..., Page]

AT_ONCE = 5_000
"""Milliseconds in which everybody sees what happened, even on a machine that is busy with other tests."""
PROMPT = 3.0
"""Seconds from the chair's button to the member's ballot; a fifth of one where nothing else runs."""
SMALLEST = 19
"""Pixels of a letter on a screen of 1080 lines: about a fiftieth of its height."""
ITEM = 4
LIVE = {
    "console": "desk/meetings/{}/live/console/",
    "member": "desk/meetings/{}/live/",
    "projector": "desk/meetings/{}/live/projector/",
    "gallery": "live/{}/",
}


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo of its own, because the assembly changes it."""
    with running_demo(tmp_path_factory.mktemp("live")) as started:
        yield started


@dataclass
class House:
    """Who is there, each with a browser of their own."""

    chair: Walker
    member: Walker
    other: Walker
    hall: Walker
    visitor: Walker
    meeting: int

    @property
    def everybody(self) -> list[Walker]:
        return [self.chair, self.member, self.other, self.hall, self.visitor]


def prepared(server: Server, open_page: Open, *, javascript: bool) -> House:
    """The demo's assembly, convened, on its day."""

    def walker(entry: str | None, language: str, width: int) -> Walker:
        page = open_page(server, language=language, width=width, javascript=javascript)
        someone = Walker(page, language, javascript=javascript)
        if entry:
            someone.enter(entry)
        return someone

    secretary = walker("secretariat", "de", 1280)
    meeting = put_on_the_agenda(secretary, write_both_languages(secretary))
    convene(secretary, meeting)
    house = House(
        chair=walker("president", "de", 1280),
        member=walker("councillor-metz", "fr", 390),
        other=walker("councillor-trier", "de", 390),
        hall=walker("president", "de", 1920),
        visitor=walker(None, "fr", 1280),
        meeting=meeting,
    )
    house.chair.go(f"desk/meetings/{meeting}/")
    house.chair.set_clock("meeting")
    return house


def live(walker: Walker, kind: str, meeting: int) -> None:
    """Open a live page, and wait until it is kept up to date."""
    walker.page.goto(f"/{walker.language}/{LIVE[kind].format(meeting)}")
    if walker.javascript:
        expect(walker.page.locator('[data-live-is="on"]')).to_have_attribute("data-live-is", "on")
        expect(walker.page.locator("[data-live-state]")).not_to_have_attribute("hidden", "")
        walker.page.evaluate("window.stayed = true")


def stayed(walker: Walker) -> None:
    """The page was never loaded again."""
    assert walker.page.evaluate("window.stayed === true"), walker.page.url


def act(house: House, action: str, button: str = "button") -> None:
    """The chair presses a button at the console."""
    house.chair.main.locator(f'form[action$="{action}"] {button}').first.click()


def soon(found: Locator) -> None:
    expect(found).to_be_visible(timeout=AT_ONCE)


def test_assembly_is_followed_by_everybody_without_reloading(server: Server, open_page: Open) -> None:
    house = prepared(server, open_page, javascript=True)
    chair, member, other, hall = house.chair, house.member, house.other, house.hall
    live(chair, "console", house.meeting)
    live(member, "member", house.meeting)
    live(other, "member", house.meeting)
    live(hall, "projector", house.meeting)
    look_at(house, [chair, member, hall])
    expect(member.main.locator(".qp-stage")).to_have_count(0)

    act(house, "/session/open/")
    soon(member.main.locator(".qp-state .qp-badge--success"))
    live(house.visitor, "gallery", house.meeting)
    check_in(member)
    record_all_cities(chair)
    call(house, ITEM)
    for watcher in (member, other, hall, house.visitor):
        soon(watcher.main.get_by_text(CAMPAIGN[watcher.language]).first)
    look_at(house, house.everybody)

    act(house, "/vote/", 'button[value="named"]')
    pressed = time.monotonic()
    soon(member.main.locator('form[action$="/ballot/"]'))
    assert time.monotonic() - pressed < PROMPT
    soon(other.main.locator('form[action$="/ballot/"]'))
    soon(hall.main.locator(".qp-hall__now"))
    look_at(house, house.everybody)
    keep_what_the_chair_types(house)
    vote(house)

    act(house, "/close/")
    expect(other.main.locator('form[action$="/ballot/"]')).to_have_count(0, timeout=AT_ONCE)
    act(house, "/declare/")
    for watcher in (member, other, house.visitor):
        soon(watcher.main.locator(".qp-declared.is-carried"))
    soon(hall.main.locator(".qp-hall__result.is-carried"))
    figures = hall.main.locator(".qp-hall__figures .is-yes dd")
    expect(figures).to_have_text("1")
    expect(house.visitor.main.locator(".qp-declared .qp-figures .is-yes dd").first).to_have_text("1")
    look_at(house, house.everybody)
    for someone in house.everybody:
        stayed(someone)


def look_at(house: House, walkers: list[Walker]) -> None:
    """No barrier and nothing too wide, on a phone and on a desk, in light and in dark."""
    for walker in walkers:
        width = walker.page.viewport_size
        for size in (390, 1280, 320):
            if walker is house.hall and size == 320:
                continue
            walker.page.set_viewport_size({"width": size, "height": 900})
            assert_fits(walker.page)
            if size != 320:
                assert_accessible(walker.page)
        if walker is house.hall:
            assert_readable_in_the_hall(walker.page)
        if width:
            walker.page.set_viewport_size(width)
    walkers[0].page.emulate_media(color_scheme="dark")
    assert_accessible(walkers[0].page)
    walkers[0].page.emulate_media(color_scheme="light")


def assert_readable_in_the_hall(page: Page) -> None:
    """On a screen of the hall nothing is cut off, and nothing is smaller than the last row can read."""
    page.set_viewport_size({"width": 1920, "height": 1080})
    expect(page.locator(".qp-hall__middle")).to_have_attribute("data-fit", re.compile(r"\d+"))
    middle, patience = page.locator(".qp-hall__middle"), time.monotonic() + 10
    while not middle.evaluate("found => found.scrollHeight <= found.clientHeight + 1"):
        assert time.monotonic() < patience, "the screen of the hall cuts something off"
        page.wait_for_timeout(50)
    sizes = page.locator(".qp-hall__middle :is(p, li, h2, dt, dd)").evaluate_all(
        "found => found.filter(each => each.offsetParent).map(each => parseFloat(getComputedStyle(each).fontSize))"
    )
    assert min(sizes, default=SMALLEST) >= SMALLEST


def check_in(walker: Walker) -> None:
    """The member says “I am here” on the own phone."""
    walker.main.locator('form[action$="/session/here/"] button').first.click()
    soon(walker.main.locator(".qp-checkin--here"))


def record_all_cities(chair: Walker) -> None:
    """The chair records whole delegations at the console."""
    roll = chair.main.locator("#roll")
    if roll.get_attribute("open") is None:
        roll.locator("summary").first.click()
    for city in ("luxembourg", "metz", "saarbruecken", "trier"):
        details = chair.main.locator(f"#roll-{city}")
        if details.get_attribute("open") is None:
            details.locator("summary").first.click()
        chair.main.locator(f"#arrive-city-{city}").click()
        expect(chair.main.locator(f"#arrive-city-{city}")).to_have_count(0, timeout=AT_ONCE)


def call(house: House, position: int) -> None:
    """The chair calls an item of the agenda."""
    line = house.chair.main.locator(".qp-course > li").nth(position - 1)
    line.locator("button").click()
    expect(line).to_have_attribute("aria-current", "step", timeout=AT_ONCE)


def keep_what_the_chair_types(house: House) -> None:
    """What somebody has opened, chosen and focused survives what another console does at the same time."""
    page = house.chair.page
    details = page.locator('[id^="exclude-"]')
    details.locator("summary").click()
    interest = details.locator('select[name="interest"]')
    interest.select_option(index=2)
    chosen = interest.input_value()
    interest.focus()
    seats = details.locator('select[name="seat"] option').count()

    second = page.context.new_page()
    second.goto(page.url)
    second.locator('[id^="exclude-"] summary').click()
    second.locator('[id^="exclude-"] select[name="seat"]').select_option(index=seats - 1)
    second.locator('[id^="exclude-"] form button').click()
    soon(second.locator("#live-answer .qp-notice--success"))
    second.close()

    expect(details.locator('select[name="seat"] option')).to_have_count(seats - 1, timeout=AT_ONCE)
    expect(details).to_have_attribute("open", "")
    expect(interest).to_have_value(chosen)
    expect(interest).to_be_focused()
    details.locator("summary").click()


def vote(house: House) -> None:
    """A member votes by keyboard alone and keeps a place on the page; the chair sees the ballot come in."""
    member = house.member
    yes = member.main.locator('form[action$="/ballot/"] button[value="yes"]')
    yes.focus()
    member.page.wait_for_timeout(700)
    member.page.keyboard.press("Enter")
    soon(member.main.locator(".qp-ballot .qp-notice--success"))
    expect(member.page.locator(":focus")).not_to_have_count(0)
    assert member.page.evaluate("document.activeElement !== document.body"), "the focus was lost"
    soon(house.chair.main.locator(".qp-cast__number strong").get_by_text("1", exact=True))
    soon(house.hall.main.locator(".qp-hall__cast strong").get_by_text(re.compile(r"^1 / \d+$")))


def test_assembly_is_followed_without_scripts(server: Server, open_page: Open) -> None:
    house = prepared(server, open_page, javascript=False)
    chair, member = house.chair, house.member
    live(chair, "console", house.meeting)
    live(member, "member", house.meeting)
    expect(member.page.locator(".qp-live__reload a")).to_be_visible()

    chair.send("/session/open/")
    for city in ("luxembourg", "metz", "saarbruecken", "trier"):
        open_up(chair, "roll", f"roll-{city}")
        chair.press(chair.main.locator(f"#arrive-city-{city}"))
    chair.press(chair.main.locator(".qp-course > li").nth(ITEM - 1).locator("button"))
    chair.send("/vote/", 'button[value="named"]')

    member.press(member.page.locator(".qp-live__reload a"))
    member.send("/ballot/", 'button[value="yes"]')
    expect(member.main.locator(".qp-ballot .qp-notice--success")).to_be_visible()
    assert_fits(member.page)

    live(house.other, "member", house.meeting)
    chair.send("/close/")
    late = house.other.main.locator('form[action$="/ballot/"] button[value="no"]')
    house.other.press(late)
    expect(house.other.main.locator(".qp-notice--danger")).to_be_visible()

    chair.send("/declare/")
    live(house.hall, "projector", house.meeting)
    live(house.visitor, "gallery", house.meeting)
    expect(house.hall.main.locator(".qp-hall__result.is-carried")).to_be_visible()
    expect(house.visitor.main.locator(".qp-declared.is-carried").first).to_be_visible()
    assert server.run("verify").returncode == 0


def open_up(walker: Walker, *names: str) -> None:
    """Open what is folded, which a browser does without scripts."""
    for name in names:
        details = walker.main.locator(f"#{name}")
        if details.get_attribute("open") is None:
            details.locator("summary").first.click()
