"""What the forms of a debate send, read."""

import re
from fractions import Fraction

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from quattropole.access.rules import NotPossible

MINUTES = re.compile(r"(\d{1,4})(?:[.,](\d{1,2})|:([0-5]\d))?")


def number(request: HttpRequest, name: str) -> int:
    """A whole number that a form sends; anything else no form of ours has sent."""
    given = request.POST.get(name, "")
    if not given.isdecimal() or len(given) > 18:
        raise Http404
    return int(given)


def seconds_in(minutes: str) -> int | None:
    """The seconds in 3, 2.5, 2,5 or 2:30 minutes; None where nothing is written."""
    given = minutes.strip()
    if not given:
        return None
    match = MINUTES.fullmatch(given)
    if match is None:
        raise NotPossible(_("Write a time as minutes, such as 3, 2.5 or 2:30."))
    whole, part, seconds = match.groups()
    if seconds is not None:
        return int(whole) * 60 + int(seconds)
    return int(Fraction(f"{whole}.{part or 0}") * 60)
