"""Who may watch a meeting live, as a member, at the console, from the public gallery."""

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


def followers(meeting: Meeting, day: date) -> set[int]:
    """The people (by primary key) for whom `may_follow` holds on a day; seven queries, however many they are."""
    seats = Q(seat__organ__kind=Organ.Kind.SECRETARIAT)
    if meeting.audience != Audience.SECRETARIAT:
        seats |= Q(seat__organ=meeting.organ_id)
    people = set(mandates_on(day).filter(seats).values_list("person_id", flat=True))
    if meeting.audience == Audience.SECRETARIAT:
        return people
    rules = rules_of(meeting.organ, day)
    if rules is not None:
        leading = dict.fromkeys((*rules.conveners.offices, *rules.chair.offices))
        people |= {person.pk for _, person in holders(meeting.network, leading, day)}
    invited = Invitation.objects.filter(convocation__meeting=meeting).values_list("person_id", flat=True)
    named = Reply.objects.filter(meeting=meeting, answer=Reply.Answer.SUBSTITUTE).values_list("substitute", flat=True)
    there = Attendance.objects.filter(meeting=meeting).values_list("person_id", flat=True)
    return people.union(invited, named, there)


def role_of(viewer: Viewer, meeting: Meeting) -> Role:
    """What the viewer may do at the console; nobody else opens it."""
    if may_chair(viewer, meeting):
        return Role.CHAIR
    return Role.DESK if viewer.is_secretariat and viewer.network.pk == meeting.network_id else Role.NONE


def may_watch_publicly(meeting: Meeting) -> bool:
    """Whether everybody may watch: a public meeting that is in session, or was a moment ago."""
    if meeting.audience != Audience.PUBLIC:
        return False
    if meeting.state == Meeting.State.OPEN:
        return True
    ended = meeting.closed_at if meeting.state == Meeting.State.CLOSED else None
    return ended is not None and clock.now() - ended < AFTERWARDS
