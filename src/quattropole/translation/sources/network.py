"""The names of the network and of what it is made of, and what is said about them: public, kept by the secretariat."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from quattropole.access.viewer import Viewer
from quattropole.network.models import (
    Alliance,
    City,
    FieldHeading,
    FieldOfAction,
    HistoryEvent,
    Network,
    Office,
    Organ,
    Seat,
)
from quattropole.texts.localized import Localized
from quattropole.translation.sources.base import Source
from quattropole.translation.sources.words import Names


class NetworkNames(Names):
    """The network's name and what it wants."""

    key = "network"
    label = gettext_lazy("Network")
    model = Network
    title = "legal_name"
    body = "aims"

    def rows(self, viewer: Viewer) -> QuerySet[Network]:
        return Network.objects.filter(pk=viewer.network.pk)

    def address(self, row: Any) -> str:
        return reverse("website:network")

    def network_of(self, row: Any) -> Network:
        found: Network = row
        return found


class Cities(Names):
    """Cities."""

    key = "city"
    label = gettext_lazy("City")
    model = City
    title = "names"
    body = "about"

    def address(self, row: Any) -> str:
        return reverse("website:city", args=[row.slug])


class Heads(Cities):
    """What the head of a city is called."""

    key = "head"
    label = gettext_lazy("Head of a city")
    title = "head_titles"
    body = ""

    def where(self, row: Any) -> Localized:
        return Localized(row.names)


class Organs(Names):
    """Organs."""

    key = "organ"
    label = gettext_lazy("Organ")
    model = Organ
    title = "names"
    body = "about"

    def address(self, row: Any) -> str:
        return reverse("website:organ", args=[row.key])


class ShortNames(Organs):
    """What organs are called for short."""

    key = "organ-short"
    label = gettext_lazy("Short name of an organ")
    title = "short_names"
    body = ""


class Seats(Names):
    """Seats, and posts of the secretariat."""

    key = "seat"
    label = gettext_lazy("Seat")
    model = Seat
    title = "titles"
    related = ("organ",)

    def address(self, row: Any) -> str:
        return reverse("website:organ", args=[row.organ.key])

    def where(self, row: Any) -> Localized:
        return Localized(row.organ.names)


class Offices(Names):
    """Offices."""

    key = "office"
    label = gettext_lazy("Office")
    model = Office
    title = "names"
    related = ("organ",)

    def address(self, row: Any) -> str:
        return reverse("website:organ", args=[row.organ.key])

    def where(self, row: Any) -> Localized:
        return Localized(row.organ.names)


class Fields(Names):
    """Fields of action."""

    key = "field"
    label = gettext_lazy("Field of action")
    model = FieldOfAction
    title = "names"
    body = "about"

    def address(self, row: Any) -> str:
        return reverse("website:field", args=[row.slug])


class Headings(Names):
    """Headings of fields of action."""

    key = "heading"
    label = gettext_lazy("Heading")
    model = FieldHeading
    title = "names"

    def address(self, row: Any) -> str:
        return reverse("website:fields")


class Events(Names):
    """The network's history."""

    key = "event"
    label = gettext_lazy("History")
    model = HistoryEvent
    title = "titles"
    body = "bodies"

    def address(self, row: Any) -> str:
        return reverse("website:network")


class Alliances(Names):
    """Other networks of the cities."""

    key = "alliance"
    label = gettext_lazy("Other network")
    model = Alliance
    title = "names"
    body = "purpose"

    def address(self, row: Any) -> str:
        return reverse("website:cities")


NETWORK_SOURCES: tuple[Source, ...] = (
    NetworkNames(),
    Organs(),
    ShortNames(),
    Offices(),
    Seats(),
    Fields(),
    Headings(),
    Cities(),
    Heads(),
    Events(),
    Alliances(),
)
"""All of them."""
