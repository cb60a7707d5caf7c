"""Which network a request is for: found by host name, then every query is in its scope."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django_scopes import scope

from quattropole.network.clock import wind
from quattropole.network.models import Network
from quattropole.network.standing import all_networks


class NetworkRequest(HttpRequest):
    """A request after the middleware: it knows its network."""

    network: Network


def network_of(host: str) -> Network | None:
    """The network that answers under `host` (without port), else the installation's default network."""
    networks = all_networks()
    for network in networks:
        if host in network.hosts:
            return network
    return next(
        (network for network in networks if network.slug == settings.DEFAULT_NETWORK),
        None,
    )


class NetworkMiddleware:
    """Sets `request.network`, the scope for queries, the time zone and the demo clock."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return self.get_response(request)
        try:
            host = request.get_host()
        except DisallowedHost:
            return HttpResponse("This host is not served here.\n", status=400, content_type="text/plain; charset=utf-8")
        network = network_of(host.rsplit(":", 1)[0])
        if network is None:
            return HttpResponse(
                "No network is loaded yet. Load one with: quattropole load networks/quattropole\n",
                status=503,
                content_type="text/plain; charset=utf-8",
            )
        request.network = network  # type: ignore[attr-defined]  # this is where NetworkRequest comes from
        wind()
        with scope(network=network), timezone.override(ZoneInfo(network.time_zone)):
            response = self.get_response(request)
            if not response.streaming and hasattr(response, "render"):
                response.render()
            return response
