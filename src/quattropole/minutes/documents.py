"""Minutes as a document: a tagged PDF with one part for each language that binds, every page of a draft marked as one.

The document is set by Typst from `typst/minutes.typ` (`look.typesetting`).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from quattropole.look.typesetting import typeset
from quattropole.minutes.models import Minutes, Version
from quattropole.minutes.saying import Part, part_of
from quattropole.texts.names import language_name, moment_text


@dataclass(frozen=True, slots=True)
class Sealing:
    """The place that minutes get in the register of their organ when they are sealed."""

    number: int
    previous: str
    at: datetime


def minutes_pdf(minutes: Minutes, version: Version, sealing: Sealing | None = None) -> bytes:
    """Minutes from `queries.content.whole` as a PDF, as far as a version shows them; a draft without `sealing`."""
    sections = list(minutes.sections.all())
    parts = []
    for language in minutes.network.authentic_languages:
        with translation.override(language):
            parts.append(_part(part_of(minutes, sections, version), minutes, version, sealing))
    held = timezone.localdate(minutes.meeting.starts_at)
    data = {
        "title": " / ".join(dict.fromkeys(part["title"] for part in parts)),
        "author": str(minutes.network),
        "date": [held.year, held.month, held.day],
        "is_draft": sealing is None,
        "parts": parts,
    }
    return typeset("minutes", "minutes.typ", data)


def _part(part: Part, minutes: Minutes, version: Version, sealing: Sealing | None) -> dict[str, Any]:
    return {
        "language": part.language,
        "title": part.title,
        "kicker": part.kicker,
        "pairs": part.pairs,
        "notes": [*_about(minutes, version), *part.notes],
        "sections": [{"heading": one.heading, "blocks": one.blocks} for one in part.sections],
        "signatures": [_signed(one) for one in part.signatures],
        "seals": _seals(minutes, sealing),
        "words": {
            "draft": _("DRAFT"),
            "signatures": _("Signatures"),
            "seals": _("Seals"),
            "unsigned": _("Not signed yet."),
            "added": _("added"),
            "removed": _("removed"),
            "page": _("Page"),
        },
    }


def _about(minutes: Minutes, version: Version) -> list[str]:
    """In which languages the document is, and what it leaves out."""
    binding = minutes.network.authentic_languages
    notes = []
    if len(binding) > 1:
        names = ", ".join(language_name(code) for code in binding)
        notes.append(_("These minutes exist in %(languages)s, equally authentic in each.") % {"languages": names})
    if version == Version.PUBLIC:
        notes.append(_("Public version: what is not public is left out."))
    return notes


def _signed(one: dict[str, str]) -> list[str]:
    office = one["office"] if one["office"] != one["name"] else ""
    return [one["role"], one["name"], office, one["at"]]


def _seals(minutes: Minutes, sealing: Sealing | None) -> list[list[str]]:
    if not minutes.digest:
        return []
    seals = [[_("Content, as approved and signed (SHA-256)"), minutes.digest]]
    if sealing is not None:
        organ = str(minutes.meeting.organ.names)
        entry = _("%(organ)s, number %(number)s, %(when)s") % {
            "organ": organ,
            "number": sealing.number,
            "when": moment_text(sealing.at),
        }
        seals += [[_("Register of minutes"), entry], [_("Entry before (SHA-256)"), sealing.previous]]
    return seals
