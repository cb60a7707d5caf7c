"""A second meeting on the same agenda, after one that had no quorum; only where the statutes know it."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access.rules import NotPossible, Refused
from quattropole.access.viewer import Viewer
from quattropole.charter import ConveneFacts
from quattropole.meetings import statutes
from quattropole.meetings.actions.agenda import add_item
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.actions.planning import plan_meeting, require_preparing
from quattropole.meetings.models import AgendaItem, Meeting
from quattropole.meetings.queries import lacked_quorum

taking_over: list[Callable[[AgendaItem, Meeting, Viewer], bool]] = []
"""What other rooms do with an item of the first meeting, in the same transaction: True where they have put it on the
agenda of the second one themselves, or where it was decided and does not come again."""


def plan_second_call(first: Meeting, *, starts_at: datetime, by: Viewer) -> Meeting:
    """Plan the second meeting with the agenda that is left of the first, which ended without a quorum.

    `Refused` where the statutes know no second call, or none so early. It is convened like any other meeting, with the
    notice that the statutes set for it.
    """
    require_preparing(by, first.organ)
    with transaction.atomic():
        current = locked(first)
        if current.state != Meeting.State.CLOSED:
            raise NotPossible(_("A meeting is called a second time when it is over."))
        if not lacked_quorum(current):
            raise NotPossible(_("This meeting ended with its quorum."))
        if current.second_calls.exclude(state=Meeting.State.CANCELLED).exists():
            raise NotPossible(_("The second call of this meeting is planned already."))
        _require_allowed(current, starts_at)
        second = plan_meeting(
            current.organ,
            starts_at=starts_at,
            place=current.place,
            mode=current.mode,
            host_city=current.host_city,
            titles=current.titles,
            link=current.link,
            mode_resolution=current.mode_resolution,
            audience=current.audience,
            second_call_of=current,
            by=by,
        )
        for item in current.items.order_by("position"):
            if not any(take(item, second, by) for take in taking_over):
                _take_over(item, second, by)
    return second


def _require_allowed(first: Meeting, starts_at: datetime) -> None:
    day = timezone.localdate(starts_at)
    version = first.network.charter.on(day)
    if first.organ.key not in version.organs:
        raise NotPossible(_("The statutes set no rules for this body."))
    facts = ConveneFacts(organ=first.organ.key, meeting_on=day, sent_on=clock.today(), second_call_of=first.day)
    verdict = charter.convene(version, facts).verdict("second_call")
    if verdict is not None and verdict.breached:
        raise Refused(statutes.findings_of("convene", version, day, verdict))


def _take_over(item: AgendaItem, second: Meeting, by: Viewer) -> None:
    add_item(
        second,
        kind=item.kind,
        titles=item.titles,
        matter=item.matter,
        notes=item.notes,
        audience=item.audience,
        proposed_by=frozenset(item.proposed_by),
        office=item.office or None,
        by=by,
    )
