"""From a draft to the agenda."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.models import Audience
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.elections import prepare_election
from quattropole.decisions.models import Amendment, Placement, Proposal, Vote
from quattropole.decisions.queries import settled_languages, wording_of
from quattropole.decisions.queries.rewording import PENDING
from quattropole.decisions.rules import (
    is_drafter,
    may_draft_proposal,
    may_edit_proposal,
    may_place_proposal,
    may_write_proposal,
)
from quattropole.meetings.actions import add_item, take_off
from quattropole.meetings.actions.locking import locked as locked_meeting
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.network.models import FieldOfAction, Office, Organ
from quattropole.texts.actions import Change, new_text, write_wordings
from quattropole.texts.models import Wording
from quattropole.texts.names import language_name

COMING = (Meeting.State.PLANNED, Meeting.State.CONVENED, Meeting.State.OPEN)


def draft_proposal(
    origin: Organ,
    addressee: Organ,
    *,
    matter: str,
    field: FieldOfAction | None = None,
    office: Office | None = None,
    audience: str = Audience.ORGAN,
    by: Viewer,
) -> Proposal:
    """Begin a proposal of `origin` to `addressee`, with an empty text in the network's languages."""
    require(may_draft_proposal(by, origin), only_drafters())
    with transaction.atomic():
        proposal = Proposal.objects.create(
            network=by.network,
            text=new_text(by.network.languages, by.network.authentic_languages),
            matter=matter,
            field=field,
            office=office,
            origin=origin,
            addressee=addressee,
            audience=audience,
            created_at=clock.now(),
            created_by=by.person,
        )
        record("proposal drafted", proposal, by=by.person, network=by.network, matter=matter)
    return proposal


def _locked(proposal: Proposal, may: Callable[[Viewer, Proposal], bool], by: Viewer) -> Proposal:
    """The proposal, locked, if the viewer may and no vote on it is running."""
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("origin", "text").get(pk=proposal.pk)
    require(is_drafter(by, locked), only_drafters())
    if not may(by, locked):
        raise NotPossible(_("The proposal is %(state)s.") % {"state": locked.get_state_display()})
    if Vote.objects.filter(item__placement__proposal=locked, state__in=[Vote.State.OPEN, Vote.State.CLOSED]).exists():
        raise NotPossible(_("A vote on this proposal is running; its text cannot change now."))
    return locked


def _require_not_amended(proposal: Proposal) -> None:
    """Once amendments are merged, what is voted on is the amended wording: a change here would be lost there."""
    is_decided = proposal.state == Proposal.State.DECIDED
    for placement in proposal.placements.select_related("item__meeting"):
        stands = placement.item.meeting.state in COMING or (
            is_decided and placement.purpose == Placement.Purpose.DECIDE
        )
        if not stands or placement.put_off_at is not None or not placement.amended_titles:
            continue
        raise NotPossible(_("Amendments to this text were carried; what changes now is the amended wording."))


def only_drafters() -> str:
    """Who may write proposals, as those who may not are told."""
    return _("Only the secretariat and members of the proposing organ may do this.")


def write_proposal(proposal: Proposal, changes: Iterable[Change], *, by: Viewer) -> dict[str, Wording]:
    """Save the languages of the proposal's text that changed. What an organ has carried stays as it was voted on.

    Raises what `texts.actions.write_wordings` raises, and `NotPossible`.
    """
    with transaction.atomic():
        locked = _locked(proposal, may_write_proposal, by)
        _require_not_amended(locked)
        wanted = list(changes)
        before = {wording.language: wording for wording in locked.text.wordings.all()}
        for language in _touched(wanted, before) & settled_languages(locked):
            raise NotPossible(
                _("%(language)s was voted on; its wording stays.") % {"language": language_name(language)}
            )
        revisions = {language: wording.revision for language, wording in before.items()}
        wordings = write_wordings(locked.text, wanted, by=str(by.person or ""))
        written = {
            language: wording.revision
            for language, wording in wordings.items()
            if wording.pk and wording.revision != revisions.get(language)
        }
        if written:
            _rename_items(locked)
            record("proposal written", locked, by=by.person, network=by.network, revisions=written)
    return wordings


def _touched(changes: Iterable[Change], before: Mapping[str, Wording]) -> frozenset[str]:
    """The languages whose words would be others."""
    return frozenset(
        change.language
        for change in changes
        if (was := before.get(change.language)) is not None and (was.title, was.body) != (change.title, change.body)
    )


def change_proposal(
    proposal: Proposal, *, matter: str, field: FieldOfAction | None, audience: str, by: Viewer
) -> Proposal:
    """Change what the proposal is about. Once proposed, its matter stays as its organ proposed it."""
    with transaction.atomic():
        locked = _locked(proposal, may_edit_proposal, by)
        if matter != locked.matter and locked.state != Proposal.State.DRAFT:
            raise NotPossible(_("The matter was fixed when the proposal was made."))
        locked.matter, locked.field, locked.audience = matter, field, audience
        locked.save(update_fields=["matter", "field", "audience"])
        AgendaItem.objects.filter(placement__proposal=locked, meeting__state__in=COMING).update(audience=audience)
        Amendment.objects.filter(
            placement__proposal=locked, placement__item__meeting__state__in=COMING, state__in=PENDING
        ).update(audience=audience)
        record("proposal changed", locked, by=by.person, network=by.network, matter=matter, audience=audience)
    return locked


def _unsent_items(proposal: Proposal) -> Iterator[AgendaItem]:
    """The items under which the proposal stands on agendas that have not been sent, their meetings locked."""
    for item in AgendaItem.objects.filter(placement__proposal=proposal).select_related("meeting"):
        if locked_meeting(item.meeting).state == Meeting.State.PLANNED:
            yield item


def _rename_items(proposal: Proposal) -> None:
    """An agenda that has not been sent follows the titles of the proposal; one that was sent stays as it was sent."""
    titles, _bodies = wording_of(Proposal.objects.select_related("text").get(pk=proposal.pk))
    for item in _unsent_items(proposal):
        item.titles = titles
        item.save(update_fields=["titles"])


def _leave_agendas(proposal: Proposal, by: Viewer) -> None:
    for item in list(_unsent_items(proposal)):
        take_off(item, by=by)


def withdraw_proposal(proposal: Proposal, *, by: Viewer) -> Proposal:
    """Take a proposal back before it is decided; it leaves the agendas that have not been sent."""
    with transaction.atomic():
        locked = _locked(proposal, may_edit_proposal, by)
        locked.state = Proposal.State.WITHDRAWN
        locked.save(update_fields=["state"])
        _leave_agendas(locked, by)
        record("proposal withdrawn", locked, by=by.person, network=by.network)
    return locked


def place_proposal(proposal: Proposal, meeting: Meeting, *, by: Viewer) -> AgendaItem:
    """Put a proposal on a meeting's agenda: of its own organ to propose it, or of the addressee to decide it.

    The charter is asked whether the item may be admitted (right of proposal, deadline); raises `Refused` if not.
    """
    require(may_place_proposal(by, meeting), _("Only those who prepare this organ's meetings may change its agenda."))
    with transaction.atomic():
        locked = Proposal.objects.select_for_update(of=("self",)).select_related("text", "office").get(pk=proposal.pk)
        is_motion = locked.moved_by_id is not None
        if meeting.organ_id == locked.addressee_id and (is_motion or locked.addressee_id != locked.origin_id):
            purpose = Placement.Purpose.DECIDE
        elif meeting.organ_id == locked.origin_id:
            purpose = Placement.Purpose.PROPOSE
        else:
            raise NotPossible(_("This organ neither makes nor decides the proposal."))
        _check_placeable(locked, purpose, meeting)
        titles, _bodies = wording_of(locked)
        if not titles:
            raise NotPossible(_("The proposal has no title yet. Write it in at least one language first."))
        deciding = purpose == Placement.Purpose.DECIDE
        item = add_item(
            meeting,
            kind=AgendaItem.Kind.ELECTION if deciding and locked.office else AgendaItem.Kind.RESOLUTION,
            titles=titles,
            matter=locked.matter if deciding else "ordinary",
            audience=locked.audience,
            proposed_by=proposed_by(locked) if deciding else frozenset({locked.origin.key}),
            office=locked.office.key if deciding and locked.office else None,
            by=by,
        )
        placement = Placement.objects.create(network=by.network, item=item, proposal=locked, purpose=purpose)
        _take_up(placement)
        if item.kind == AgendaItem.Kind.ELECTION:
            prepare_election(item, by=by)
        record("proposal placed", locked, by=by.person, network=by.network, meeting=meeting.pk, purpose=purpose)
    return item


def _take_up(placement: Placement) -> None:
    """A text that was put off goes on where it was: with the amendments that wait, and with those that were merged.

    One that was referred, or written anew since, begins with its own wording again.
    """
    proposal = placement.proposal
    earlier = Placement.objects.filter(proposal=proposal, purpose=placement.purpose, put_off_at__isnull=False).order_by(
        "put_off_at"
    )
    before = earlier.exclude(pk=placement.pk).last()
    if before is None:
        return
    Amendment.objects.filter(placement=before, state__in=PENDING).update(placement=placement)
    if before.referred_to_id is None and not proposal.text.wordings.filter(changed_at__gt=before.put_off_at).exists():
        placement.amended_titles, placement.amended_bodies = before.amended_titles, before.amended_bodies
        placement.save(update_fields=["amended_titles", "amended_bodies"])


def _check_placeable(proposal: Proposal, purpose: str, meeting: Meeting) -> None:
    if proposal.state in {Proposal.State.DECIDED, Proposal.State.REJECTED, Proposal.State.WITHDRAWN}:
        raise NotPossible(_("This proposal is closed; it cannot be put on an agenda."))
    if purpose == Placement.Purpose.PROPOSE and proposal.state != Proposal.State.DRAFT:
        raise NotPossible(_("The organ has already made this proposal."))
    standing = proposal.placements.filter(purpose=purpose, put_off_at__isnull=True)
    if standing.filter(item__meeting__state__in=COMING).exists():
        raise NotPossible(_("The proposal is already on the agenda of a coming meeting."))
    if proposal.placements.filter(item__meeting=meeting.pk, put_off_at__isnull=False).exists():
        raise NotPossible(_("This meeting has put the proposal off; place it on the agenda of another."))


def proposed_by(proposal: Proposal) -> frozenset[str]:
    """The organs that have proposed it, for the charter: its origin, once that organ has resolved so."""
    return frozenset({proposal.origin.key}) if proposal.proposed_on else frozenset()
