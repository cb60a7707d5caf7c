"""A browser, a running demo, and a guard that every page of a test is under."""

import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.pages import Guard
from tests.browser.servers import PROJECT, Server, running_demo

SCREENSHOTS = PROJECT / "var" / "screenshots"
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
]
PATIENCE = 600
LOCALES = {"de": "de-DE", "fr": "fr-FR", "lb": "lb-LU", "en": "en-GB"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is a browser test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Keep whether the test itself failed, for the fixture that takes pictures of it."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


FAILED = pytest.StashKey[bool]()


def chromium() -> str:
    """The path of this machine's Chromium."""
    named = os.environ.get("CHROMIUM")
    found = [named, *(shutil.which(name) for name in ["chromium", "chromium-browser", "google-chrome"])]
    return next(path for path in found if path)


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """A browser that waits for ever fails the test instead of the run."""

    def give_up(signum: int, frame: object) -> None:
        raise TimeoutError(f"A browser test took more than {PATIENCE} s.")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium, one for all tests."""
    arguments = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield started
        started.close()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo as it is after loading; tests that use it change nothing that others look at."""
    with running_demo(tmp_path_factory.mktemp("demo")) as server:
        yield server


@pytest.fixture
def open_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Opens windows on a server, each a visitor of its own: `open_page(server, language="fr", width=390)`."""
    contexts: list[BrowserContext] = []
    guards: list[Guard] = []

    def open_one(server: Server, *, language: str = "de", width: int = 1280, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=server.address,
            locale=LOCALES[language],
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        guards.append(Guard(page, server.address))
        return page

    yield open_one
    failed = request.node.stash.get(FAILED, True) or any(guard.faults for guard in guards)
    for number, context in enumerate(contexts):
        for page in context.pages:
            if failed:
                SCREENSHOTS.mkdir(parents=True, exist_ok=True)
                name = re.sub(r"\W+", "-", request.node.name).strip("-")
                page.screenshot(path=SCREENSHOTS / f"{name}-{number}.png", full_page=True)
        context.close()
    for guard in guards:
        guard.check()
