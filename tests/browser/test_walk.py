"""The first complete walk through the platform, in a browser: a proposal becomes a resolution, a president is elected.

Once with scripts and in German, once without any script and in French: every step is a link or a form.
"""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.servers import Server, running_demo
from tests.browser.walking import (
    CAMPAIGN,
    FRENCH_BODY,
    Walker,
    confirm_attendance,
    convene,
    name_a_substitute,
    open_the_meeting,
    put_on_the_agenda,
    write_both_languages,
)

Open = Callable[..., Page]


@pytest.fixture(params=[("de", True), ("fr", False)], ids=["in German", "in French without scripts"])
def way(request: pytest.FixtureRequest) -> tuple[str, bool]:
    """The language of the walk, and whether scripts run."""
    chosen: tuple[str, bool] = request.param
    return chosen


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory, way: tuple[str, bool]) -> Iterator[Server]:
    """A demo of its own, because the walk changes it."""
    with running_demo(tmp_path_factory.mktemp("walk")) as started:
        yield started


def test_proposal_becomes_a_resolution(server: Server, open_page: Open, way: tuple[str, bool]) -> None:
    language, javascript = way

    def walker(entry: str | None = None, speaks: str = language) -> Walker:
        someone = Walker(open_page(server, language=speaks, javascript=javascript), speaks, javascript=javascript)
        if entry:
            someone.enter(entry)
        return someone

    visitor, secretary = walker(), walker("secretariat")
    see_what_the_demo_starts_with(visitor)
    proposal = write_both_languages(secretary)
    meeting = put_on_the_agenda(secretary, proposal)
    refuse_what_the_board_did_not_propose(secretary, meeting)
    refuse_to_convene_too_late(secretary, meeting)
    convene(secretary, meeting)

    councillor, other = walker("councillor-metz", "fr"), walker("councillor-trier", "de")
    confirm_attendance(councillor, meeting)
    name_a_substitute(other, meeting)

    president = walker("president")
    open_the_meeting(president, meeting)
    vote_from_own_seats(president, [councillor], meeting)
    year = elect_in_two_rounds(president)
    read_the_resolution(visitor, walker(None, "fr" if language == "de" else "de"))
    see_that_rights_follow_the_election(visitor, president, year)
    assert server.run("verify").returncode == 0


def see_what_the_demo_starts_with(visitor: Walker) -> None:
    """Four cities, the board's meeting of 2 June 2026 in Metz with its two items, who sat in it."""
    visitor.go("cities/")
    for city in ["luxembourg", "metz", "saarbruecken", "trier"]:
        expect(visitor.main.locator(f'a[href$="/cities/{city}/"]').first).to_be_visible()
    visitor.go("organs/board/?on=2026-06-02")
    expect(visitor.main).to_contain_text("Grosdidier")
    visitor.go("meetings/")
    past = visitor.main.locator('a[href*="/meetings/"]').filter(has_text="Metz")
    visitor.press(past.first)
    visitor.look()
    expect(visitor.main).to_contain_text(re.compile("cyber", re.IGNORECASE))


def refuse_what_the_board_did_not_propose(secretary: Walker, meeting: int) -> None:
    """A strategic item without a proposal of the board: refused with the paragraph, and what was typed stays."""
    secretary.go(f"desk/meetings/{meeting}/items/new/")
    page = secretary.page
    for written in ("de", "fr"):
        page.locator(f'[name="titles_{written}"], [name="title_{written}"]').fill("Strategie 2040")
    page.locator('[name="kind"]').select_option("resolution")
    page.locator('[name="matter"]').select_option("strategic")
    secretary.press(page.locator("main form.qp-form button").first)
    expect(page.locator(".qp-verdict--breached").first).to_be_visible()
    expect(page.locator('[name="titles_de"], [name="title_de"]')).to_have_value("Strategie 2040")
    secretary.look()


def refuse_to_convene_too_late(secretary: Walker, meeting: int) -> None:
    """Two weeks on, the notice is too short: refused with the paragraph. Then back to today."""
    secretary.go(f"desk/meetings/{meeting}/")
    secretary.set_clock("week")
    secretary.set_clock("week")
    secretary.go(f"desk/meetings/{meeting}/")
    secretary.send("/convene/")
    expect(secretary.page.locator(".qp-verdict--breached .qp-verdict__source").first).to_be_visible()
    expect(secretary.main.locator('form[action$="/convene/"]').first).to_be_visible()
    secretary.look()
    secretary.set_clock("today")


def vote_from_own_seats(president: Walker, voters: list[Walker], meeting: int) -> None:
    """Open the vote, vote from the own seat, close, declare: the result is computed, never typed."""
    president.go(f"desk/meetings/{meeting}/session/")
    president.send("/vote/", 'button[value="named"]')
    vote = int(
        re.findall(
            r"/votes/(\d+)/", president.main.locator('a[href*="/desk/votes/"]').first.get_attribute("href") or ""
        )[0]
    )
    for voter in voters:
        voter.go(f"desk/votes/{vote}/")
        voter.press(voter.page.locator('form[action$="/cast/"] button[value="yes"]'))
        voter.go(f"desk/votes/{vote}/")
        expect(voter.page.locator(".qp-notice--success").first).to_be_visible()
        expect(voter.page.locator('form[action$="/cast/"]')).to_have_count(0)
    president.go(f"desk/votes/{vote}/")
    president.send("/close/")
    president.go(f"desk/votes/{vote}/")
    president.send("/declare/")
    president.go(f"desk/votes/{vote}/")
    expect(president.main.locator(".qp-badge--success").first).to_be_visible()
    president.look()


def elect_in_two_rounds(president: Walker) -> int:
    """Three candidates, nobody with a majority, a run-off, a president for two years; returns the first of them."""
    president.go("desk/elections/")
    president.press(president.main.locator('table a[href*="/desk/elections/"]').first)
    election = president.page.url
    for _ in range(3):
        president.page.goto(election)
        president.page.locator('select[name="person"]').select_option(index=0)
        president.send("/nominate/")
    count_hands(president, election, [16, 14, 10])
    count_hands(president, election, [25, 15])
    president.page.goto(election)
    president.look()
    mandate = president.page.locator("#mandates ~ ul li")
    expect(mandate).to_have_count(1)
    begins, ends = re.findall(r"\d{4}", mandate.inner_text())
    assert int(ends) == int(begins) + 1
    return int(begins)


def count_hands(president: Walker, election: str, hands: list[int]) -> None:
    """One round by show of hands: count, close, declare."""
    president.page.goto(election)
    president.send("/round/", 'button[value="hands"]')
    fields = president.page.locator('form[action$="/hands/"] input[type="number"]')
    for number in range(fields.count()):
        fields.nth(number).fill(str(hands[number]) if number < len(hands) else "0")
    president.send("/hands/")
    president.page.goto(election)
    president.send("/close/")
    president.page.goto(election)
    president.send("/declare/")


def read_the_resolution(visitor: Walker, neighbour: Walker) -> None:
    """Signed out: in the public register, in both languages, with its thread and its proof."""
    for reader in (visitor, neighbour):
        reader.go("resolutions/")
        reader.press(reader.main.locator("table tbody a").filter(has_text=CAMPAIGN[reader.language]).first)
        reader.look()
        expect(reader.page.locator("h1")).to_contain_text(CAMPAIGN[reader.language])
        expect(reader.main.locator('a[href*="/proposals/"]').first).to_be_visible()
        expect(reader.main.locator('a[href*="/meetings/"]').first).to_be_visible()
        expect(reader.main.locator(".qp-verdict").first).to_be_attached()
    assert re.search(r"/resolutions/assembly/\d{4}/1/$", visitor.page.url)
    with visitor.page.expect_download() as download:
        visitor.main.locator('a[href$="proof.json"]').first.click()
    proof = json.loads(download.value.path().read_text())
    assert FRENCH_BODY in json.dumps(proof, ensure_ascii=False)


def see_that_rights_follow_the_election(visitor: Walker, president: Walker, year: int) -> None:
    """The mandate begins by itself: on its first day another presides, and the former president holds a seat alone."""
    visitor.go(f"organs/board/?on={year - 1}-12-31")
    before = visitor.main.locator("aside").inner_text()
    visitor.go(f"organs/board/?on={year}-01-01")
    assert visitor.main.locator("aside").inner_text() != before
    president.go("desk/")
    titles = president.page.locator(".qp-acting li")
    held = titles.all_inner_texts()
    for _week in range(60):
        president.set_clock("week")
        if titles.all_inner_texts() != held:
            break
    assert titles.all_inner_texts() == held[1:]
