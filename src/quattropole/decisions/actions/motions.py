"""Motions from the floor: a text moved under an item that the convocation names, but that has none."""

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, Refused
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.amendments import MOVING, Wish, in_whose_name
from quattropole.decisions.models import Placement, Proposal, Vote
from quattropole.live import Topic, publish
from quattropole.meetings.actions.locking import locked as locked_meeting
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import Seat
from quattropole.texts.actions import Change, new_text, write_wordings
from quattropole.texts.models import State
from quattropole.texts.names import language_name


def motion_possible(item: AgendaItem) -> str | None:
    """Why no motion can be moved under the item, or None. The item's meeting must be at hand."""
    if item.kind == AgendaItem.Kind.ELECTION or not item.matter:
        return _("Nothing is decided under this item.")
    if item.meeting.state not in MOVING or item.meeting.mode == Meeting.Mode.CIRCULAR:
        return _("Motions are moved from the convocation to the end of the meeting.")
    if item.named_in_id is None:
        return _("The convocation does not name this item.")
    placement = getattr(item, "placement", None)
    if placement is not None and not _gives_way(placement):
        return _("A text stands under this item already; move an amendment or a counter-motion.")
    if Vote.objects.filter(item=item).exclude(state=Vote.State.CANCELLED).exists():
        return _("This item has been voted on.")
    return None


def _gives_way(placement: Placement) -> bool:
    """Whether another motion may take its place: it was moved from the floor and withdrawn before any amendment."""
    proposal = placement.proposal
    is_gone = proposal.moved_by_id is not None and proposal.state == Proposal.State.WITHDRAWN
    return is_gone and not placement.amendments.exists()


def move_motion(item: AgendaItem, wish: Wish, *, seat: Seat | None = None, by: Viewer) -> Proposal:
    """Move a text under an item: a proposal of the organ to itself, moved by a seat.

    Raises `Refused` with the paragraph where the charter gives the right of proposal to another organ.
    """
    with transaction.atomic():
        meeting = locked_meeting(item.meeting)
        item = AgendaItem.objects.select_related("meeting__organ", "network").get(pk=item.pk)
        moved_by, person = in_whose_name(item, seat, by=by)
        obstacle = motion_possible(item)
        if obstacle:
            raise NotPossible(obstacle)
        _check_right(item)
        Placement.objects.filter(item=item).delete()
        proposal = Proposal.objects.create(
            network=by.network,
            text=new_text(by.network.languages, by.network.authentic_languages),
            matter=item.matter,
            origin=meeting.organ,
            addressee=meeting.organ,
            moved_by=moved_by,
            audience=item.audience,
            state=Proposal.State.PROPOSED,
            proposed_on=clock.today(),
            created_at=clock.now(),
            created_by=person,
        )
        write_wordings(proposal.text, _changes(wish, by), by=str(person))
        Placement.objects.create(network=by.network, item=item, proposal=proposal, purpose=Placement.Purpose.DECIDE)
        record("motion moved", proposal, by=by.person, network=by.network, item=item.pk, seat=moved_by.pk)
        publish(meeting.pk, Topic.AMENDMENTS, Topic.AGENDA)
    return proposal


def _check_right(item: AgendaItem) -> None:
    """Whether the organ may decide on its own motion, or another has to propose (right of proposal)."""
    statutes = item.network.charter.on(item.meeting.day)
    organ = item.meeting.organ.key
    if organ not in statutes.organs:
        return
    proposing = frozenset({organ, *item.proposed_by})
    verdict = charter.may_propose(statutes, organ, item.matter, proposing)
    findings = charter.Findings("move_motion", clock.today(), statutes.key, (verdict,))
    if findings.refused:
        raise Refused(findings)


def _changes(wish: Wish, by: Viewer) -> list[Change]:
    """The languages that were written; those that bind are put to the vote as equally authentic."""
    found: list[Change] = []
    for language in by.network.languages:
        title, body = wish.titles.get(language, "").strip(), wish.bodies.get(language, "").replace("\r\n", "\n").strip()
        if not title and not body:
            continue
        if not title or not body:
            raise NotPossible(_("Give a title and a text in %(language)s.") % {"language": language_name(language)})
        binds = language in by.network.authentic_languages
        found.append(Change(language, title, body, 0, State.AUTHENTIC if binds else State.DRAFT))
    if not found:
        raise NotPossible(_("Please write the text in at least one language."))
    return found
