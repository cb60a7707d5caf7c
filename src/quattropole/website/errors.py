"""What is shown where a request finds no page, no right, or a fault."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request cannot be understood."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The right is missing. What a library writes into the exception is not in the reader's language and stays out."""
    return render(request, "403.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such page, or it is not for the reader: both look the same."""
    return render(request, "404.html", status=404)


def form_not_accepted(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: it was open for long, cookies are blocked, or another site sent it."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours. The page asks nothing of database or session."""
    return render(request, "500.html", status=500)
