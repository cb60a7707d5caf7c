"""Minutes are sent out to the members, who can ask for corrections until the next meeting approves them."""

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, acting, require
from quattropole.access.viewer import Viewer
from quattropole.meetings.models import Attendance, Meeting
from quattropole.minutes import mail, rules
from quattropole.minutes.actions.locking import locked, only_writers, require_state
from quattropole.minutes.models import Minutes, Request, Section
from quattropole.minutes.queries.content import content_digest, section_digests
from quattropole.minutes.queries.languages import behind
from quattropole.network.models import Person
from quattropole.network.queries import mandates_on
from quattropole.texts.names import language_name

LONGEST = 4000


def propose_minutes(minutes: Minutes, *, by: Viewer) -> int:
    """Send the minutes out to everyone who sits in the organ or was there; how many were written to.

    Raises `NotPossible` while the meeting goes on or a passage lacks a binding language.
    """
    require(rules.may_write(by, minutes), only_writers())
    with transaction.atomic():
        current = locked(minutes)
        require_state(current, Minutes.State.DRAFT)
        if current.meeting.state != Meeting.State.CLOSED:
            raise NotPossible(_("The meeting is not over yet."))
        if current.meeting.closed_at and current.gathered_at < current.meeting.closed_at:
            raise NotPossible(_("The facts were gathered before the meeting was closed. Gather them anew first."))
        missing = behind(current)
        if missing:
            names = ", ".join(language_name(language) for language in missing)
            raise NotPossible(_("Some passages are missing or outdated in: %(languages)s.") % {"languages": names})
        current.state, current.proposed_at = Minutes.State.PROPOSED, clock.now()
        current.proposed = {"sections": section_digests(current), "digest": content_digest(current)}
        current.save(update_fields=["state", "proposed_at", "proposed"])
        told = mail.write_to(current, _members(current), "proposed")
        record(
            "minutes proposed",
            current,
            by=by.person,
            network=by.network,
            told=told,
            digest=current.proposed["digest"],
        )
    return told


def _members(minutes: Minutes) -> list[Person]:
    """Who sits in the organ today or was at the meeting, each once."""
    sitting = mandates_on(clock.today()).filter(seat__organ=minutes.meeting.organ_id).values("person")
    came = Attendance.objects.filter(meeting=minutes.meeting_id).values("person")
    people = Person.objects.filter(pk__in=sitting) | Person.objects.filter(pk__in=came)
    return list(people.exclude(email="").distinct().order_by("pk"))


def take_back(minutes: Minutes, *, by: Viewer) -> Minutes:
    """Make minutes that were sent out a draft again, so that facts can be gathered anew; they go out once more."""
    require(rules.may_write(by, minutes), only_writers())
    with transaction.atomic():
        current = locked(minutes)
        require_state(current, Minutes.State.PROPOSED)
        current.state = Minutes.State.DRAFT
        current.save(update_fields=["state"])
        record("minutes taken back", current, by=by.person, network=by.network)
    return current


def request_correction(minutes: Minutes, *, body: str, section: Section | None = None, by: Viewer) -> Request:
    """Ask that the minutes be corrected, until they are approved."""
    require(
        rules.may_request(by, minutes), _("Only those who sit in the organ or were there can ask for a correction.")
    )
    body = body.strip()
    if not body:
        raise NotPossible(_("Say what has to be corrected."))
    if len(body) > LONGEST:
        raise NotPossible(_("This is too long; at most %(number)s characters.") % {"number": LONGEST})
    with transaction.atomic():
        current = locked(minutes)
        require_state(current, Minutes.State.PROPOSED)
        asked = Request.objects.create(
            network=by.network,
            minutes=current,
            section=section,
            person=acting(by),
            body=body,
            language=get_language() or by.network.languages[0],
            at=clock.now(),
        )
        record("correction requested", current, by=by.person, network=by.network, request=asked.pk)
    return asked


def answer_request(request: Request, *, taken: bool, answer: str, by: Viewer) -> Request:
    """Say what became of a correction request, and why. Who takes it up writes the change in the passage concerned."""
    require(rules.may_write(by, request.minutes), only_writers())
    with transaction.atomic():
        current = locked(request.minutes)
        require_state(current, Minutes.State.PROPOSED)
        asked = Request.objects.select_for_update(of=("self",)).get(pk=request.pk)
        if asked.outcome != Request.Outcome.OPEN:
            raise NotPossible(_("This request has been answered already."))
        if not taken and not answer.strip():
            raise NotPossible(_("Say why it is not taken up."))
        asked.outcome = Request.Outcome.TAKEN if taken else Request.Outcome.DECLINED
        asked.answer, asked.answered_at, asked.answered_by = answer.strip()[:LONGEST], clock.now(), acting(by)
        asked.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
        record(
            "correction answered", current, by=by.person, network=by.network, request=asked.pk, outcome=asked.outcome
        )
    return asked
