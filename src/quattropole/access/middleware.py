"""Who asks: turns the signed-in account into a person of the request's network."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from quattropole.access.rules import NotAllowed
from quattropole.access.viewer import viewer_for


class ViewerMiddleware:
    """Sets `request.viewer`. An account that is nobody in this network is a visitor.

    What somebody who is signed in gets is nobody else's: no cache in between keeps it, unless the view says otherwise.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        network, account = getattr(request, "network", None), None
        if network is not None:
            account = request.user if request.user.is_authenticated else None
            request.viewer = viewer_for(network, account)  # type: ignore[attr-defined]  # viewer_of() reads it
        response = self.get_response(request)
        if network is not None and account is not None:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        if isinstance(response, HttpResponseNotAllowed) and network is not None:
            return _with_page(request, response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """An act without the right to it: a page that says who may, instead of an error."""
        if isinstance(exception, NotAllowed):
            return render(request, "403.html", {"reason": exception.reason}, status=403)
        return None


def _with_page(request: HttpRequest, refused: HttpResponseNotAllowed) -> HttpResponse:
    """The address of an act was opened like a page, after a sign-in or a reload: say so instead of an empty page."""
    page = render(request, "405.html", status=refused.status_code)
    page["Allow"] = refused["Allow"]
    return page
