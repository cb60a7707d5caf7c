"""Proposals as lists and pages need them."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Placement, Proposal
from quattropole.decisions.rules import visible_proposals
from quattropole.meetings.models import Meeting
from quattropole.texts.localized import Localized
from quattropole.texts.models import State
from quattropole.texts.queries import BADGES, localized, missing_or_behind, wordings_of

OPEN = (Proposal.State.DRAFT, Proposal.State.PROPOSED)
COMING = (Meeting.State.PLANNED, Meeting.State.CONVENED, Meeting.State.OPEN)


@dataclass(frozen=True)
class LanguageState:
    """How far one language of a text is: its word and the kind of its badge."""

    language: str
    word: str
    kind: str


@dataclass(frozen=True)
class ProposalRow:
    """A proposal as a list shows it."""

    proposal: Proposal
    titles: Localized
    languages: tuple[LanguageState, ...]
    placements: tuple[Placement, ...]


def proposal_row(proposal: Proposal) -> ProposalRow:
    """The row of a proposal from `proposals_for`; needs no query."""
    wordings = {wording.language: wording for wording in proposal.text.wordings.all()}
    states = {language: State(wording.state) for language, wording in wordings.items()}
    return ProposalRow(
        proposal,
        localized(proposal.text)[0],
        tuple(
            LanguageState(language, str(state.label), BADGES[state])
            for language in proposal.text.languages
            if (state := states.get(language, State.MISSING)) != State.MISSING or language in proposal.text.authentic
        ),
        tuple(proposal.placements.all()),
    )


def placeable(viewer: Viewer, meeting: Meeting) -> list[Proposal]:
    """The open proposals of or to the meeting's organ that stand on no coming agenda of it yet."""
    placed = Placement.objects.filter(
        Q(put_off_at__isnull=True) | Q(item__meeting=meeting.pk),
        item__meeting__organ=meeting.organ_id,
        item__meeting__state__in=COMING,
    )
    found = proposals_for(viewer).filter(state__in=OPEN).exclude(pk__in=placed.values("proposal"))
    making = found.filter(origin=meeting.organ_id, state=Proposal.State.DRAFT)
    return list((making | found.filter(addressee=meeting.organ_id)).distinct())


def proposals_for(viewer: Viewer) -> QuerySet[Proposal]:
    """The proposals the viewer may see with everything a list shows; a constant number of queries."""
    placements = Placement.objects.select_related("item__meeting__organ").order_by("item__meeting__starts_at")
    return (
        visible_proposals(viewer)
        .select_related("origin", "addressee", "field", "office", "text")
        .prefetch_related(wordings_of("text"), Prefetch("placements", placements))
        .order_by("-created_at", "-pk")
    )


def proposal_for(viewer: Viewer, pk: int) -> Proposal:
    """One proposal, or `Proposal.DoesNotExist` where it is not there for this viewer."""
    return proposals_for(viewer).get(pk=pk)


def to_translate(viewer: Viewer) -> list[Proposal]:
    """Open proposals of which an authentic language is missing or outdated."""
    opened = proposals_for(viewer).filter(state__in=OPEN)
    return [proposal for proposal in opened if missing_or_behind(proposal.text)]


def referred(viewer: Viewer) -> list[Placement]:
    """What was referred to an organ in which the viewer sits and has not come back to an agenda; two queries."""
    if not viewer.organ_ids:
        return []
    again = Placement.objects.filter(proposal=OuterRef("proposal"), item__meeting__starts_at__gt=OuterRef("put_off_at"))
    return list(
        Placement.objects.filter(
            referred_to__in=viewer.organ_ids,
            proposal__in=visible_proposals(viewer).filter(state__in=OPEN),
        )
        .exclude(Exists(again.exclude(item=OuterRef("item"))))
        .select_related("proposal__text", "referred_to", "item__meeting__organ")
        .prefetch_related(wordings_of("proposal__text"))
        .order_by("put_off_at", "pk")
    )
