"""The meeting itself: opened by its chair, closed by its chair."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access import audit
from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer
from quattropole.charter import Findings, OpenMeetingFacts
from quattropole.live import Topic, publish
from quattropole.meetings import rules, statutes
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.actions.quorum import mark_quorum
from quattropole.meetings.models import Meeting
from quattropole.meetings.queries import presence

closing_checks: list[Callable[[Meeting], str | None]] = []
"""What other rooms ask before a meeting is closed: a message to the reader, or None where nothing is open."""

closing_deeds: list[Callable[[Meeting, Viewer], None]] = []
"""What other rooms end with the meeting, in its transaction."""


def check_opening(meeting: Meeting, *, by: Viewer) -> Findings:
    """What the statutes say to opening the meeting now, with the viewer in the chair."""
    version = meeting.network.charter.on(meeting.day)
    organ = version.organs.get(meeting.organ.key)
    if organ is None:
        return statutes.no_findings("open_meeting", version, meeting.day)
    convocation = meeting.convocations.order_by("-number").first()
    return charter.open_meeting(
        version,
        OpenMeetingFacts(
            organ=organ.key,
            on=clock.today(),
            presence=presence(meeting),
            chair_office=statutes.office_held(by, statutes.chairing_offices(meeting.organ, organ)),
            second_call=meeting.second_call_of_id is not None,
            convocation_ok=convocation is not None and not convocation.findings.get("refused", False),
        ),
    )


def open_meeting(meeting: Meeting, *, by: Viewer) -> Meeting:
    """Open a convened meeting on its day, the one for which people were invited. Votes ask again for the quorum."""
    require(rules.may_chair(by, meeting), _("Only the chair opens the meeting."))
    with transaction.atomic():
        current = locked(meeting)
        if current.state == Meeting.State.OPEN:
            raise NotPossible(_("This meeting is open already."))
        if current.state != Meeting.State.CONVENED:
            raise NotPossible(_("Only a meeting that has been convened can be opened."))
        if clock.today() < current.day:
            raise NotPossible(_("The meeting can be opened on its day, not before."))
        if clock.today() > current.day:
            raise NotPossible(_("The day of this meeting has passed. Cancel it and convene another."))
        findings = check_opening(current, by=by)
        if findings.refused:
            raise Refused(findings)
        current.state = Meeting.State.OPEN
        current.opened_at = clock.now()
        current.chair = by.person
        current.opening = findings.as_dict()
        current.save(update_fields=["state", "opened_at", "chair", "opening"])
        audit.record("meeting opened", current, by=by.person, network=by.network, statutes=findings.statutes_key)
        mark_quorum(current, by=by.person)
        publish(current.pk, Topic.MEETING, Topic.PRESENCE, Topic.RIGHTS)
    return current


def close_meeting(meeting: Meeting, *, by: Viewer) -> Meeting:
    """Close the meeting; whoever is there leaves with it. Not while something of it is still running."""
    require(rules.may_chair(by, meeting), _("Only the chair closes the meeting."))
    with transaction.atomic():
        current = locked(meeting)
        if current.state == Meeting.State.CLOSED:
            raise NotPossible(_("This meeting is closed already."))
        if current.state != Meeting.State.OPEN:
            raise NotPossible(_("This meeting is not open."))
        for check in closing_checks:
            obstacle = check(current)
            if obstacle:
                raise NotPossible(obstacle)
        for deed in closing_deeds:
            deed(current, by)
        now = clock.now()
        current.state = Meeting.State.CLOSED
        current.closed_at = now
        current.save(update_fields=["state", "closed_at"])
        there = current.attendances.filter(left_at__isnull=True).update(left_at=Greatest(Value(now), F("arrived_at")))
        audit.record("meeting closed", current, by=by.person, network=by.network, present=there)
        publish(current.pk, Topic.MEETING, Topic.PRESENCE)
    return current
