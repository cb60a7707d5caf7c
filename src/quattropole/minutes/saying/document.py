"""The minutes in words, in the active language: one part of the document, section by section."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quattropole.look.templatetags.look import colon
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.minutes.models import Minutes, Passage, Section, Signature, Version
from quattropole.minutes.saying.blocks import Block, heading, markdown, on, paragraph, sees, words
from quattropole.minutes.saying.frame import closing_blocks, frame_pairs, opening_blocks
from quattropole.minutes.saying.items import decided_blocks, put_blocks, resolution_blocks
from quattropole.texts.localized import Localized
from quattropole.texts.names import day_text
from quattropole.texts.queries import localized


@dataclass(frozen=True)
class SectionWords:
    """One section in words: the facts before and after what people discussed, and what people wrote, by kind."""

    key: int
    kind: str
    heading: str
    is_hidden: bool = False
    put: list[Block] = field(default_factory=list)
    decided: list[Block] = field(default_factory=list)
    written: dict[str, Localized] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Block]:
        """Everything in the order of the document."""
        return [
            *self._passage(Passage.Kind.INTRODUCTION),
            *self.put,
            *self._passage(Passage.Kind.DISCUSSION),
            *self.decided,
            *self._passage(Passage.Kind.REMARKS),
        ]

    def _passage(self, kind: str) -> list[Block]:
        wording = self.written.get(kind, Localized())
        if not any(wording.values()):
            return []
        title = [heading(_("Discussion"))] if kind == Passage.Kind.DISCUSSION else []
        return [*title, markdown(wording)]


@dataclass(frozen=True)
class Part:
    """The whole minutes in one language."""

    language: str
    title: str
    kicker: str
    pairs: list[list[str]]
    notes: list[str]
    sections: list[SectionWords]
    signatures: list[dict[str, str]]


def part_of(minutes: Minutes, sections: Iterable[Section], version: Version) -> Part:
    """The minutes in the active language, as far as a version shows them; `sections` with their passages at hand."""
    frame = minutes.frame
    with timezone.override(ZoneInfo(minutes.network.time_zone)):
        return Part(
            language=get_language() or "de",
            title=title_of(minutes),
            kicker=_kicker(frame),
            pairs=frame_pairs(frame, words(frame.get("taker", ""))),
            notes=_notes(minutes),
            sections=[section_words(minutes, section, version) for section in sections],
            signatures=[_signature(one) for one in minutes.signatures.all()],
        )


def title_of(minutes: Minutes) -> str:
    """What the document is called, in the active language."""
    name = words(minutes.frame["titles"]) or words(minutes.frame["organ"])
    if minutes.is_corrigendum:
        return _("Corrigendum %(number)s to the minutes: %(meeting)s") % {"number": minutes.number - 1, "meeting": name}
    if minutes.frame["mode"] == Meeting.Mode.CIRCULAR:
        return _("Record of a decision without a meeting: %(meeting)s") % {"meeting": name}
    return _("Minutes: %(meeting)s") % {"meeting": name}


def _kicker(frame: dict[str, Any]) -> str:
    day = datetime.fromisoformat(frame["starts_at"])
    return f"{words(frame['organ'])} · {day_text(timezone.localdate(day), style='full')}"


def _notes(minutes: Minutes) -> list[str]:
    """How far the minutes have come: what a reader must know before reading."""
    notes = []
    if minutes.corrects is not None:
        corrected = getattr(minutes.corrects, "entry", None)
        if corrected is not None:
            notes.append(
                _("Corrects number %(number)s of the register of minutes (SHA-256 %(digest)s).")
                % {"number": corrected.number, "digest": corrected.digest}
            )
    if minutes.approved_in is not None:
        held = day_text(timezone.localdate(minutes.approved_in.starts_at))
        meeting = f"{minutes.approved_in.organ.names}, {held}"
        if minutes.approved_item is not None:
            meeting = f"{meeting}, {_('item %(number)s') % {'number': minutes.approved_item.position}}"
        told = _("Approved with corrections: %(meeting)s.") if minutes.corrected else _("Approved: %(meeting)s.")
        notes.append(told % {"meeting": meeting})
    else:
        notes.append(_("Draft, not approved yet."))
    return notes


def _signature(signature: Signature) -> dict[str, str]:
    return {
        "role": str(signature.get_role_display()),
        "name": words(signature.name),
        "office": words(signature.office),
        "at": on(signature.signed_at.isoformat()),
        "digest": signature.digest,
    }


def section_words(minutes: Minutes, section: Section, version: Version, *, written: bool = True) -> SectionWords:
    """One section in the active language, as far as a version shows it; `written`: with what people wrote."""
    title = section_title(minutes, section)
    if not sees(version, section.audience):
        number = section.facts.get("number", "")
        told = paragraph(
            _("This item is not public.") if version == Version.PUBLIC else _("This item is not for the organ.")
        )
        return SectionWords(section.pk, section.kind, _("Item %(number)s") % {"number": number}, True, [told])
    put, decided = _facts_of(minutes, section, version)
    passages = section.passages.all() if written else ()
    wordings = {passage.kind: localized(passage.text)[1] for passage in passages}
    return SectionWords(section.pk, section.kind, title, False, put, decided, wordings)


def _facts_of(minutes: Minutes, section: Section, version: Version) -> tuple[list[Block], list[Block]]:
    frame, facts = minutes.frame, section.facts
    if section.kind == Section.Kind.OPENING:
        return opening_blocks(frame, version), []
    if section.kind == Section.Kind.ITEM:
        put = put_blocks(facts, version, minutes.speakers)
        if not facts["called_at"] and not frame["is_record"] and frame["mode"] != Meeting.Mode.CIRCULAR:
            put = [paragraph(_("This item was not called.")), *put]
        return put, decided_blocks(facts, version)
    if section.kind == Section.Kind.CLOSING:
        entries = [block for entry in facts.get("resolutions", []) for block in resolution_blocks(entry, version)]
        return entries, closing_blocks(frame, version)
    return [], []


def section_title(minutes: Minutes, section: Section) -> str:
    """The heading of a section, in the active language."""
    if section.kind != Section.Kind.ITEM:
        return str(Section.Kind(section.kind).label)
    facts = section.facts
    kind = "" if facts["kind"] != AgendaItem.Kind.ELECTION else f" ({AgendaItem.Kind.ELECTION.label})"
    return f"{_('Item %(number)s') % {'number': facts['number']}}{colon()} {words(facts['titles'])}{kind}"


def plain_text(blocks: Iterable[Block]) -> str:
    """The blocks as lines of plain text: to compare two states of the facts."""
    return "\n".join(line for block in blocks for line in _lines(block) if line)


def _lines(block: Block) -> list[str]:
    match block["kind"]:
        case "pairs":
            return [f"{word}: {value}" for word, value in block["pairs"]]
        case "table":
            return [block["caption"], *(" | ".join(row) for row in block["rows"])]
        case "list":
            return [f"- {line}" for line in block["lines"]]
        case "text":
            return [block["foreign"], block["source"]]
        case "difference":
            return [
                "".join(f"[{kind}: {part}]" if kind != "same" else part for kind, part in line)
                for line in block["lines"]
            ]
        case "seal":
            return [f"{block['word']}: {block['text']}"]
    return [block["text"]]
