"""The frame of a meeting is changed: freely while it is planned, told to everyone invited once it is convened."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access import audit
from quattropole.access.models import Audience
from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer
from quattropole.charter import Findings
from quattropole.live import Topic, publish
from quattropole.meetings import rules, statutes
from quattropole.meetings.actions.convening import as_sent, check_convocation, said_in
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.actions.planning import check_place, check_time, require_preparing
from quattropole.meetings.dispatching import Act, invited_to, invitees_of, note_invited, order
from quattropole.meetings.models import Convocation, Mailing, Meeting
from quattropole.meetings.queries import seats_of
from quattropole.network.models import City
from quattropole.texts.localized import Localized


class Frame(TypedDict, total=False):
    """What can be changed of a meeting; what is not given stays."""

    starts_at: datetime
    ends_at: datetime | None
    place: str
    mode: str
    host_city: City | None
    titles: Mapping[str, str]
    link: str
    mode_resolution: str
    audience: str
    interpretation: Sequence[str]
    journeys: Mapping[str, str]


STANDING = frozenset({"mode", "mode_resolution"})
"""What stands once the meeting is convened."""
TOLD = ("starts_at", "ends_at", "place", "link", "interpretation", "journeys")
"""What those invited are told of, in this order."""


def change_meeting(meeting: Meeting, *, by: Viewer, **frame: Unpack[Frame]) -> Meeting:
    """Change the frame of a meeting that has not begun.

    Once it is convened its way of meeting stands, and those invited get a correction of what concerns them. To move it
    to another day is to convene it anew for that day: only who convenes may, everyone is invited again, the answers so
    far count no more. `Refused` where the notice would be too short.
    """
    require_preparing(by, meeting.organ)
    wanted = _wanted(frame)
    with transaction.atomic():
        current = locked(meeting)
        before = {name: getattr(current, name) for name in wanted}
        changed = [name for name in wanted if before[name] != wanted[name]]
        if not changed:
            return current
        if current.state not in (Meeting.State.PLANNED, Meeting.State.CONVENED):
            raise NotPossible(_("This meeting has begun or is over; it cannot be changed."))
        day = current.day
        for name in changed:
            setattr(current, name, wanted[name])
        if current.state == Meeting.State.PLANNED or {"starts_at", "ends_at"} & set(changed):
            check_time(current.starts_at, current.ends_at)
        check_place(current.mode, current.place, current.link)
        if current.state == Meeting.State.CONVENED:
            _correct(current, {name: before[name] for name in changed}, day, by)
        current.save(update_fields=[*changed, "sequence"])
        if "audience" in changed:
            _narrow_along(current)
        audit.record("meeting changed", current, by=by.person, network=by.network, changed=changed)
        publish(current.pk, Topic.MEETING, Topic.RIGHTS)
    return current


def _narrow_along(meeting: Meeting) -> None:
    """What was for more people than the meeting is now for, is for those of the meeting only."""
    wider = Audience.values[: Audience.values.index(meeting.audience)]
    for records in (meeting.items, meeting.papers, meeting.books):
        records.filter(audience__in=wider).update(audience=meeting.audience)


def _wanted(frame: Frame) -> dict[str, Any]:
    wanted: dict[str, Any] = dict(frame)
    for name in ("titles", "journeys"):
        if name in wanted:
            wanted[name] = Localized({code: words for code, words in wanted[name].items() if words})
    if "place" in wanted:
        wanted["place"] = wanted["place"].strip()
    if "interpretation" in wanted:
        wanted["interpretation"] = list(wanted["interpretation"])
    if "audience" in wanted and not wanted["audience"]:
        del wanted["audience"]
    return wanted


def _correct(meeting: Meeting, before: Mapping[str, Any], day: date, by: Viewer) -> None:
    """Tell those invited what is different about a convened meeting, which is as it shall be but not saved yet."""
    if STANDING & set(before):
        raise NotPossible(_("The meeting has been convened in this way of meeting. Cancel it and plan another."))
    changes = [
        {"field": name, "before": _plain(before[name]), "after": _plain(getattr(meeting, name))}
        for name in TOLD
        if name in before
    ]
    if not changes:
        return
    meeting.sequence += 1
    if meeting.day == day:
        order(meeting, invited_to(meeting), Act(Mailing.Kind.CORRECTION, by, changes=changes))
        return
    changes[0]["asks"] = True
    _convene_anew(meeting, changes, by)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _convene_anew(meeting: Meeting, changes: list[dict[str, Any]], by: Viewer) -> None:
    """The meeting is moved to another day, on which others may hold the seats."""
    require(
        rules.may_convene(by, meeting.organ),
        _("Only those who convene the organ under the statutes may send the convocation."),
    )
    findings = check_convocation(meeting, by=by)
    if findings.refused:
        raise Refused(findings)
    items = list(meeting.items.filter(named_in__isnull=False).order_by("position"))
    convocation = Convocation.objects.create(
        network=meeting.network,
        meeting=meeting,
        number=meeting.convocations.count() + 1,
        sent_at=clock.now(),
        by=by.person,
        form=charter.Form.TEXT.value,
        agenda=[as_sent(item) for item in items],
        findings=findings.as_dict(),
    )
    invited = invited_to(meeting)
    holding = invitees_of(seats_of(meeting))
    note_invited(convocation, holding)
    meeting.replies.all().delete()
    act = Act(Mailing.Kind.CORRECTION, by, items, said_in(findings), changes, convocation)
    order(meeting, invited | holding, act)
    audit.record(
        "meeting moved",
        meeting,
        by=by.person,
        network=by.network,
        convocation=convocation.pk,
        starts_at=meeting.starts_at,
        statutes=findings.statutes_key,
    )


def check_move(meeting: Meeting, starts_at: datetime, *, by: Viewer | None = None) -> Findings:
    """What the statutes say to moving the meeting, today, to begin at another time. Changes nothing."""
    moved = Meeting.objects.select_related("organ__network", "network", "second_call_of").get(pk=meeting.pk)
    moved.starts_at = starts_at
    return check_convocation(moved, by=by)


def first_day_to_move(meeting: Meeting) -> date | None:
    """The first day to which the meeting can be moved today with its notice kept; None where no period is set."""
    organ = statutes.rules_of(meeting.organ, meeting.day)
    if organ is None or not organ.notice.required:
        return None
    days = organ.notice.days
    if meeting.second_call_of_id is not None and organ.second_call.notice_days is not None:
        days = organ.second_call.notice_days
    return timezone.localdate(clock.now()) + timedelta(days=days + 1)
