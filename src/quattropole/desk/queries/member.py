"""What is due for a member and for the chair."""

from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.viewer import Viewer
from quattropole.decisions import queries as decisions
from quattropole.decisions.models import Vote
from quattropole.decisions.queries.proposals import referred
from quattropole.desk.queries.due import ROWS, Due, OwnMeeting, Section, days_until, name_of, section, vote_due
from quattropole.meetings import queries as meetings
from quattropole.meetings import rules as meeting_rules
from quattropole.meetings.models import Meeting, MeetingBook
from quattropole.texts.queries import localized


def member_sections(viewer: Viewer) -> list[Section]:
    if viewer.person is None:
        return []
    answers = [
        Due(
            what=name_of(invitation.convocation.meeting),
            address=f"{reverse('meetings:reply', args=[invitation.convocation.meeting_id])}?seat={invitation.seat_id}",
            do=_("Answer"),
            whom=invitation.seat.titles,
            by=invitation.convocation.meeting.day,
            days_left=days_until(invitation.convocation.meeting.day),
        )
        for invitation in meetings.unanswered_by(viewer.person)
    ]
    votes = [vote_due(vote, _("Cast your vote"), live="assembly:member") for vote in decisions.running_votes(viewer)]
    tasks = [
        Due(
            what=localized(placement.proposal.text)[0],
            address=reverse("decisions:proposal", args=[placement.proposal_id]),
            do=_("Open the proposal"),
            whom=placement.item.meeting.organ.names,
        )
        for placement in referred(viewer)
    ]
    return [
        section("votes", _("Votes that are open"), votes),
        section("answers", _("Invitations without your answer"), answers),
        section("referred", _("Referred to your group"), tasks),
    ]


def chair_sections(viewer: Viewer) -> list[Section]:
    """For those who chair: meetings of today to open or to close, votes to close and to declare."""
    if not viewer.offices and not viewer.is_secretariat:
        return []
    running = meetings.meetings_for(viewer).filter(
        Q(state=Meeting.State.OPEN) | Q(state=Meeting.State.CONVENED, starts_at__lt=clock.now() + timedelta(days=1))
    )
    chaired = [
        meeting
        for meeting in running.prefetch_related("organ__offices")
        if (meeting.state == Meeting.State.OPEN or meeting.day == clock.today())
        and meeting_rules.may_chair(viewer, meeting)
    ]
    sessions = [
        Due(
            what=name_of(meeting),
            address=reverse("assembly:console", args=[meeting.pk]),
            do=_("Close the meeting") if meeting.state == Meeting.State.OPEN else _("Open the meeting"),
            whom=meeting.organ.names,
            by=meeting.day,
            days_left=days_until(meeting.day),
        )
        for meeting in chaired
        if meeting.mode != Meeting.Mode.CIRCULAR
    ]
    if not chaired:
        return []
    here = {meeting.pk for meeting in chaired}
    running_votes = decisions.votes_for(viewer).filter(item__meeting__in=here)
    votes = [
        vote_due(
            vote,
            _("Declare the result") if vote.state == Vote.State.CLOSED else _("Close the vote"),
            live="assembly:console",
        )
        for vote in running_votes.filter(state__in=[Vote.State.OPEN, Vote.State.CLOSED])
    ]
    return [
        section("sessions", _("Meetings that you chair"), sessions),
        section("results", _("Votes to close and to declare"), votes),
    ]


def own_meetings(viewer: Viewer) -> list[OwnMeeting]:
    """The coming meetings in which the viewer sits, whether by a seat or as a substitute."""
    if viewer.person is None:
        return []
    part = (
        Q(organ__in=viewer.organ_ids)
        | Q(replies__substitute=viewer.person)
        | Q(convocations__invitations__person=viewer.person)
    )
    coming = list(
        meetings.meetings_for(viewer)
        .filter(part, state__in=[Meeting.State.CONVENED, Meeting.State.OPEN])
        .distinct()
        .order_by("starts_at")[:ROWS]
    )
    papers = dict(
        meeting_rules.visible_papers(viewer)
        .filter(meeting__in=[meeting.pk for meeting in coming], withdrawn_at__isnull=True)
        .values("meeting")
        .annotate(papers=Count("number", distinct=True))
        .values_list("meeting", "papers")
    )
    books = set(
        meeting_rules.visible_books(viewer)
        .filter(meeting__in=[meeting.pk for meeting in coming], state=MeetingBook.State.MADE)
        .values_list("meeting", flat=True)
    )
    return [OwnMeeting(meeting, papers.get(meeting.pk, 0), meeting.pk in books) for meeting in coming]
