"""All public pages, for the site map."""

from collections.abc import Iterator

from django.urls import reverse

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.decisions.rules import visible_proposals, visible_resolutions
from quattropole.meetings.rules import visible_meetings
from quattropole.network.models import FieldOfAction, Organ
from quattropole.website.queries.cities import members_on

PAGES = (
    "home",
    "network",
    "cities",
    "fields",
    "organs",
    "meetings",
    "proposals",
    "resolutions",
    "secretariat",
    "statutes",
    "legal",
)
SECTION = 2500
"""Resolutions a section: each stands in every language, and a site map may list 50,000 addresses."""


def sections(viewer: Viewer) -> list[str]:
    """The names of the parts of the site map."""
    count = visible_resolutions(viewer).count()
    return ["pages", *(f"resolutions-{number}" for number in range(1, -(-count // SECTION) + 1))]


def of_section(viewer: Viewer, section: str) -> list[str]:
    """The addresses of a part, in the active language. Raises `LookupError` for a part that does not exist."""
    if section == "pages":
        return list(_pages(viewer))
    name, _dash, number = section.partition("-")
    if name != "resolutions" or not number.isdigit() or number == "0":
        raise LookupError(section)
    first = (int(number) - 1) * SECTION
    rows = visible_resolutions(viewer).order_by("adopted_on", "id").values_list("organ__key", "year", "number")
    found = [reverse("website:resolution", args=row) for row in rows[first : first + SECTION]]
    if not found:
        raise LookupError(section)
    return found


def _pages(viewer: Viewer) -> Iterator[str]:
    yield from (reverse(f"website:{name}") for name in PAGES)
    yield from (reverse("website:city", args=[city.slug]) for city in members_on(clock.today()))
    yield from (reverse("website:field", args=[slug]) for slug in FieldOfAction.objects.values_list("slug", flat=True))
    yield from (reverse("website:organ", args=[key]) for key in Organ.objects.values_list("key", flat=True))
    meetings = visible_meetings(viewer).order_by("pk").values_list("pk", flat=True)[:SECTION]
    yield from (reverse("website:meeting", args=[pk]) for pk in meetings)
    proposals = visible_proposals(viewer).order_by("pk").values_list("pk", flat=True)[:SECTION]
    yield from (reverse("website:proposal", args=[pk]) for pk in proposals)
