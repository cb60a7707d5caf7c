"""The secretariat prepares, convenes and follows up an assembly in a browser, with the demo's own worker behind it."""

import re
import time
from collections.abc import Callable, Iterator
from io import BytesIO

import icalendar
import pikepdf
import pytest
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.servers import Server, running_demo
from tests.browser.walking import Walker, convene, put_on_the_agenda, write_both_languages
from tests.pdfs import make_pdf

Open = Callable[..., Page]
PATIENCE = 60


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo of its own, because the walk changes it."""
    with running_demo(tmp_path_factory.mktemp("secretariat")) as started:
        yield started


def wait_for(walker: Walker, address: str, what: Callable[[], Locator]) -> Locator:
    """Load the page again until something is there that the worker makes."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        walker.page.goto(f"/{walker.language}/{address}")
        if what().count():
            return what().first
        time.sleep(0.5)
    raise AssertionError(f"{address}: not there after {PATIENCE} s")


def fetch(walker: Walker, address: str) -> bytes:
    """What an address gives the walker."""
    answer = walker.page.request.get(address)
    assert answer.ok, f"{address}: {answer.status}"
    return answer.body()


def test_secretariat_prepares_convenes_and_follows_up(server: Server, open_page: Open) -> None:
    secretary = Walker(open_page(server, language="de"), "de", javascript=True)
    secretary.enter("secretariat")
    meeting = put_on_the_agenda(secretary, write_both_languages(secretary))
    look_at_the_plan(secretary, meeting)
    add_a_paper_in_both_languages(secretary, meeting)
    make_the_book(secretary, meeting)
    convene(secretary, meeting)
    see_the_proof_of_dispatch(secretary, meeting)
    give_a_task(secretary, meeting)
    councillor = Walker(open_page(server, language="fr"), "fr", javascript=True)
    councillor.enter("councillor-metz")
    read_the_own_letter(councillor, meeting)
    find_the_paper(councillor)
    subscribe_to_the_calendar(councillor)
    assert server.run("verify").returncode == 0


def look_at_the_plan(secretary: Walker, meeting: int) -> None:
    """The timeline with the last day under the statutes; room and travel; answers."""
    for part in ("planning/", "planning/logistics/", "planning/answers/", "tasks/", "papers/", "dispatch/"):
        secretary.go(f"desk/meetings/{meeting}/{part}")
    secretary.go(f"desk/meetings/{meeting}/planning/")
    expect(secretary.main.locator("figure svg").first).to_be_visible()
    secretary.send("/done/")
    expect(secretary.page.locator(".qp-notice--success").first).to_be_visible()


def add_a_paper_in_both_languages(secretary: Walker, meeting: int) -> None:
    """One form takes the German and the French file."""
    secretary.go(f"desk/meetings/{meeting}/papers/new/")
    page = secretary.page
    for language, title in (("de", "Bericht Ringbahn"), ("fr", "Rapport train circulaire")):
        page.locator(f'[name="title_{language}"]').fill(title)
        file = FilePayload(
            name=f"{language}.pdf", mimeType="application/pdf", buffer=make_pdf(title, pages=2, language=language)
        )
        page.locator(f'[name="file_{language}"]').set_input_files(file)
    secretary.press(page.locator("main form.qp-form button.kern-btn--primary").first)
    secretary.go(f"desk/meetings/{meeting}/papers/")
    expect(secretary.main).to_contain_text("Bericht Ringbahn")


def make_the_book(secretary: Walker, meeting: int) -> None:
    """German and French facing each other, made by the worker, tagged and with bookmarks."""
    secretary.page.locator('[name="layout"]').select_option("de+fr")
    secretary.send("/book/")
    book = wait_for(
        secretary, f"desk/meetings/{meeting}/papers/", lambda: secretary.main.locator('a[href*="/desk/books/"]')
    )
    made = fetch(secretary, book.get_attribute("href") or "")
    book_file = open_pdf(made)
    assert len(book_file.pages) > 4
    assert "/StructTreeRoot" in book_file.Root
    with book_file.open_outline() as outline:
        assert len(outline.root) > 1
    secretary.look()


def open_pdf(content: bytes) -> pikepdf.Pdf:
    """The document in these bytes."""
    return pikepdf.open(BytesIO(content))


def see_the_proof_of_dispatch(secretary: Walker, meeting: int) -> None:
    """A letter for everybody, made by the worker; the list is a file too."""
    address = f"desk/meetings/{meeting}/dispatch/"
    letter = wait_for(secretary, address, lambda: secretary.main.locator('a[href*="/desk/letters/"]'))
    secretary.look()
    assert fetch(secretary, letter.get_attribute("href") or "").startswith(b"%PDF")
    proof = secretary.main.locator('a[href$=".csv"], a[href*="csv"]').first
    assert fetch(secretary, proof.get_attribute("href") or "").count(b"\n") > 40


def give_a_task(secretary: Walker, meeting: int) -> None:
    """A task from the meeting appears on its page."""
    secretary.go(f"desk/tasks/new/?meeting={meeting}")
    page = secretary.page
    page.locator('[name="title"]').fill("Dolmetschkabinen bestellen")
    page.locator('select[name="owner"]').select_option(index=1)
    page.locator('[name="due"]').fill("2031-01-31")
    secretary.press(page.locator("main form.qp-form button.kern-btn--primary").first)
    secretary.go(f"desk/meetings/{meeting}/tasks/")
    expect(secretary.main).to_contain_text("Dolmetschkabinen bestellen")


def read_the_own_letter(councillor: Walker, meeting: int) -> None:
    """A member fetches the own letter, and no other's page of dispatch."""
    letter = wait_for(
        councillor, f"desk/meetings/{meeting}/", lambda: councillor.main.locator('a[href*="/desk/letters/"]')
    )
    assert fetch(councillor, letter.get_attribute("href") or "").startswith(b"%PDF")
    refused = councillor.page.request.get(f"/fr/desk/meetings/{meeting}/dispatch/")
    assert refused.status in {403, 404}


def find_the_paper(councillor: Walker) -> None:
    """The search finds the paper by a word of its title, accents or not."""
    councillor.go("search/?q=ringbahn")
    expect(councillor.main).to_contain_text("Bericht")


def subscribe_to_the_calendar(councillor: Walker) -> None:
    """A personal address gives the meetings of the member, until it is revoked."""
    councillor.go("desk/calendars/")
    councillor.send("/make/")
    address = councillor.page.locator("#address").input_value()
    entries = icalendar.Calendar.from_ical(fetch(councillor, address)).walk("VEVENT")
    assert entries
    assert all(re.match(r"\S+", str(entry["UID"])) for entry in entries)
    councillor.go("desk/calendars/")
    councillor.send("/revoke/")
    assert councillor.page.request.get(address).status == 410
