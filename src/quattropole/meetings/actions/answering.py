"""A seat answers the convocation; a substitute is named where the statutes allow one."""

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access import audit
from quattropole.access.rules import NotAllowed, NotPossible, Refused
from quattropole.access.viewer import Viewer
from quattropole.charter import Findings
from quattropole.live import Topic, publish
from quattropole.meetings import rules, statutes
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.models import Attendance, Meeting, Reply
from quattropole.network.models import Person, Seat, Substitute
from quattropole.network.queries import mandates_on, runs_on


def substitution(meeting: Meeting, seat: Seat, substitute: Person) -> Findings:
    """What the statutes say to this person sitting for this seat."""
    version = meeting.network.charter.on(meeting.day)
    organ = version.organs.get(meeting.organ.key)
    if organ is None:
        return statutes.no_findings("substitute", version, meeting.day)
    verdict = charter.may_substitute(
        organ,
        seat.city.slug if seat.city else "",
        substitute.city.slug if substitute.city else "",
        named_by_city=Substitute.objects.filter(
            runs_on(meeting.day, "since", "until"), organ=meeting.organ_id, person=substitute
        ).exists(),
    )
    return statutes.findings_of("substitute", version, meeting.day, verdict)


def require_substitute(meeting: Meeting, seat: Seat, substitute: Person) -> None:
    """Raise unless this person may sit for this seat: `Refused` by the statutes, `NotPossible` by the facts."""
    findings = substitution(meeting, seat, substitute)
    if any(verdict.breached for verdict in findings.verdicts):
        raise Refused(findings)
    if mandates_on(meeting.day).filter(person=substitute, seat__organ=meeting.organ_id).exists():
        raise NotPossible(_("%(person)s holds a seat in this organ already.") % {"person": substitute})
    elsewhere = meeting.replies.filter(substitute=substitute).exclude(seat=seat)
    if elsewhere.exists():
        raise NotPossible(_("%(person)s is already named for another seat.") % {"person": substitute})


def reply(meeting: Meeting, seat: Seat, *, answer: str, substitute: Person | None = None, by: Viewer) -> Reply:
    """Answer the convocation for a seat; a later answer replaces the earlier one until the meeting is opened."""
    if by.person is None or not rules.may_reply(by, meeting, seat):
        raise NotAllowed(_("Only who holds the seat answers for it."))
    answer = Reply.Answer(answer)
    with transaction.atomic():
        current = locked(meeting)
        if current.state != Meeting.State.CONVENED:
            raise NotPossible(_("Answers are taken from the convocation until the meeting is opened."))
        if answer == Reply.Answer.REMOTE and current.mode == Meeting.Mode.ON_SITE:
            raise NotPossible(_("This meeting takes place on site only."))
        if answer == Reply.Answer.COMING and current.mode == Meeting.Mode.VIRTUAL:
            raise NotPossible(_("This meeting takes place remotely only."))
        if answer == Reply.Answer.SUBSTITUTE:
            if substitute is None:
                raise NotPossible(_("Name the substitute."))
            require_substitute(current, seat, substitute)
        given: Reply
        given, _created = Reply.objects.update_or_create(
            meeting=current,
            seat=seat,
            defaults={
                "network": current.network,
                "answer": answer,
                "substitute": substitute if answer == Reply.Answer.SUBSTITUTE else None,
                "by": by.person,
                "at": clock.now(),
            },
        )
        audit.record(
            "convocation answered",
            given,
            by=by.person,
            network=by.network,
            meeting=current.pk,
            seat=seat.pk,
            answer=answer.value,
            substitute=str(given.substitute) if given.substitute else None,
        )
        publish(current.pk, Topic.PRESENCE, Topic.RIGHTS)
    return given


def mode_answered(given: Reply | None) -> str:
    """The way of attending that an answer announces."""
    if given is not None and given.answer == Reply.Answer.REMOTE:
        return Attendance.Mode.REMOTE
    return Attendance.Mode.ON_SITE
