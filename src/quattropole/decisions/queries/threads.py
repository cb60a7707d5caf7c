"""The one thread: from a proposal over the organ that made it, the meeting and the vote, to the register."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from quattropole.access.rules import may_see
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Amendment, Placement, Proposal, Resolution
from quattropole.decisions.queries.facts import wording_of
from quattropole.decisions.queries.rewording import label_of
from quattropole.decisions.rules import visible_amendments
from quattropole.meetings.models import Meeting
from quattropole.texts.localized import Localized


@dataclass(frozen=True)
class Step:
    """One step of the thread. `kind` and `pk` say where it leads; a step not for this viewer has no `pk`."""

    kind: str
    label: str
    words: Localized | str
    on: date | None
    pk: int | None
    is_current: bool = False


def _meeting_step(meeting: Meeting, label: str, viewer: Viewer) -> Step:
    seen = may_see(viewer, meeting, meeting.organ_id)
    return Step(
        "meeting", label, str(meeting), timezone.localtime(meeting.starts_at).date(), meeting.pk if seen else None
    )


def _origin_steps(proposal: Proposal, viewer: Viewer) -> list[Step]:
    """The proposal and the meeting in which its organ made it."""
    seen = may_see(viewer, proposal, proposal.origin_id) or may_see(viewer, proposal, proposal.addressee_id)
    steps = [
        Step(
            "proposal",
            _("Proposal"),
            (wording_of(proposal)[0] if seen else "") or str(proposal.origin),
            proposal.proposed_on or timezone.localtime(proposal.created_at).date(),
            proposal.pk if seen else None,
        )
    ]
    placed = (
        Placement.objects.filter(proposal=proposal, purpose=Placement.Purpose.PROPOSE)
        .select_related("item__meeting__organ")
        .order_by("item__meeting__starts_at")
        .last()
    )
    if placed is not None:
        steps.append(_meeting_step(placed.item.meeting, str(placed.item.meeting.organ), viewer))
    return steps


def _put_off_steps(proposal: Proposal, viewer: Viewer) -> list[Step]:
    """The meetings that had the proposal on their agenda and adjourned it, or referred it to a group."""
    placed = Placement.objects.filter(proposal=proposal, put_off_at__isnull=False).order_by("put_off_at")
    steps = []
    for placement in placed.select_related("item__meeting__organ", "referred_to"):
        organ = placement.referred_to
        label = _("Referred to %(organ)s") % {"organ": organ.names} if organ else _("Adjourned")
        steps.append(_meeting_step(placement.item.meeting, label, viewer))
        steps += _amendment_steps(placement.item_id, viewer)
    return steps


def _amendment_steps(item: int, viewer: Viewer) -> list[Step]:
    """What was merged into the text under an item before it was decided, in the order in which it was."""
    merged = (
        visible_amendments(viewer)
        .filter(placement__item=item, state__in=[Amendment.State.CARRIED, Amendment.State.ADOPTED])
        .order_by("decided_at", "number")
    )
    return [
        Step(
            "amendment",
            label_of(one),
            one.get_state_display(),
            timezone.localtime(one.decided_at).date() if one.decided_at else None,
            one.pk,
        )
        for one in merged
    ]


def thread_of(resolution: Resolution, viewer: Viewer) -> list[Step]:
    """The steps that led to the resolution, in order, the resolution last."""
    steps: list[Step] = []
    if resolution.proposal is not None:
        steps += _origin_steps(resolution.proposal, viewer)
        steps += _put_off_steps(resolution.proposal, viewer)
    if resolution.meeting is not None:
        steps.append(_meeting_step(resolution.meeting, _("Meeting"), viewer))
    if resolution.vote is not None:
        vote = resolution.vote
        steps += _amendment_steps(vote.item_id, viewer)
        label = _("Election") if vote.election_id else _("Vote")
        steps.append(Step("vote", label, vote.get_method_display(), timezone.localtime(vote.opened_at).date(), None))
    steps.append(
        Step("resolution", _("Resolution"), resolution.label, resolution.adopted_on, resolution.pk, is_current=True)
    )
    return steps


def proposal_thread(proposal: Proposal, viewer: Viewer) -> list[Step]:
    """The same thread seen from the proposal, forward to the resolutions it led to."""
    steps = _origin_steps(proposal, viewer)
    steps[0] = replace(steps[0], is_current=True)
    steps += _put_off_steps(proposal, viewer)
    placed = (
        Placement.objects.filter(proposal=proposal, purpose=Placement.Purpose.DECIDE, put_off_at__isnull=True)
        .select_related("item__meeting__organ")
        .order_by("item__meeting__starts_at")
        .last()
    )
    if placed is not None:
        steps.append(_meeting_step(placed.item.meeting, _("Meeting"), viewer))
        steps += _amendment_steps(placed.item_id, viewer)
    steps += [
        Step("resolution", _("Resolution"), entry.label, entry.adopted_on, entry.pk)
        for entry in Resolution.objects.filter(proposal=proposal).order_by("adopted_on")
        if may_see(viewer, entry, entry.organ_id)
    ]
    return steps
