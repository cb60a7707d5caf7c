"""Those without an answer are reminded, by one press and at most once a day."""

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access import audit
from quattropole.access.rules import NotPossible, acting
from quattropole.access.viewer import Viewer
from quattropole.meetings.models import Meeting
from quattropole.planning import mail
from quattropole.planning.actions.steps import require_planning
from quattropole.planning.models import AnswerReminder
from quattropole.planning.queries.answers import people_without_answer


def remind_unanswered(meeting: Meeting, *, by: Viewer) -> AnswerReminder:
    """Write to everybody who was invited and has not answered. A second press on the same day raises `NotPossible`."""
    require_planning(by, meeting)
    person = acting(by)
    with transaction.atomic():
        current = Meeting.objects.select_for_update(of=("self",)).select_related("organ").get(pk=meeting.pk)
        current.network = current.organ.network = meeting.network
        if current.state != Meeting.State.CONVENED or current.starts_at <= clock.now():
            raise NotPossible(_("Reminders go out between the convocation and the meeting."))
        today = clock.today()
        if AnswerReminder.objects.filter(meeting=current, on=today).exists():
            raise NotPossible(_("They have been reminded today already. Once a day is enough."))
        people = list(people_without_answer(current))
        if not people:
            raise NotPossible(_("Everybody has answered."))
        written = mail.remind(current, people)
        reminder: AnswerReminder = AnswerReminder.objects.create(
            network=current.network,
            meeting=current,
            on=today,
            at=clock.now(),
            by=person,
            people=written,
            by_post=len(people) - written,
        )
        audit.record(
            "members without an answer reminded",
            current,
            by=person,
            network=by.network,
            people=written,
            by_post=reminder.by_post,
        )
    return reminder
