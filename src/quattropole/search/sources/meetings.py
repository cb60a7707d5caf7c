"""Meetings, the items of their agendas, and their papers with the text that is in the files."""

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from quattropole.access.viewer import Viewer
from quattropole.meetings.models import AgendaItem, Meeting, Paper
from quattropole.meetings.rules import visible_items, visible_meetings, visible_papers
from quattropole.search.keys import in_meeting
from quattropole.search.models import FileText
from quattropole.search.passages import plain
from quattropole.search.sources.base import Draft, Keys, Place, Source, said
from quattropole.texts.localized import Localized

FILES_AT_ONCE = 100


def _meetings(keys: Keys | None) -> Iterator[Draft]:
    meetings = Meeting.objects.select_related("organ", "network", "host_city")
    for meeting in (meetings if keys is None else meetings.filter(pk__in=keys)).iterator(chunk_size=500):
        yield Draft(
            object_id=meeting.pk,
            network_id=meeting.network_id,
            titles=Localized({language: words for language, words in meeting.titles.items() if words})
            or meeting.organ.names,
            bodies=_about(meeting),
            seen_by=in_meeting(meeting.audience, meeting.pk, meeting.organ_id),
            place=_page(meeting.pk),
            day=_day(meeting),
            organ_id=meeting.organ_id,
        )


def _about(meeting: Meeting) -> Iterator[tuple[str, str]]:
    """Where a meeting is, in each of its languages, and how one gets there."""
    places = [meeting.place] if meeting.place else []
    for language in meeting.organ.names:
        city = [meeting.host_city.names.get(language, "")] if meeting.host_city else []
        words = ", ".join(dict.fromkeys([meeting.organ.names[language], *places, *filter(None, city)]))
        yield language, words
    for language, text in said(meeting.journeys):
        yield language, plain(text)


def _day(meeting: Meeting) -> date:
    return meeting.starts_at.astimezone(ZoneInfo(meeting.network.time_zone)).date()


def _page(meeting: int) -> dict[str, Place]:
    return {"public": ["website:meeting", meeting], "desk": ["meetings:detail", meeting]}


def _items(keys: Keys | None) -> Iterator[Draft]:
    items = AgendaItem.objects.select_related("meeting__network", "placement__proposal")
    for item in (items if keys is None else items.filter(pk__in=keys)).iterator(chunk_size=500):
        placement = getattr(item, "placement", None)
        yield Draft(
            object_id=item.pk,
            network_id=item.network_id,
            titles=item.titles,
            bodies=((language, plain(text)) for language, text in said(item.notes)),
            seen_by=in_meeting(item.audience, item.meeting_id, item.meeting.organ_id),
            place=_page(item.meeting_id),
            day=_day(item.meeting),
            organ_id=item.meeting.organ_id,
            field_id=placement.proposal.field_id if placement else None,
        )


def _papers(keys: Keys | None) -> Iterator[Draft]:
    """The newest version of each paper in each language; the text of its file once it has been read."""
    newer = Paper.objects.filter(
        meeting=OuterRef("meeting"),
        number=OuterRef("number"),
        language=OuterRef("language"),
        version__gt=OuterRef("version"),
    )
    papers = Paper.objects.filter(~Exists(newer), withdrawn_at__isnull=True).select_related("meeting__network")
    papers = papers if keys is None else papers.filter(pk__in=keys)
    batch: list[Paper] = []
    for paper in papers.iterator(chunk_size=500):
        batch.append(paper)
        if len(batch) == FILES_AT_ONCE:
            yield from _with_texts(batch)
            batch = []
    yield from _with_texts(batch)


def _with_texts(papers: list[Paper]) -> Iterator[Draft]:
    read = FileText.objects.filter(sha256__in=[paper.sha256 for paper in papers])
    texts = dict(read.values_list("sha256", "text"))
    for paper in papers:
        yield Draft(
            object_id=paper.pk,
            network_id=paper.network_id,
            titles={paper.language: paper.title},
            bodies=[(paper.language, text) for text in (texts.get(paper.sha256, ""),) if text],
            seen_by=in_meeting(paper.audience, paper.meeting_id, paper.meeting.organ_id),
            place={"public": ["meetings:paper", paper.pk]},
            day=_day(paper.meeting),
            organ_id=paper.meeting.organ_id,
            also_titled=[paper.name],
            languages={paper.language},
        )


def unread_papers() -> list[Paper]:
    """Papers whose files have not been read yet, newest first."""
    read = FileText.objects.filter(sha256=OuterRef("sha256"))
    found = Paper.objects.filter(~Exists(read), withdrawn_at__isnull=True).order_by("-pk")
    return list(found)


def siblings(papers: Keys) -> set[int]:
    """The papers themselves and their other versions and languages."""
    same = Paper.objects.filter(pk__in=papers, meeting=OuterRef("meeting"), number=OuterRef("number"))
    return set(papers) | set(Paper.objects.filter(Exists(same)).values_list("pk", flat=True))


def items_of(meetings: Keys) -> set[int]:
    """The items of meetings."""
    return set(AgendaItem.objects.filter(meeting__in=meetings).values_list("pk", flat=True))


def papers_of(meetings: Keys) -> set[int]:
    """The papers of meetings."""
    return set(Paper.objects.filter(meeting__in=meetings).values_list("pk", flat=True))


def _seen_meetings(viewer: Viewer, keys: Keys) -> set[int]:
    return set(visible_meetings(viewer).filter(pk__in=keys).values_list("pk", flat=True))


def _seen_items(viewer: Viewer, keys: Keys) -> set[int]:
    """An item stands on the page of its meeting: whoever may not see that finds neither."""
    seen = visible_items(viewer).filter(Q(pk__in=keys), meeting__in=visible_meetings(viewer).values("pk"))
    return set(seen.values_list("pk", flat=True))


def _seen_papers(viewer: Viewer, keys: Keys) -> set[int]:
    return set(visible_papers(viewer).filter(pk__in=keys).values_list("pk", flat=True))


SOURCES = [
    Source(7, "meeting", _("Meeting"), _meetings, _seen_meetings),
    Source(8, "item", _("Agenda item"), _items, _seen_items),
    Source(9, "paper", _("Paper"), _papers, _seen_papers),
]
