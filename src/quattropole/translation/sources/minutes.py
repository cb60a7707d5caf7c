"""What people write in minutes: for those who write them; remembered once it is sealed."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from quattropole.access.models import Audience
from quattropole.access.viewer import Viewer
from quattropole.minutes.actions.writing import PassageProblem, write_section
from quattropole.minutes.models import Minutes, Passage
from quattropole.network.models import Network
from quattropole.texts.localized import Localized
from quattropole.texts.names import day_text
from quattropole.texts.queries import wordings_of
from quattropole.translation.sources.base import Source, Unit, Words, Writing
from quattropole.translation.sources.texts import changes_of, lacking, reviewed_text, sides_of


class Passages(Source):
    """Passages of minutes that are not approved yet."""

    key = "passage"
    label = gettext_lazy("Minutes")
    subjects = ("texts.text", "minutes.minutes")

    def units(self, viewer: Viewer, pks: Iterable[int] | None = None, wanted: Sequence[str] = ()) -> list[Unit]:
        if viewer.person is None:
            return []
        found = _fetched(Passage.objects.filter(section__minutes__state__in=Minutes.OPEN))
        if not viewer.is_secretariat:
            found = found.filter(section__minutes__taker=viewer.person)
        if pks is not None:
            found = found.filter(pk__in=set(pks))
        return [
            _unit(passage, viewer.network, may_write=True)
            for passage in found
            if pks is not None or lacking(passage.text, wanted)
        ]

    def keys_of(self, subject: str, ids: Collection[int]) -> set[int]:
        """A changed wording concerns its passage, changed minutes all of theirs."""
        concerned = Q(text__in=ids) if subject == "texts.text" else Q(section__minutes__in=ids)
        return set(Passage.objects.filter(concerned).values_list("pk", flat=True))

    def refresh(self, pks: Collection[int]) -> list[Unit]:
        """The passages of sealed minutes, for the memory."""
        found = Passage.objects.filter(pk__in=pks, section__minutes__state=Minutes.State.SEALED)
        return [_unit(passage, passage.network) for passage in _fetched(found)]

    def reviewed(self, unit: Unit, target: str, source: str) -> Words | None:
        return reviewed_text(Passage.objects.values_list("text", flat=True).get(pk=unit.pk), target, source)

    def write(self, viewer: Viewer, unit: Unit, writing: Writing) -> None:
        passage = _fetched(Passage.objects.all()).get(pk=unit.pk)
        changes = {passage.kind: changes_of(passage.text, writing)}
        try:
            write_section(passage.section, changes, by=viewer)
        except PassageProblem as problem:
            raise problem.problem from problem


def _fetched(found: QuerySet[Passage]) -> QuerySet[Passage]:
    related = ("text", "network", "section__item", "section__minutes__meeting__organ", "section__minutes__publication")
    return found.select_related(*related).prefetch_related(wordings_of("text")).order_by("pk")


def _unit(passage: Passage, network: Network, *, may_write: bool = False) -> Unit:
    section, minutes = passage.section, passage.section.minutes
    meeting = minutes.meeting
    names = {code: f"{name}, {day_text(meeting.day, code)}" for code, name in meeting.organ.names.items()}
    return Unit(
        network_id=network.pk,
        source=Passages.key,
        pk=passage.pk,
        what=Localized(section.item.titles) if section.item else Localized(names),
        kind=Passages.label,
        where=Localized(names),
        address=reverse("minutes:minutes", args=[minutes.pk]),
        audience=_audience(passage),
        languages=tuple(passage.text.languages),
        authentic=tuple(passage.text.authentic),
        sides=sides_of(passage.text),
        organ=meeting.organ,
        may_write=may_write,
    )


def _audience(passage: Passage) -> str:
    """What is not published is for the organ at most, whatever the item's audience is."""
    is_published = hasattr(passage.section.minutes, "publication")
    audience = str(passage.section.audience)
    if is_published or audience == Audience.SECRETARIAT:
        return audience
    return str(Audience.ORGAN)
