"""What people wrote into minutes, a section each: for those who write them, then the organ, then the public."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from quattropole.access.models import Audience
from quattropole.access.viewer import Viewer
from quattropole.minutes.models import Minutes, Passage, Publication, Section
from quattropole.minutes.rules import SENT, visible_minutes
from quattropole.search.keys import in_meeting, of_person
from quattropole.search.passages import Said, plain
from quattropole.search.sources.base import Draft, Keys, Source
from quattropole.texts.queries import localized, wordings_of


def _sections(keys: Keys | None) -> Iterator[Draft]:
    passages = Passage.objects.select_related("text").prefetch_related(wordings_of())
    sections = Section.objects.filter(passages__isnull=False).distinct()
    sections = sections.select_related("item", "minutes__meeting__organ__network").prefetch_related(
        Prefetch("passages", passages), Prefetch("minutes__publication")
    )
    for section in (sections if keys is None else sections.filter(pk__in=keys)).iterator(chunk_size=500):
        minutes = section.minutes
        meeting = minutes.meeting
        yield Draft(
            object_id=section.pk,
            network_id=section.network_id,
            titles=section.item.titles if section.item else meeting.titles or meeting.organ.names,
            bodies=list(_written(section)),
            seen_by=_seen_by(section),
            place={"desk": ["minutes:minutes", minutes.pk], "public": ["website:minutes_page", minutes.pk]},
            day=meeting.starts_at.astimezone(ZoneInfo(meeting.organ.network.time_zone)).date(),
            organ_id=meeting.organ_id,
        )


def _written(section: Section) -> Iterator[Said]:
    for passage in section.passages.all():
        _titles, bodies = localized(passage.text)
        yield from ((language, plain(words)) for language, words in bodies.items())


def _seen_by(section: Section) -> set[str]:
    minutes = section.minutes
    meeting = minutes.meeting
    words = {of_person(person) for person in (minutes.taker_id, meeting.chair_id) if person}
    if minutes.state in SENT and section.audience != Audience.SECRETARIAT:
        words |= in_meeting(Audience.ORGAN, meeting.pk, meeting.organ_id)
    if getattr(minutes, "publication", None) is not None and section.audience == Audience.PUBLIC:
        words |= in_meeting(meeting.audience, meeting.pk, meeting.organ_id)
    return words


def readable_sections(viewer: Viewer) -> QuerySet[Section]:
    """The sections whose words are in the version of the minutes that the viewer reads (`minutes.rules.version_for`).

    Never more than that; the organ's version is for those who belong to it, and others read what was published.
    """
    sections = Section.objects.filter(minutes__in=visible_minutes(viewer).values("pk"))
    if viewer.is_secretariat:
        return sections
    public = Q(audience=Audience.PUBLIC) & Exists(Publication.objects.filter(minutes=OuterRef("minutes")))
    if viewer.person is None:
        return sections.filter(public)
    writes = Q(minutes__taker=viewer.person) | Q(minutes__meeting__chair=viewer.person)
    sent = Q(minutes__state__in=SENT) & ~Q(audience=Audience.SECRETARIAT) & _belongs(viewer)
    return sections.filter(public | writes | sent)


def _belongs(viewer: Viewer) -> Q:
    """The meetings whose minutes go out to the viewer: of the own organs, or with a part of the viewer's in them."""
    meetings = Minutes.objects.filter(
        Q(meeting__organ__in=viewer.organ_ids)
        | Q(meeting__convocations__invitations__person=viewer.person)
        | Q(meeting__attendances__person=viewer.person)
    ).exclude(meeting__audience=Audience.SECRETARIAT)
    return Q(minutes__in=meetings.values("pk"))


def sections_of(minutes: Keys) -> set[int]:
    """The sections of minutes."""
    return set(Section.objects.filter(minutes__in=minutes).values_list("pk", flat=True))


def sections_of_texts(texts: Keys) -> set[int]:
    """The sections in which texts stand."""
    return set(Passage.objects.filter(text__in=texts).values_list("section", flat=True))


def sections_of_meetings(meetings: Keys) -> set[int]:
    """The sections of the minutes of meetings."""
    return set(Section.objects.filter(minutes__meeting__in=meetings).values_list("pk", flat=True))


def _seen(viewer: Viewer, keys: Keys) -> set[int]:
    return set(readable_sections(viewer).filter(pk__in=keys).values_list("pk", flat=True))


SOURCES = [Source(13, "minutes", _("Minutes"), _sections, _seen)]
