"""Meetings, convocation, agenda, papers, answers, attendance."""

from quattropole.access.models import Audience
from quattropole.meetings.models.convocation import Convocation, Dispatch, Invitation, Mailing
from quattropole.meetings.models.meetings import AgendaItem, Meeting
from quattropole.meetings.models.papers import MeetingBook, Paper
from quattropole.meetings.models.presence import Attendance, Proxy, QuorumMark, Reply

__all__ = [
    "AgendaItem",
    "Attendance",
    "Audience",
    "Convocation",
    "Dispatch",
    "Invitation",
    "Mailing",
    "Meeting",
    "MeetingBook",
    "Paper",
    "Proxy",
    "QuorumMark",
    "Reply",
]
