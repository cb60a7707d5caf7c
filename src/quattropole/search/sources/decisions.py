"""Proposals with their wordings, amendments, and the register of resolutions."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Amendment, Placement, Proposal, Resolution
from quattropole.decisions.rules import visible_amendments, visible_proposals, visible_resolutions
from quattropole.search.keys import in_meeting, of_audience, of_person, of_seat
from quattropole.search.passages import plain
from quattropole.search.sources.base import Draft, Keys, Source, said
from quattropole.texts.localized import Localized
from quattropole.texts.queries import localized, wordings_of


def _plain(*texts: Localized) -> Iterator[tuple[str, str]]:
    return ((language, plain(words)) for language, words in said(*texts))


def _proposals(keys: Keys | None) -> Iterator[Draft]:
    proposals = Proposal.objects.select_related("text", "network").prefetch_related(wordings_of(), "placements")
    for proposal in (proposals if keys is None else proposals.filter(pk__in=keys)).iterator(chunk_size=500):
        titles, bodies = localized(proposal.text)
        referred = [placement.referred_to_id for placement in proposal.placements.all()]
        zone = ZoneInfo(proposal.network.time_zone)
        yield Draft(
            object_id=proposal.pk,
            network_id=proposal.network_id,
            titles=titles,
            bodies=_plain(bodies),
            seen_by=of_audience(proposal.audience, [proposal.origin_id, proposal.addressee_id, *referred]),
            place={"public": ["website:proposal", proposal.pk], "desk": ["decisions:proposal", proposal.pk]},
            day=proposal.proposed_on or proposal.created_at.astimezone(zone).date(),
            organ_id=proposal.addressee_id,
            field_id=proposal.field_id,
        )


def _amendments(keys: Keys | None) -> Iterator[Draft]:
    amendments = Amendment.objects.select_related("placement__item__meeting__network", "placement__proposal")
    for amendment in (amendments if keys is None else amendments.filter(pk__in=keys)).iterator(chunk_size=500):
        item = amendment.placement.item
        day = amendment.moved_at or item.meeting.starts_at
        yield Draft(
            object_id=amendment.pk,
            network_id=amendment.network_id,
            titles=_titles(amendment),
            bodies=_plain(amendment.reasons, amendment.bodies),
            seen_by=_for_mover(amendment)
            if amendment.state == Amendment.State.DRAFT
            else in_meeting(item.audience, item.meeting_id, item.meeting.organ_id),
            place={"public": ["website:amendment", amendment.pk], "desk": ["decisions:amendment", amendment.pk]},
            day=day.astimezone(ZoneInfo(item.meeting.network.time_zone)).date(),
            organ_id=item.meeting.organ_id,
            field_id=amendment.placement.proposal.field_id,
        )


def _titles(amendment: Amendment) -> Localized:
    """What the text would be called; where the mover leaves the title, as it is."""
    languages = {**amendment.base_titles, **amendment.titles}
    return Localized({code: amendment.titles.get(code) or amendment.base_titles.get(code, "") for code in languages})


def _for_mover(draft: Amendment) -> set[str]:
    return {of_person(draft.person_id)} | ({of_seat(draft.moved_by_id)} if draft.moved_by_id else set())


def _resolutions(keys: Keys | None) -> Iterator[Draft]:
    entries = Resolution.objects.select_related("organ")
    for entry in (entries if keys is None else entries.filter(pk__in=keys)).iterator(chunk_size=500):
        yield Draft(
            object_id=entry.pk,
            network_id=entry.network_id,
            titles=entry.titles,
            bodies=_plain(entry.bodies),
            seen_by=of_audience(entry.audience, [entry.organ_id]),
            place={"public": ["website:resolution", entry.organ.key, entry.year, entry.number]},
            day=entry.adopted_on,
            organ_id=entry.organ_id,
            field_id=entry.field_id,
            also_titled=[entry.label],
        )


def proposals_of_texts(texts: Keys) -> set[int]:
    """The proposals whose texts they are."""
    return set(Proposal.objects.filter(text__in=texts).values_list("pk", flat=True))


def proposals_of_placements(placements: Keys) -> set[int]:
    """The proposals that are placed there."""
    return set(Placement.objects.filter(pk__in=placements).values_list("proposal", flat=True))


def items_of_placements(placements: Keys) -> set[int]:
    """The items under which they are placed."""
    return set(Placement.objects.filter(pk__in=placements).values_list("item", flat=True))


def amendments_of_items(items: Keys) -> set[int]:
    """The amendments under items."""
    return set(Amendment.objects.filter(placement__item__in=items).values_list("pk", flat=True))


def _seen_proposals(viewer: Viewer, keys: Keys) -> set[int]:
    return set(visible_proposals(viewer).filter(pk__in=keys).values_list("pk", flat=True))


def _seen_amendments(viewer: Viewer, keys: Keys) -> set[int]:
    return set(visible_amendments(viewer).filter(pk__in=keys).values_list("pk", flat=True))


def _seen_resolutions(viewer: Viewer, keys: Keys) -> set[int]:
    return set(visible_resolutions(viewer).filter(pk__in=keys).values_list("pk", flat=True))


SOURCES = [
    Source(10, "proposal", _("Proposal"), _proposals, _seen_proposals),
    Source(11, "amendment", _("Amendment"), _amendments, _seen_amendments),
    Source(12, "resolution", _("Resolution"), _resolutions, _seen_resolutions),
]
