"""What of a meeting without a quorum comes again on the agenda of its second call."""

from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.proposals import place_proposal
from quattropole.decisions.models import Placement, Proposal, Vote
from quattropole.meetings.models import AgendaItem, Meeting


def take_over(item: AgendaItem, second: Meeting, by: Viewer) -> bool:
    """Whether the item was decided, or its proposal has been placed on the second agenda."""
    if Vote.objects.filter(item=item, state=Vote.State.DECLARED, amendment__isnull=True).exists():
        return True
    placement = Placement.objects.select_related("proposal").filter(item=item).first()
    if placement is None:
        return False
    if placement.proposal.state in {Proposal.State.DRAFT, Proposal.State.PROPOSED}:
        place_proposal(placement.proposal, second, by=by)
    return True
