"""What gathering anew would change in the facts of minutes, said in the active language."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from quattropole.access.audit import seal
from quattropole.minutes.actions.drafting import gather
from quattropole.minutes.models import Minutes, Section, Version
from quattropole.minutes.saying import plain_text, section_words
from quattropole.minutes.saying.document import section_title
from quattropole.texts.differences import changed_lines


@dataclass(frozen=True)
class Differing:
    """A section whose facts are no longer what happened: the lines that differ, marked."""

    title: str
    lines: SafeString


def differing(minutes: Minutes) -> list[Differing]:
    """The sections that gathering anew would change; of minutes from `whole`."""
    if minutes.is_corrigendum:
        return []
    frame, sections = gather(minutes)
    fresh = Minutes(network=minutes.network, meeting=minutes.meeting, frame=frame, speakers=minutes.speakers)
    known = {(section.kind, section.item_id): section for section in minutes.sections.all()}
    found = []
    for kind, item, facts in sections:
        now = Section(minutes=fresh, kind=kind, item=item, facts=facts, audience=minutes.meeting.audience)
        before = known.get((kind, item.pk if item else None))
        same_frame = kind == Section.Kind.ITEM or seal(frame) == seal(minutes.frame)
        if before is not None and same_frame and seal(before.facts) == seal(facts):
            continue
        old = _facts_text(minutes, before) if before is not None else ""
        lines = changed_lines(old, _facts_text(fresh, now))
        if lines:
            found.append(Differing(section_title(fresh, now), lines))
    return found


def _facts_text(minutes: Minutes, section: Section) -> str:
    words = section_words(minutes, section, Version.FULL, written=False)
    return plain_text([*words.put, *words.decided])
