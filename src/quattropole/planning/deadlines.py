"""The days that the statutes set for a meeting: the last one to convene, and the last one for items."""

from dataclasses import dataclass
from datetime import date, timedelta

from quattropole import charter
from quattropole.charter import AdmitFacts, ConveneFacts, Trigger, Verdict
from quattropole.meetings import statutes
from quattropole.meetings.models import Meeting
from quattropole.planning.kinds import CONVENE_DAYS

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Days counted backwards from a meeting, exactly as BGB §§ 187, 188 count: both its ends are left out.

    `convene_by`: the last day on which the convocation is dispatched; `received_by`: the last on which it may arrive,
    where receipt triggers the period. `is_assumed`: the statutes set no period. Verdicts say which paragraph asks.
    """

    convene_by: date
    received_by: date | None
    is_assumed: bool
    notice: Verdict | None
    items_by: date | None
    items: Verdict | None


def deadlines(meeting: Meeting, delivery_days: int) -> Deadlines:
    """The days that the statutes set. No query. `delivery_days`: how long a letter is under way."""
    organ = statutes.rules_of(meeting.organ, meeting.day)
    if organ is None:
        return Deadlines(_before(meeting.day, CONVENE_DAYS), None, True, None, None, None)
    days, by_receipt = organ.notice.days, organ.notice.trigger is Trigger.RECEIPT
    if meeting.second_call_of_id is not None and organ.second_call.notice_days is not None:
        days = organ.second_call.notice_days
    if not organ.notice.required:
        days, by_receipt = CONVENE_DAYS, False
    received_by = _before(meeting.day, days)
    convene_by = received_by - timedelta(days=delivery_days) if by_receipt else received_by
    until = organ.items.until_days
    items_by = _before(meeting.day, until) if until is not None else None
    return Deadlines(
        convene_by=convene_by,
        received_by=received_by if by_receipt else None,
        is_assumed=not organ.notice.required,
        notice=_notice(meeting, convene_by, received_by if by_receipt else convene_by),
        items_by=items_by,
        items=_items(meeting, items_by) if items_by is not None else None,
    )


def _before(day: date, full_days: int) -> date:
    """The day between which and `day` there are so many full days."""
    return day - timedelta(days=full_days + 1)


def _notice(meeting: Meeting, sent_on: date, received_on: date) -> Verdict | None:
    version = meeting.network.charter.on(meeting.day)
    facts = ConveneFacts(
        organ=meeting.organ.key,
        meeting_on=meeting.day,
        sent_on=sent_on,
        received_on=received_on,
        form=charter.Form.TEXT,
        by_office=None,
        by_post=None,
        mode=charter.Mode.IN_PERSON,
        items=(),
        agenda_attached=True,
        second_call_of=meeting.second_call_of.day if meeting.second_call_of else None,
    )
    return next((verdict for verdict in charter.convene(version, facts).verdicts if verdict.rule == "notice"), None)


def _items(meeting: Meeting, added_on: date) -> Verdict | None:
    version = meeting.network.charter.on(meeting.day)
    facts = AdmitFacts(
        organ=meeting.organ.key,
        matter="ordinary",
        proposed_by=frozenset(),
        added_on=added_on,
        meeting_on=meeting.day,
        convened_on=None,
        renotified_on=None,
    )
    found = charter.admit_item(version, facts).verdicts
    return next((verdict for verdict in found if verdict.rule == "item_deadline"), None)


def working_day(day: date, *, later: bool = False) -> date:
    """The day, or where it is a Saturday or Sunday the Friday before it (`later`: the Monday after it)."""
    over = day.weekday() - SATURDAY
    if over < 0:
        return day
    return day + timedelta(days=2 - over) if later else day - timedelta(days=over + 1)
