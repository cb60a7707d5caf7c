"""Full addresses of pages, for what is read elsewhere: mails, letters, calendar entries."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from quattropole.network.models import Network


def address_of(network: Network, name: str, *args: object) -> str:
    """The full address of a page of the network, in the active language.

    It begins with the origin set for one of the network's hosts (`QUATTROPOLE_ORIGINS`), else with its first host.
    """
    scheme = "https" if settings.SESSION_COOKIE_SECURE else "http"
    first = next(iter(network.hosts), "127.0.0.1:8000")
    origins = (origin for origin in settings.CSRF_TRUSTED_ORIGINS if urlsplit(origin).hostname in network.hosts)
    return next(origins, f"{scheme}://{first}") + reverse(name, args=args)
