"""How an act on a live page is answered: a message beside it, while the page itself changes by the stream."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TARGET = "live-answer"
"""The element of a live page that shows what became of an act."""


def is_live(request: HttpRequest) -> bool:
    """Whether the form was sent by a live page that stays where it is."""
    return request.headers.get("HX-Target") == TARGET


def live_done(request: HttpRequest, message: str = "") -> HttpResponse:
    """The act was done."""
    return render(request, "parts/live_answer.html", {"done": message})


def live_problem(request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
    """The act was not done: `told` has the charter's `verdicts` or a `notice`; answered with status 409."""
    return render(request, "parts/live_answer.html", told, status=409)
