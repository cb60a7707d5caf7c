"""Who may propose, vote, count and declare; each list filter agrees with its predicate."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from quattropole.access.models import Audience
from quattropole.access.rules import audience_filter, may_see
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Amendment, Candidacy, Elector, Placement, Proposal, Recusal, Resolution, Vote
from quattropole.meetings.models import AgendaItem, Attendance, Meeting
from quattropole.meetings.rules import (
    may_chair,
    may_convene,
    may_prepare,
    may_record_attendance,
    may_see_item,
    visible_items,
)
from quattropole.network.models import Organ, Seat


def may_see_proposal(viewer: Viewer, proposal: Proposal) -> bool:
    """By its audience; members of the organs that propose it, decide it, or were referred it count as the organ."""
    if may_see(viewer, proposal, proposal.origin_id) or may_see(viewer, proposal, proposal.addressee_id):
        return True
    if proposal.audience != Audience.ORGAN or proposal.network_id != viewer.network.pk or not viewer.organ_ids:
        return False
    return proposal.placements.filter(referred_to__in=viewer.organ_ids).exists()


def visible_proposals(viewer: Viewer) -> QuerySet[Proposal]:
    """The proposals for which `may_see_proposal` holds."""
    seen = audience_filter(viewer, "origin") | audience_filter(viewer, "addressee")
    if viewer.organ_ids:
        given = Placement.objects.filter(proposal=OuterRef("pk"), referred_to__in=viewer.organ_ids)
        seen |= Q(Exists(given), network=viewer.network, audience=Audience.ORGAN)
    return Proposal.objects.filter(seen)


def may_draft_proposal(viewer: Viewer, origin: Organ) -> bool:
    """The secretariat drafts for every organ; whoever sits in an organ drafts for it."""
    return viewer.is_secretariat or origin.pk in viewer.organ_ids


def is_drafter(viewer: Viewer, proposal: Proposal) -> bool:
    """Who may draft for the organ that proposes; a motion from the floor is its seat's, and nobody else's."""
    if proposal.moved_by_id is None:
        return may_draft_proposal(viewer, proposal.origin)
    return viewer.is_secretariat or proposal.moved_by_id in {seat.pk for seat in viewer.seats}


def may_edit_proposal(viewer: Viewer, proposal: Proposal) -> bool:
    """Until it is decided, those who draft it; a vote that runs freezes it (the action checks)."""
    return is_drafter(viewer, proposal) and proposal.state in {
        Proposal.State.DRAFT,
        Proposal.State.PROPOSED,
    }


def may_write_proposal(viewer: Viewer, proposal: Proposal) -> bool:
    """Those who may edit it; once it is decided, while its resolution waits for a language that is missing."""
    if may_edit_proposal(viewer, proposal):
        return True
    due = proposal.votes.filter(state=Vote.State.DECLARED, result__carried=True, resolution__isnull=True)
    return proposal.state == Proposal.State.DECIDED and is_drafter(viewer, proposal) and due.exists()


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


def may_enter_paper(viewer: Viewer, meeting: Meeting) -> bool:
    """Ballots on paper are entered by the secretariat and by whoever chairs the meeting."""
    return may_record_attendance(viewer, meeting)


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


def is_mover(viewer: Viewer, amendment: Amendment) -> bool:
    """Whether the viewer moved it, or holds the seat for which it was moved."""
    if viewer.person is None:
        return False
    return viewer.person.pk == amendment.person_id or amendment.moved_by_id in {seat.pk for seat in viewer.seats}


def may_see_amendment(viewer: Viewer, amendment: Amendment) -> bool:
    """Whoever sees its item; a draft only its mover and the secretariat."""
    if not may_see_item(viewer, amendment.placement.item):
        return False
    is_moved = amendment.state != Amendment.State.DRAFT
    return is_moved or viewer.is_secretariat or is_mover(viewer, amendment)


def visible_amendments(viewer: Viewer) -> QuerySet[Amendment]:
    """The amendments for which `may_see_amendment` holds."""
    found = Amendment.objects.filter(placement__item__in=visible_items(viewer))
    if viewer.is_secretariat:
        return found
    moved = ~Q(state=Amendment.State.DRAFT)
    if viewer.person is None:
        return found.filter(moved)
    return found.filter(moved | Q(person=viewer.person) | Q(moved_by__in=[seat.pk for seat in viewer.seats]))


def moving_organs(item: AgendaItem) -> set[int]:
    """The organs whose seats move amendments under an item: its own, the one that proposes, and the board."""
    placement = getattr(item, "placement", None)
    proposing = {placement.proposal.origin_id} if placement else set()
    boards = Organ.objects.filter(network=item.network_id, kind=Organ.Kind.BOARD).values_list("pk", flat=True)
    return {item.meeting.organ_id, *proposing, *boards}


def moving_seats(viewer: Viewer, item: AgendaItem) -> list[Seat]:
    """The seats for which the viewer moves something under an item, held or sat on as a substitute; its organ first."""
    if viewer.person is None or item.network_id != viewer.network.pk:
        return []
    organs = moving_organs(item)
    own = {seat.pk: seat for seat in viewer.seats if seat.organ_id in organs}
    sitting = Attendance.objects.filter(
        meeting=item.meeting_id, person=viewer.person, left_at__isnull=True, is_proxy=False
    )
    own |= {there.seat_id: there.seat for there in sitting.select_related("seat__organ", "seat__city")}
    return sorted(own.values(), key=lambda seat: seat.organ_id != item.meeting.organ_id)


def may_move(viewer: Viewer, item: AgendaItem) -> bool:
    """Whoever sits on a seat that moves amendments here, and the secretariat in somebody's name."""
    return viewer.is_secretariat or bool(moving_seats(viewer, item))


def may_write_amendment(viewer: Viewer, amendment: Amendment) -> bool:
    """Its mover, the secretariat in the mover's name, and, once it is moved, the chair, to fit it to the text."""
    if viewer.is_secretariat or is_mover(viewer, amendment):
        return True
    is_moved = amendment.state == Amendment.State.MOVED
    return is_moved and may_run_votes(viewer, amendment.placement.item.meeting)


def may_withdraw_amendment(viewer: Viewer, amendment: Amendment) -> bool:
    """Its mover, and the secretariat in the mover's name."""
    return viewer.is_secretariat or is_mover(viewer, amendment)


def may_adopt(viewer: Viewer, item: AgendaItem) -> bool:
    """Who says that those who moved the text adopt a change of it: the mover of a motion, else the chair for them."""
    if may_run_votes(viewer, item.meeting):
        return True
    mover = item.placement.proposal.moved_by_id
    return mover is not None and mover in {seat.pk for seat in moving_seats(viewer, item)}


def own_seats(viewer: Viewer, meeting: Meeting) -> set[int]:
    """The seats of the meeting for which the viewer speaks: held, or sat on as a substitute."""
    if viewer.person is None:
        return set()
    sitting = Attendance.objects.filter(
        meeting=meeting, person=viewer.person, left_at__isnull=True, is_proxy=False
    ).values_list("seat", flat=True)
    return {seat.pk for seat in viewer.seats if seat.organ_id == meeting.organ_id} | set(sitting)


def may_act_for(viewer: Viewer, meeting: Meeting, seat: Seat) -> bool:
    """Whether the viewer speaks for a seat of the meeting."""
    return seat.pk in own_seats(viewer, meeting)


def may_record_objection(viewer: Viewer, vote: Vote, seat: Seat) -> bool:
    """Who sits on the seat, on their own device, and the secretariat for any seat."""
    return viewer.is_secretariat or may_act_for(viewer, vote.item.meeting, seat)


def may_recuse(viewer: Viewer, item: AgendaItem, seat: Seat) -> bool:
    """Who sits on the seat, for themselves; the chair and the secretariat for any seat."""
    return viewer.is_secretariat or may_act_for(viewer, item.meeting, seat) or may_run_votes(viewer, item.meeting)


def may_lift_recusal(viewer: Viewer, recusal: Recusal) -> bool:
    """The chair and the secretariat; a person only what that person declared."""
    if viewer.is_secretariat or may_run_votes(viewer, recusal.item.meeting):
        return True
    return viewer.person is not None and viewer.person.pk == recusal.person_id == recusal.recorded_by_id
