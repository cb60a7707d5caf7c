"""Addresses of the OParl server. Objects are kept with `ORIGIN` in place of scheme and host."""

from urllib.parse import quote, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from quattropole.network.models import Network

ORIGIN = "\ue0a1"
"""Stands for scheme, host and port in what is kept; no text that people wrote contains it (`writing.cleaned`)."""

ROOT = "/oparl/1.1"
SCHEMA = "https://schema.oparl.org/1.1/"

LISTS = {
    "organizations": "organization",
    "persons": "person",
    "meetings": "meeting",
    "papers": "paper",
    "agendaitems": "agendaitem",
    "consultations": "consultation",
    "files": "file",
    "memberships": "membership",
    "locations": "location",
    "legislativeterms": "legislativeterm",
}
"""The lists of a body: the end of the address, and the kind of object."""

TYPES = {
    "system": "System",
    "body": "Body",
    "legislativeterm": "LegislativeTerm",
    "organization": "Organization",
    "person": "Person",
    "membership": "Membership",
    "meeting": "Meeting",
    "agendaitem": "AgendaItem",
    "paper": "Paper",
    "consultation": "Consultation",
    "file": "File",
    "location": "Location",
}
"""The kinds of objects as addresses name them, and as OParl does."""


class Address(str):
    """An address that the server itself made; other text is cleaned before it is given out."""

    __slots__ = ()


def object_at(kind: str, key: str) -> Address:
    """The canonical address of an object: its `id`."""
    if kind == "system":
        return Address(f"{ORIGIN}{ROOT}/system")
    return Address(f"{ORIGIN}{ROOT}/{kind}/{quote(key)}")


def list_at(body: str, name: str) -> Address:
    """The address of a list of a body."""
    return Address(f"{ORIGIN}{ROOT}/body/{quote(body)}/{name}")


def meetings_at(organization: str) -> Address:
    """The address of the list of meetings of an organization."""
    return Address(f"{object_at('organization', organization)}/meetings")


def page_at(language: str, name: str, *args: object) -> Address:
    """The public page of the website that shows the same to people."""
    with translation.override(language):
        return Address(ORIGIN + reverse(f"website:{name}", args=args))


def canonical_origin(network: Network) -> str:
    """Scheme, host and port under which the network's objects are named; empty where the installation names none."""
    origins = [str(origin) for origin in settings.CSRF_TRUSTED_ORIGINS]
    own = [origin for origin in origins if urlsplit(origin).hostname in network.hosts]
    if own:
        return own[0]
    claimed = {host for host in network.hosts if not host.endswith(".localhost")}
    if origins and not claimed and network.slug == settings.DEFAULT_NETWORK:
        return origins[0]
    return ""


def origin_of(request: HttpRequest, network: Network) -> str:
    """The canonical origin; without one (in a demo) the one that was asked."""
    return canonical_origin(network) or f"{request.scheme}://{request.get_host()}"
