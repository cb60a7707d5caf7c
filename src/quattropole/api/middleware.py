"""Machine addresses are answered without session, cookie or language: everything follows from the address."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import resolve

STATELESS = ("/oparl/", "/oparl")
"""What the addresses begin with, or are."""


class StatelessMiddleware:
    """Calls the view of a machine address at once. Stands behind the network's middleware, before that of sessions."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(STATELESS[0]) and request.path_info != STATELESS[1]:
            return self.get_response(request)
        found = resolve(request.path_info)
        response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
        if isinstance(response, HttpResponse):
            response["Content-Length"] = str(len(response.content))
        return response
