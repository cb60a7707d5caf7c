"""Proposals as lists and pages need them."""

from django.db.models import Prefetch, QuerySet

from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Placement, Proposal
from quattropole.decisions.rules import visible_proposals
from quattropole.texts.queries import missing_or_behind, wordings_of


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
    opened = proposals_for(viewer).filter(state__in=[Proposal.State.DRAFT, Proposal.State.PROPOSED])
    return [proposal for proposal in opened if missing_or_behind(proposal.text)]
