"""How a part makes its HTML: a template of its own for the hall where it has one, the same for all others else."""

from typing import Any

from django.template.loader import render_to_string

from quattropole.assembly.parts.screens import Kind, Screen
from quattropole.meetings.models import Meeting


def languages_of(meeting: Meeting, screen: Screen) -> tuple[str, ...]:
    """The languages that the screen speaks: one, and in the hall all in which the network's texts are authentic."""
    if screen.kind is Kind.PROJECTOR:
        return tuple(meeting.network.authentic_languages)
    return (screen.language,)


def show(name: str, meeting: Meeting, screen: Screen, **context: Any) -> str:
    """The template of a part; `<name>_projector` on the screen of the hall."""
    file = f"{name}_projector" if screen.kind is Kind.PROJECTOR else name
    told = {
        "meeting": meeting,
        "screen": screen,
        "languages": languages_of(meeting, screen),
        "LANGUAGE_CODE": screen.language,
    }
    return render_to_string(f"assembly/parts/{file}.html", told | context)
