"""Home, the network, its cities, fields of action, the secretariat."""

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.viewer import viewer_of
from quattropole.decisions.queries import Filters, proposals_for, register_of
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import meetings_for
from quattropole.network.models import City, FieldOfAction
from quattropole.texts.localized import Localized
from quattropole.website.queries import cities as places
from quattropole.website.queries import organs, subjects

COMING = (Meeting.State.PLANNED, Meeting.State.CONVENED)


def home(request: HttpRequest) -> HttpResponse:
    """What the network is, what comes next, what was resolved last."""
    viewer = viewer_of(request)
    today = clock.today()
    members = list(places.members_on(today))
    ahead = Q(state__in=COMING, starts_at__gte=clock.now()) | Q(state=Meeting.State.OPEN)
    coming = meetings_for(viewer).filter(ahead).order_by("starts_at", "pk")
    return render(
        request,
        "website/home.html",
        {
            "lead": first_paragraph(viewer.network.aims),
            "members": members,
            "places": places.places(members),
            "countries": len({city.country_id for city in members}),
            "claims": places.population_of(viewer.network),
            "next_meeting": coming.first(),
            "resolutions": register_of(viewer, Filters())[:4],
            "headings": subjects.headings(),
            "events": subjects.history(milestones=True),
        },
    )


def network(request: HttpRequest) -> HttpResponse:
    """What the network is and wants, and its history."""
    viewer = viewer_of(request)
    return render(
        request,
        "website/network.html",
        {
            "events": subjects.history(),
            "claims": places.population_of(viewer.network),
            "members": list(places.members_on(clock.today())),
            "presidents": organs.office_history()[:1],
            "today": clock.today(),
        },
    )


def cities(request: HttpRequest) -> HttpResponse:
    """The member cities on a map, and every network, designation and route they belong to."""
    members = list(places.members_on(clock.today()))
    return render(
        request,
        "website/cities.html",
        {"members": members, "places": places.places(members), "alliances": places.alliances()},
    )


def city(request: HttpRequest, slug: str) -> HttpResponse:
    """One member city: what it is, who speaks for it, what it belongs to."""
    try:
        shown = City.objects.filter(memberships__isnull=False).distinct().get(slug=slug)
    except City.DoesNotExist:
        raise Http404 from None
    today = clock.today()
    return render(
        request,
        "website/city.html",
        {
            "city": shown,
            "places": places.places(places.members_on(today), here=shown),
            "memberships": places.memberships_of(shown),
            "belongings": places.belongings_of(shown),
            "representatives": places.representatives_of(shown, today),
            "trail": [(_("Cities"), reverse("website:cities"))],
        },
    )


def fields(request: HttpRequest) -> HttpResponse:
    """The fields of action under their headings, with their project groups."""
    return render(request, "website/fields.html", {"headings": subjects.headings()})


def field(request: HttpRequest, slug: str) -> HttpResponse:
    """One field of action: what it is about, who works on it, what was proposed and resolved."""
    viewer = viewer_of(request)
    try:
        shown = subjects.field_at(slug)
    except FieldOfAction.DoesNotExist:
        raise Http404 from None
    return render(
        request,
        "website/field.html",
        {
            "field": shown,
            "proposals": proposals_for(viewer).filter(field=shown)[:5],
            "resolutions": register_of(viewer, Filters(field=slug))[:5],
            "trail": [(_("Fields of action"), reverse("website:fields"))],
        },
    )


def secretariat(request: HttpRequest) -> HttpResponse:
    """Where the secretariat is, what it does, who works there, and the cities' own addresses."""
    today = clock.today()
    return render(
        request,
        "website/secretariat.html",
        {"offices": subjects.secretariat_on(today), "members": list(places.members_on(today))},
    )


def first_paragraph(words: Localized) -> Localized:
    """The first paragraph of a Markdown text in each of its languages."""
    return Localized({language: text.strip().split("\n\n", 1)[0] for language, text in words.items()})
