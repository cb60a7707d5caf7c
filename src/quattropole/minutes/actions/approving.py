"""The next meeting of the organ approves the minutes, as they were sent out or with corrections."""

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Vote
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.minutes import mail, rules
from quattropole.minutes.actions.locking import locked, require_state
from quattropole.minutes.models import Minutes, Request
from quattropole.minutes.queries.content import changed_since_sent, content_digest
from quattropole.minutes.queries.languages import behind
from quattropole.network.models import Person

HELD = (Meeting.State.OPEN, Meeting.State.CLOSED)


def approve_minutes(
    minutes: Minutes,
    *,
    meeting: Meeting,
    item: AgendaItem | None = None,
    vote: Vote | None = None,
    by: Viewer,
) -> Minutes:
    """Record that a later meeting of the organ approved the minutes: under an item, by a vote or without objection.

    What was changed since they were sent out is recorded as corrected. From now on nothing of them can be changed.
    """
    require(
        rules.may_approve(by, minutes, meeting),
        _("Only the chair of the approving meeting and the secretariat record the approval."),
    )
    with transaction.atomic():
        current = locked(minutes)
        require_state(current, Minutes.State.PROPOSED)
        item = vote.item if vote is not None else item
        _check_meeting(current, meeting, item, vote)
        _check_content(current)
        current.corrected = [section.position for section in changed_since_sent(current)]
        current.state, current.approved_at = Minutes.State.APPROVED, clock.now()
        current.approved_in, current.approved_item, current.approved_vote = meeting, item, vote
        current.digest = content_digest(current)
        current.save(
            update_fields=[
                "corrected",
                "state",
                "approved_at",
                "approved_in",
                "approved_item",
                "approved_vote",
                "digest",
            ]
        )
        _ask_to_sign(current)
        record(
            "minutes approved",
            current,
            by=by.person,
            network=by.network,
            meeting=meeting.pk,
            item=item.pk if item else None,
            vote=vote.pk if vote else None,
            corrected=current.corrected,
            digest=current.digest,
        )
    return current


def _check_meeting(minutes: Minutes, meeting: Meeting, item: AgendaItem | None, vote: Vote | None) -> None:
    if meeting.organ_id != minutes.meeting.organ_id or meeting.starts_at <= minutes.meeting.starts_at:
        raise NotPossible(_("A later meeting of the same organ approves the minutes."))
    if meeting.state not in HELD:
        raise NotPossible(_("The approving meeting has not begun yet."))
    if item is not None and item.meeting_id != meeting.pk:
        raise NotPossible(_("This item belongs to another meeting."))
    if vote is not None and (vote.state != Vote.State.DECLARED or not vote.result.get("carried")):
        raise NotPossible(_("This vote has not approved anything."))


def _check_content(minutes: Minutes) -> None:
    if Request.objects.filter(minutes=minutes, outcome=Request.Outcome.OPEN).exists():
        raise NotPossible(_("Correction requests are open. Answer them first."))
    if behind(minutes):
        raise NotPossible(_("A passage is not in step in all binding languages. Complete it first."))


def _ask_to_sign(minutes: Minutes) -> None:
    signers: dict[int, Person] = {minutes.taker_id: minutes.taker}
    if minutes.meeting.chair is not None:
        signers[minutes.meeting.chair.pk] = minutes.meeting.chair
    mail.write_to(minutes, signers.values(), "to_sign")
