"""Who may watch a meeting live, as a member, at the console, from the public gallery."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q

from quattropole import clock
from quattropole.access.models import Audience
from quattropole.access.viewer import Viewer
from quattropole.assembly.parts.screens import Role
from quattropole.meetings.models import Attendance, Invitation, Meeting, Reply
from quattropole.meetings.rules import may_chair, may_see_meeting, sits_in
from quattropole.meetings.statutes import holders, rules_of
from quattropole.network.models import Organ
from quattropole.network.queries import mandates_on

AFTERWARDS = timedelta(hours=1)
"""For how long the gallery shows how a meeting ended."""


def may_follow(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether the viewer sees the meeting as its members do: members, who has a part in it, the secretariat."""
    if viewer.person is None or not may_see_meeting(viewer, meeting):
        return False
    return viewer.is_secretariat or meeting.organ_id in viewer.organ_ids or sits_in(viewer, meeting)


def followers(meeting: Meeting, day: date, *, among: Collection[int]) -> set[int]:
    """Those of the people (by primary key) for whom `may_follow` holds on a day; a few queries for all of them."""
    seats = Q(seat__organ__kind=Organ.Kind.SECRETARIAT)
    if meeting.audience == Audience.SECRETARIAT:
        return set(mandates_on(day).filter(seats, person__in=among).values_list("person", flat=True))
    seats |= Q(seat__organ=meeting.organ_id)
    found = set(mandates_on(day).filter(seats, person__in=among).values_list("person", flat=True))
    rules = rules_of(meeting.organ, day)
    if rules is not None:
        leading = dict.fromkeys((*rules.conveners.offices, *rules.chair.offices))
        found.update(person.pk for _, person in holders(meeting.network, leading, day) if person.pk in among)
    rest = set(among) - found
    invited = Invitation.objects.filter(convocation__meeting=meeting, person__in=rest)
    named = Reply.objects.filter(meeting=meeting, substitute__in=rest)
    there = Attendance.objects.filter(meeting=meeting, person__in=rest)
    return found.union(
        invited.values_list("person", flat=True),
        named.values_list("substitute", flat=True),
        there.values_list("person", flat=True),
    )


def role_of(viewer: Viewer, meeting: Meeting) -> Role:
    """What the viewer may do at the console; nobody else opens it."""
    if may_chair(viewer, meeting):
        return Role.CHAIR
    return Role.DESK if viewer.is_secretariat and viewer.network.pk == meeting.network_id else Role.NONE


def may_watch_publicly(meeting: Meeting) -> bool:
    """Whether everybody may watch: a public meeting that is in session, or was a moment ago."""
    if meeting.audience != Audience.PUBLIC or meeting.mode == Meeting.Mode.CIRCULAR:
        return False
    if meeting.state == Meeting.State.OPEN:
        return True
    ended = meeting.closed_at if meeting.state == Meeting.State.CLOSED else None
    return ended is not None and clock.now() - ended < AFTERWARDS
