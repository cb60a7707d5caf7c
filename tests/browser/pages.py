"""What every page must be in a browser: accessible, on its own, and narrow enough."""

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response

MISSING_IS_ANSWERED = "Failed to load resource: the server responded with a status of 4"


class Guard:
    """Watches a page for what must never happen: other hosts, script errors, violations of the policy, failures."""

    def __init__(self, page: Page, address: str) -> None:
        self.faults: list[str] = []
        self._host = urlsplit(address).netloc
        page.on("request", self._request)
        page.on("response", self._response)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))

    def _request(self, request: Request) -> None:
        url = urlsplit(request.url)
        if url.scheme not in {"data", "blob", "about"} and url.netloc != self._host:
            self.faults.append(f"asks another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{response.status} from {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(MISSING_IS_ANSWERED):
            self.faults.append(f"console: {message.text}")

    def check(self) -> None:
        """Fail if anything was seen."""
        assert not self.faults, "\n".join(self.faults)


def assert_accessible(page: Page) -> None:
    """axe-core finds nothing, of WCAG 2.2 AA and of good practice."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    found = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n    {node['html'][:300]}\n    {node['any']}"
        for violation in violations
        for node in violation["nodes"]
    ]
    assert not found, f"{page.url}\n" + "\n".join(found)


def assert_fits(page: Page) -> None:
    """Nothing reaches beyond the window's width, so nobody scrolls sideways."""
    too_wide = page.evaluate(
        """() => {
          const width = document.documentElement.clientWidth
          if (document.documentElement.scrollWidth <= width) return []
          return [...document.querySelectorAll("body *")]
            .filter(each => each.getBoundingClientRect().right > width + 1)
            .slice(0, 10).map(each => each.outerHTML.slice(0, 160))
        }"""
    )
    assert not too_wide, f"{page.url} at {page.viewport_size}\n" + "\n".join(too_wide)


def assert_language(page: Page, language: str) -> None:
    """The page says in which language it is."""
    assert page.locator("html").get_attribute("lang") == language, page.url
