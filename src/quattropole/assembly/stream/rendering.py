"""Renders parts as the stream and the pages show them: for a meeting, in a screen's language."""

import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError
from django.utils import timezone, translation
from django_scopes import scope, scopes_disabled

from quattropole.assembly import parts
from quattropole.assembly.parts.screens import Kind, Part, PersonalPart, Screen
from quattropole.assembly.stream.events import Rendered, rendered
from quattropole.meetings.models import Meeting
from quattropole.network.clock import wind

log = logging.getLogger(__name__)

AnyPart = Part | PersonalPart
NoAnswer = (OperationalError, InterfaceError)
"""What says that the database does not answer; it is not the fault of a part."""


def parts_of(kind: Kind) -> tuple[AnyPart, ...]:
    """The parts of the live views of a kind, in the order of the page."""
    return tuple(part for part in parts.PARTS if kind in part.kinds)


def names_of(kind: Kind) -> tuple[str, ...]:
    """The names of these parts."""
    return tuple(part.name for part in parts_of(kind))


@contextmanager
def reading(meeting: int) -> Iterator[Meeting]:
    """The meeting read anew, in its network's scope, time zone and clock. Raises `Meeting.DoesNotExist`."""
    with scopes_disabled():
        found = Meeting.objects.select_related("organ__network", "network", "chair", "host_city").get(pk=meeting)
    wind()
    with scope(network=found.network), timezone.override(ZoneInfo(found.network.time_zone)):
        yield found


def render(part: AnyPart, meeting: Meeting, screen: Screen, key: str = "") -> Rendered | None:
    """A part in the screen's language; None where it failed, which is logged and must not hurt the other parts."""
    try:
        with translation.override(screen.language):
            html = part.render(meeting, screen) if isinstance(part, Part) else part.render(meeting, screen, key)
    except NoAnswer:
        raise
    except Exception:
        log.exception("The part %s of meeting %s cannot be rendered for %s.", part.name, meeting.pk, screen)
        return None
    return rendered(part.name, html)


def keys_of(part: PersonalPart, meeting: Meeting, people: Collection[int]) -> Mapping[int, str] | None:
    """Which key each of the people has; None where that failed, which is logged."""
    try:
        return part.keys(meeting, people)
    except NoAnswer:
        raise
    except Exception:
        log.exception("The part %s of meeting %s cannot tell its readers apart.", part.name, meeting.pk)
        return None
