"""A browser without a screen: it keeps cookies, reads pages and sends their forms, as people do without JavaScript."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

Values = Mapping[str, str | Sequence[str]]
REDIRECTS = frozenset({301, 302, 303, 307})
TRIES = 3


class Stuck(Exception):
    """The page is not what the play expects; the message says where and what was looked for."""


@dataclass
class Form:
    """A form of a page: where it goes, what it holds already, and the choices it offers."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    options: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """A page as it was answered."""

    address: str
    status: int
    text: str
    forms: tuple[Form, ...]
    links: tuple[str, ...]

    def form(self, action: str, **offering: str) -> Form:
        """The first form whose address contains `action` and that offers or holds the given values; else `Stuck`."""
        found = self.find(action, **offering)
        if found is None:
            raise Stuck(f"{self.address}: no form for “{action}” {offering or ''}".rstrip())
        return found

    def find(self, action: str, **offering: str) -> Form | None:
        """Like `form`, or None."""
        return next((form for form in self.forms if action in form.action and _offers(form, offering)), None)

    def link(self, part: str) -> str | None:
        """The first link that contains `part`."""
        return next((link for link in self.links if part in link), None)


def _offers(form: Form, wanted: Mapping[str, str]) -> bool:
    return all(
        value in form.fields.get(name, []) + form.options.get(name, []) or (name, value) in form.buttons
        for name, value in wanted.items()
    )


class _Reader(HTMLParser):
    """Collects the forms and links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif self.forms:
            self._control(tag, given)

    def _control(self, tag: str, given: dict[str, str]) -> None:
        form, name = self.forms[-1], given.get("name", "")
        if tag == "button" and name:
            form.buttons.append((name, given.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            form.options.setdefault(self._select, []).append(given.get("value", ""))
            if "selected" in given:
                form.fields.setdefault(self._select, []).append(given.get("value", ""))
        elif tag == "textarea" and name:
            form.fields.setdefault(name, [""])
            self._text = name
        elif tag == "input" and name:
            self._input(form, name, given)

    def _input(self, form: Form, name: str, given: dict[str, str]) -> None:
        kind, value = given.get("type", "text"), given.get("value", "")
        if kind in {"checkbox", "radio"}:
            form.options.setdefault(name, []).append(given.get("value", "on"))
            if "checked" in given:
                form.fields.setdefault(name, []).append(given.get("value", "on"))
        elif kind == "submit":
            form.buttons.append((name, value))
        elif kind != "file":
            form.fields.setdefault(name, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text and self.forms:
            held = self.forms[-1].fields[self._text]
            held[-1] += data.removeprefix("\n") if not held[-1] else data


def read(address: str, status: int, text: str) -> Page:
    """A page with its forms and links."""
    reader = _Reader()
    reader.feed(text)
    return Page(address, status, text, tuple(reader.forms), tuple(reader.links))


class Browser:
    """One person's browser. `origin` is where the platform runs, such as http://127.0.0.1:8000."""

    def __init__(self, origin: str, *, host: str = "", timeout: float = 60) -> None:
        parts = urlsplit(origin)
        if parts.scheme != "http" or not parts.hostname:
            raise Stuck(f"expected an address such as http://127.0.0.1:8000, found {origin!r}")
        self.origin, self.host, self.timeout = origin.rstrip("/"), host, timeout
        self._at = (parts.hostname, parts.port or 80)
        self._cookies: dict[str, str] = {}
        self._connection: HTTPConnection | None = None

    def get(self, address: str) -> Page:
        """Open a page; redirects are followed."""
        return self._go("GET", address, None)

    def post(self, address: str, values: Values) -> Page:
        """Send values to an address; redirects are followed."""
        return self._go("POST", address, urlencode(values, doseq=True))

    def submit(self, page: Page, form: Form, values: Values | None = None) -> Page:
        """Send a form of a page, with these values in place of those it holds."""
        filled: dict[str, Sequence[str] | str] = {**form.fields, **(values or {})}
        address = urljoin(page.address, form.action) if form.action else page.address
        if form.method == "post":
            return self.post(address, filled)
        return self.get(f"{address}?{urlencode(filled, doseq=True)}")

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _go(self, method: str, address: str, body: str | None) -> Page:
        for _hop in range(10):
            status, headers, text = self._ask(method, address, body)
            if status not in REDIRECTS or "location" not in headers:
                return read(address, status, text)
            address, body = urljoin(address, headers["location"]), None
            method = "GET"
        raise Stuck(f"{address}: redirected again and again")

    def _ask(self, method: str, address: str, body: str | None) -> tuple[int, dict[str, str], str]:
        parts = urlsplit(address)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        headers["Host"] = self.host or f"{self._at[0]}:{self._at[1]}"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Referer"] = f"http://{headers['Host']}{path}"
        for attempt in range(TRIES):
            try:
                return self._once(method, path, body, headers)
            except (HTTPException, OSError) as problem:
                self.close()
                if attempt == TRIES - 1:
                    raise Stuck(f"{self.origin} does not answer: {problem}") from problem
        raise AssertionError

    def _once(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], str]:
        if self._connection is None:
            self._connection = HTTPConnection(*self._at, timeout=self.timeout)
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self._cookies[name] = morsel.value
        return answer.status, {name.lower(): value for name, value in answer.headers.items()}, text
