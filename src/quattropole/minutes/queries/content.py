"""The content of minutes: read whole with a constant number of queries, and its digest, which is what is signed."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from quattropole.access.audit import seal
from quattropole.minutes.models import Minutes, Passage, Section
from quattropole.texts.queries import localized, wordings_of


def whole(found: QuerySet[Minutes]) -> QuerySet[Minutes]:
    """The minutes with everything that a document of them shows at hand."""
    passages = Passage.objects.select_related("text").prefetch_related(wordings_of()).order_by("pk")
    sections = Section.objects.order_by("position").prefetch_related(Prefetch("passages", passages))
    return found.select_related(
        "meeting__organ__network",
        "meeting__host_city",
        "meeting__chair",
        "network",
        "taker",
        "entry",
        "publication",
        "corrects__entry",
        "approved_in__organ",
        "approved_item",
        "approved_vote",
    ).prefetch_related(Prefetch("sections", sections), "signatures")


def section_content(section: Section) -> dict[str, Any]:
    """What a section says, sealed by its digest: its facts and what people wrote."""
    return {
        "kind": section.kind,
        "position": section.position,
        "audience": section.audience,
        "facts": section.facts,
        "written": {passage.kind: dict(localized(passage.text)[1]) for passage in section.passages.all()},
    }


def section_digests(minutes: Minutes) -> dict[str, str]:
    """Position -> digest of each section."""
    return {str(section.position): seal(section_content(section)) for section in minutes.sections.all()}


def changed_since_sent(minutes: Minutes) -> list[Section]:
    """The sections that read otherwise than they were sent out; of minutes from `whole`."""
    sent, now = minutes.proposed["sections"], section_digests(minutes)
    return [one for one in minutes.sections.all() if now[str(one.position)] != sent.get(str(one.position))]


def content_digest(minutes: Minutes) -> str:
    """SHA-256 over everything that the minutes say and how they were approved; of minutes from `whole`."""
    return seal(
        {
            "meeting": minutes.meeting_id,
            "organ": minutes.meeting.organ_id,
            "number": minutes.number,
            "corrects": minutes.corrects.entry.digest if minutes.corrects else None,
            "languages": minutes.network.authentic_languages,
            "speakers": minutes.speakers,
            "names_votes": minutes.names_votes,
            "frame": minutes.frame,
            "sections": [section_content(section) for section in minutes.sections.all()],
            "approved": _approved(minutes),
        }
    )


def _approved(minutes: Minutes) -> dict[str, Any]:
    if minutes.approved_at is None or minutes.approved_in_id is None:
        return {}
    return {
        "in": minutes.approved_in_id,
        "item": minutes.approved_item_id,
        "vote": minutes.approved_vote_id,
        "corrected": minutes.corrected,
    }
