"""How an act on a live page is answered: a message beside it, while the page itself changes by the stream."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language

TARGET = "live-answer"
"""The element of a live page that shows what became of an act."""


def is_live(request: HttpRequest) -> bool:
    """Whether the form was sent by a live page that stays where it is."""
    return request.headers.get("HX-Target") == TARGET


def live_done(request: HttpRequest, message: str = "") -> HttpResponse:
    """The act was done. What is said is the same for all, so it is rendered once and not for each of a thousand."""
    return HttpResponse(_done(get_language() or "", message))


@lru_cache(maxsize=256)
def _done(language: str, message: str) -> str:
    """The message, already in this language, as it stands on a live page."""
    return render_to_string("parts/live_answer.html", {"done": message})


def live_problem(request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
    """The act was not done: `told` has the charter's `verdicts` or a `notice`; answered with status 409."""
    return render(request, "parts/live_answer.html", told, status=409)
