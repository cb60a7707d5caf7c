"""The blocks of a document, as plain JSON, and the words that facts are made of."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from quattropole.access.models import Audience
from quattropole.look.templatetags.look import colon
from quattropole.minutes.models import Version
from quattropole.texts.blocks import blocks
from quattropole.texts.comparing import Kind, pieces
from quattropole.texts.localized import Localized
from quattropole.texts.names import language_name, moment_text, time_text

Block = dict[str, Any]
"""`kind` is one of those made below; the other keys are what it shows."""

SEEN = {
    Version.FULL: frozenset(Audience.values),
    Version.ORGAN: frozenset({Audience.PUBLIC, Audience.NETWORK, Audience.ORGAN}),
    Version.PUBLIC: frozenset({Audience.PUBLIC}),
}
"""The audiences whose records a version shows."""

GAP = "[…]"


def sees(version: Version, audience: str) -> bool:
    """Whether a version shows a record of this audience."""
    return audience in SEEN[version]


def paragraph(words: str) -> Block:
    """Some sentences."""
    return {"kind": "p", "text": words}


def heading(words: str) -> Block:
    """A heading inside a section."""
    return {"kind": "heading", "text": words}


def bullets(lines: Iterable[str]) -> Block:
    """A list."""
    return {"kind": "list", "lines": list(lines)}


def pairs(said: Iterable[tuple[str, object]]) -> Block:
    """Words and their values; those without a value are left out."""
    return {"kind": "pairs", "pairs": [[word, str(value)] for word, value in said if value not in (None, "")]}


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], *, figures: int = 0) -> Block:
    """A table; its last `figures` columns hold numbers."""
    return {
        "kind": "table",
        "caption": caption,
        "head": list(head),
        "rows": [list(r) for r in rows],
        "figures": figures,
    }


def outcome(words: str, *, good: bool) -> Block:
    """What was decided."""
    return {"kind": "outcome", "text": words, "good": good}


def markdown(texts: Localized, *, framed: bool = False) -> Block:
    """A text as people wrote it, in the active language or saying in which. `framed`: what was resolved."""
    shown = texts.shown()
    foreign = ""
    if shown.is_fallback and shown.text:
        foreign = _("Wording in: %(language)s") % {"language": language_name(shown.language)}
    return {
        "kind": "text",
        "language": shown.language,
        "foreign": foreign,
        "blocks": [asdict(block) for block in blocks(shown.text)],
        "source": shown.text,
        "framed": framed,
    }


def difference(before: Localized, after: Localized) -> Block | None:
    """What changes between two wordings in the active language, only the lines that change; None where nothing does."""
    language = after.shown().language
    lines = _changed_lines(before.get(language, ""), after.get(language, ""))
    return {"kind": "difference", "language": language, "lines": lines} if lines else None


def _changed_lines(before: str, after: str) -> list[list[list[str]]]:
    lines: list[list[list[str]]] = [[]]
    for piece in pieces(before, after):
        parts = piece.text.split("\n") if piece.kind is Kind.SAME else [piece.text]
        for number, part in enumerate(parts):
            if number:
                lines.append([])
            if part:
                lines[-1].append([piece.kind.value, part])
    shown: list[list[list[str]]] = []
    for line in lines:
        if any(kind != Kind.SAME.value for kind, _part in line):
            shown.append(line)
        elif any(part.strip() for _kind, part in line) and shown[-1:] != [[[Kind.SAME.value, GAP]]]:
            shown.append([[Kind.SAME.value, GAP]])
    return shown if any(line != [[Kind.SAME.value, GAP]] for line in shown) else []


def words(value: Any) -> str:
    """A name as facts keep it, in the active language."""
    return str(Localized(value)) if isinstance(value, dict) else str(value or "")


def seated(seat: Any, person: Any) -> str:
    """A seat and who sits on it; the seat alone where its holder has no other name."""
    return ", ".join(dict.fromkeys(name for name in (words(seat), words(person)) if name))


def at(value: str | None) -> str:
    """The time of day of a moment kept as ISO text."""
    return time_text(datetime.fromisoformat(value)) if value else ""


def on(value: str | None) -> str:
    """Day and time of a moment kept as ISO text."""
    return moment_text(datetime.fromisoformat(value)) if value else ""


def said(word: str, value: object) -> str:
    """A word and its value, with the colon as the language sets it."""
    return f"{word}{colon()} {value}"


def seats_counted(number: int) -> str:
    """A number of seats, where a version does not name them."""
    return ngettext("%(number)s seat", "%(number)s seats", number) % {"number": number}


def cited(verdict: dict[str, Any]) -> str:
    """What a rule found, with its paragraph; a rule that had to be assumed says so."""
    text, paragraph_of_it = str(Localized(verdict.get("texts", {}))), source(verdict)
    return f"{text} [{paragraph_of_it}]" if paragraph_of_it else text


def source(verdict: dict[str, Any]) -> str:
    """The paragraph of a verdict."""
    cite = str(verdict.get("cite", ""))
    return f"{cite} ({_('to be confirmed against the statutes')})" if verdict.get("assumed") and cite else cite
