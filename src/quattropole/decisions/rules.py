"""Who may propose, vote, count and declare; each list filter agrees with its predicate."""

from django.db.models import QuerySet

from quattropole.access.rules import audience_filter, may_see
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Candidacy, Elector, Proposal, Resolution, Vote
from quattropole.meetings.models import Meeting
from quattropole.meetings.rules import may_chair, may_convene, may_prepare
from quattropole.network.models import Organ


def may_see_proposal(viewer: Viewer, proposal: Proposal) -> bool:
    """By its audience; members of the organ that proposes and of the one that decides both count as the organ."""
    return may_see(viewer, proposal, proposal.origin_id) or may_see(viewer, proposal, proposal.addressee_id)


def visible_proposals(viewer: Viewer) -> QuerySet[Proposal]:
    """The proposals for which `may_see_proposal` holds."""
    seen = audience_filter(viewer, "origin") | audience_filter(viewer, "addressee")
    return Proposal.objects.filter(seen)


def may_draft_proposal(viewer: Viewer, origin: Organ) -> bool:
    """The secretariat drafts for every organ; whoever sits in an organ drafts for it."""
    return viewer.is_secretariat or origin.pk in viewer.organ_ids


def may_edit_proposal(viewer: Viewer, proposal: Proposal) -> bool:
    """Until it is decided, those who may draft it; a vote that runs freezes it (the action checks)."""
    return may_draft_proposal(viewer, proposal.origin) and proposal.state in {
        Proposal.State.DRAFT,
        Proposal.State.PROPOSED,
    }


def may_write_proposal(viewer: Viewer, proposal: Proposal) -> bool:
    """Those who may edit it; once it is decided, while its resolution waits for a language that is missing."""
    if may_edit_proposal(viewer, proposal):
        return True
    due = proposal.votes.filter(state=Vote.State.DECLARED, result__carried=True, resolution__isnull=True)
    return proposal.state == Proposal.State.DECIDED and may_draft_proposal(viewer, proposal.origin) and due.exists()


def may_place_proposal(viewer: Viewer, meeting: Meeting) -> bool:
    """Whoever prepares the meetings of the organ."""
    return may_prepare(viewer, meeting.organ)


def may_ask_members(viewer: Viewer, proposal: Proposal) -> bool:
    """Whether the viewer may have the organ whose turn it is decide the open proposal without a meeting."""
    if proposal.office_id or proposal.state not in {Proposal.State.DRAFT, Proposal.State.PROPOSED}:
        return False
    draft = proposal.state == Proposal.State.DRAFT
    return may_convene(viewer, proposal.origin if draft else proposal.addressee)


def may_run_votes(viewer: Viewer, meeting: Meeting) -> bool:
    """Whoever chairs the meeting opens, counts, closes and declares."""
    return may_chair(viewer, meeting)


def may_nominate(viewer: Viewer, meeting: Meeting) -> bool:
    """The chair, those who prepare the meeting, and everyone who sits in the electing organ."""
    return may_prepare(viewer, meeting.organ) or meeting.organ_id in viewer.organ_ids or may_chair(viewer, meeting)


def may_record_turns(viewer: Viewer, organ: Organ) -> bool:
    """Who takes an office that goes by turn is recorded by those who prepare the meetings of its organ."""
    return may_prepare(viewer, organ)


def may_step_back(viewer: Viewer, candidacy: Candidacy, meeting: Meeting) -> bool:
    """The candidate, whoever put the candidate up, those who prepare the meeting, and its chair; no other voter."""
    return is_own_candidacy(viewer, candidacy) or may_prepare(viewer, meeting.organ) or may_chair(viewer, meeting)


def is_own_candidacy(viewer: Viewer, candidacy: Candidacy) -> bool:
    """Whether the viewer is the candidate, one of two who stand together, or put the candidate up."""
    own = {candidacy.person_id, candidacy.partner_id, candidacy.nominated_by_id}
    return viewer.person is not None and viewer.person.pk in own


def may_register(viewer: Viewer, vote: Vote) -> bool:
    """The secretariat keeps the register; the chair enters what was just declared."""
    return viewer.is_secretariat or may_chair(viewer, vote.item.meeting)


def may_cast(viewer: Viewer, elector: Elector) -> bool:
    """The person who sits on the seat in this vote, as frozen at its opening (an excluded seat is told why)."""
    return viewer.person is not None and elector.person_id == viewer.person.pk


def visible_resolutions(viewer: Viewer) -> QuerySet[Resolution]:
    """The register as the viewer may see it."""
    return Resolution.objects.filter(audience_filter(viewer, "organ"))


def may_see_resolution(viewer: Viewer, resolution: Resolution) -> bool:
    """Agrees with `visible_resolutions`."""
    return may_see(viewer, resolution, resolution.organ_id)
