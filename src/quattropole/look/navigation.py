"""What stands in the navigation, and where the same page is in the other languages."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

Label = str | Promise


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in a navigation. `current` is what `aria-current` says: `page`, `true` (below it) or empty."""

    label: Label
    address: str
    current: str


@dataclass(frozen=True, slots=True)
class LanguageLink:
    code: str
    name: str
    short: str
    address: str
    absolute: str
    current: bool


PUBLIC: tuple[tuple[str, Label], ...] = (
    ("website:network", _("Network")),
    ("website:cities", _("Cities")),
    ("website:fields", _("Fields of action")),
    ("website:organs", _("Organs")),
    ("website:meetings", _("Meetings")),
    ("website:proposals", _("Proposals")),
    ("website:resolutions", _("Resolutions")),
    ("website:secretariat", _("Secretariat")),
)

DESK: tuple[tuple[str, Label], ...] = (
    ("desk:start", _("Desk")),
    ("meetings:list", _("Meetings")),
    ("decisions:proposals", _("Proposals")),
    ("decisions:elections", _("Elections")),
    ("decisions:circulars", _("Without a meeting")),
    ("website:resolutions", _("Register")),
    ("minutes:list", _("Minutes")),
    ("followup:tasks", _("Tasks")),
    ("planning:mandates", _("Terms and mandates")),
    ("translation:desk", _("Translations")),
    ("access:people", _("People")),
    ("access:mails", _("Mail")),
    ("access:log", _("Log")),
)


def entries(names: Iterable[tuple[str, Label]], path: str) -> list[Entry]:
    """The entries whose pages this installation has; the longest address that `path` lies under is the current one."""
    found: list[tuple[Label, str]] = []
    for name, label in names:
        try:
            found.append((label, reverse(name)))
        except NoReverseMatch:
            continue
    under = max(
        (address for _label, address in found if path.startswith(address)),
        key=len,
        default="",
    )
    return [Entry(label, address, _current(address, under, path)) for label, address in found]


def languages(request: HttpRequest) -> list[LanguageLink]:
    """The page of this request in every language of the interface; a query string is kept."""
    here = address_of_page(request)
    return [
        LanguageLink(
            code=code,
            name=get_language_info(code)["name_local"],
            short=code.upper(),
            address=in_language(here, code),
            absolute=request.build_absolute_uri(in_language(here.partition("?")[0], code)),
            current=code == get_language(),
        )
        for code, _name in settings.LANGUAGES
    ]


def address_of_page(request: HttpRequest) -> str:
    """Where the page can be opened again: an answer to a form may have an address that takes forms alone."""
    if request.method != "POST":
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc == request.get_host() and came_from.path:
        return came_from.path + (f"?{came_from.query}" if came_from.query else "")
    return request.get_full_path()


def in_language(path: str, code: str) -> str:
    """The same page under another language: every page for people has its language as the first part of its path."""
    first, _slash, rest = path.removeprefix("/").partition("/")
    return f"/{code}/{rest}" if first in dict(settings.LANGUAGES) else path


def _current(address: str, under: str, path: str) -> str:
    if address != under:
        return ""
    return "page" if address == path else "true"
