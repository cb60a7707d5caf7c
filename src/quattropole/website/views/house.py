"""The statutes in plain words, the legal notices, and what machines ask for first."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override

from quattropole import charter, clock
from quattropole.access.viewer import Viewer, viewer_of
from quattropole.look.navigation import in_language
from quattropole.website.forms import DayForm
from quattropole.website.queries import addresses

EXPLAINED = {"lb": "de"}


def statutes(request: HttpRequest) -> HttpResponse:
    """The statutes in force on a day, rule by rule, each with where it stands."""
    network = viewer_of(request).network
    form = DayForm(request.GET if "on" in request.GET else {"on": clock.today().isoformat()})
    day = form.day(clock.today())
    language = get_language() or "de"
    spoken = EXPLAINED.get(language, language)
    context: dict[str, Any] = {"form": form, "day": day, "spoken": spoken, "is_foreign": spoken != language}
    try:
        found = network.charter.on(day)
    except charter.NoStatutes:
        return render(request, "website/statutes.html", context | {"sections": ()})
    return render(
        request, "website/statutes.html", context | {"statutes": found, "sections": charter.explain(found, spoken)}
    )


def legal(request: HttpRequest) -> HttpResponse:
    """Imprint, privacy, accessibility."""
    return render(request, "website/legal.html")


def robots(request: HttpRequest) -> HttpResponse:
    """What may be read by machines: all that is public; a demonstration not at all."""
    if settings.DEMO:
        lines = ["User-agent: *", "Disallow: /"]
    else:
        lines = ["User-agent: *", *(f"Disallow: /{code}/desk/" for code, _name in settings.LANGUAGES)]
        lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def sitemap(request: HttpRequest) -> HttpResponse:
    """The parts of the site map."""
    viewer = Viewer(viewer_of(request).network)
    parts = [
        request.build_absolute_uri(reverse("sitemap_part", args=[section])) for section in addresses.sections(viewer)
    ]
    return _xml(request, "website/sitemap.xml", {"parts": parts})


def sitemap_part(request: HttpRequest, section: str) -> HttpResponse:
    """One part of the site map: every page in every language, each naming the others. As a visitor sees them."""
    viewer = Viewer(viewer_of(request).network)
    codes = [code for code, _name in settings.LANGUAGES]
    try:
        with override(codes[0]):
            found = addresses.of_section(viewer, section)
    except LookupError:
        raise Http404 from None
    pages = [[(code, request.build_absolute_uri(in_language(address, code))) for code in codes] for address in found]
    return _xml(request, "website/sitemap_part.xml", {"pages": pages})


def _xml(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, context, content_type="application/xml")
