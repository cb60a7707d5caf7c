"""The meeting itself: opened by its chair, who comes and goes, closed."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access import audit
from quattropole.access.rules import NotPossible, Refused, require
from quattropole.access.viewer import Viewer
from quattropole.charter import Findings, OpenMeetingFacts
from quattropole.meetings import rules, statutes
from quattropole.meetings.actions.answering import mode_answered, require_substitute
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.models import Attendance, Meeting, Reply
from quattropole.meetings.queries import presence, seats_of
from quattropole.network.models import City, Person, Seat
from quattropole.network.queries import SeatOn

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
    return current


def record_arrival(
    meeting: Meeting, seat: Seat, *, person: Person | None = None, mode: str | None = None, by: Viewer
) -> Attendance:
    """A seat is present from now on, through its holder or a substitute (`person`, default: the holder).

    Recorded twice, it is there once. A seat is present through one person, and a person for one seat.
    """
    _require_recording(by, meeting)
    with transaction.atomic():
        current = locked(meeting)
        _require_running(current)
        place = next((place for place in seats_of(current) if place.seat.pk == seat.pk), None)
        if place is None:
            raise NotPossible(_("This seat does not belong to the organ on the day of the meeting."))
        who = person or place.person
        if who is None:
            raise NotPossible(_("This seat is vacant."))
        answered = current.replies.filter(seat=seat).first()
        wanted = _fitting(current, mode or mode_answered(answered))
        present = current.attendances.filter(Q(seat=seat) | Q(person=who), left_at__isnull=True).first()
        if present is not None:
            if present.seat_id == seat.pk and present.person_id == who.pk:
                return present
            if present.seat_id == seat.pk:
                raise NotPossible(_("This seat is present already, through %(person)s.") % {"person": present.person})
            raise NotPossible(_("%(person)s is present already, for another seat.") % {"person": who})
        is_substitute = place.person is None or who.pk != place.person.pk
        if is_substitute:
            require_substitute(current, seat, who)
        attendance: Attendance = Attendance.objects.create(
            network=current.network,
            meeting=current,
            seat=seat,
            person=who,
            is_substitute=is_substitute,
            mode=wanted,
            arrived_at=clock.now(),
        )
        audit.record(
            "arrival recorded",
            attendance,
            by=by.person,
            network=by.network,
            meeting=current.pk,
            seat=seat.pk,
            person=str(who),
            substitute=is_substitute,
            mode=wanted,
        )
    return attendance


def record_all_announced(meeting: Meeting, *, by: Viewer) -> list[Attendance]:
    """Record the arrival of every seat that announced to come, remotely or through a substitute, and is not there yet.

    One entry in the log for all. Substitutes were checked when they were named.
    """
    return _record_many(meeting, lambda place, given: given is not None, "announced arrivals recorded", by)


def record_city(meeting: Meeting, city: City, *, by: Viewer) -> list[Attendance]:
    """Record the arrival of a city's whole delegation: every filled seat that did not announce to stay away."""
    return _record_many(meeting, lambda place, given: place.seat.city_id == city.pk, "delegation recorded", by)


def _record_many(
    meeting: Meeting, wanted: Callable[[SeatOn, Reply | None], bool], act: str, by: Viewer
) -> list[Attendance]:
    """Record at once every seat that is `wanted`, is not there yet and did not announce to stay away."""
    _require_recording(by, meeting)
    with transaction.atomic():
        current = locked(meeting)
        _require_running(current)
        there = list(current.attendances.filter(left_at__isnull=True).values_list("seat_id", "person_id"))
        taken = {seat for seat, _person in there}
        people = {person for _seat, person in there}
        answers = {given.seat_id: given for given in current.replies.select_related("substitute")}
        arrivals = []
        for place in seats_of(current):
            given = answers.get(place.seat.pk)
            who = (given and given.substitute) or place.person
            stays_away = given is not None and given.answer == Reply.Answer.ABSENT
            if stays_away or not wanted(place, given) or not who or place.seat.pk in taken or who.pk in people:
                continue
            people.add(who.pk)
            arrivals.append(
                Attendance(
                    network=current.network,
                    meeting=current,
                    seat=place.seat,
                    person=who,
                    is_substitute=given is not None and given.substitute_id is not None,
                    mode=_fitting(current, mode_answered(given)),
                    arrived_at=clock.now(),
                )
            )
        recorded = Attendance.objects.bulk_create(arrivals, batch_size=500)
        if recorded:
            audit.record(
                act,
                current,
                by=by.person,
                network=by.network,
                seats=[attendance.seat_id for attendance in recorded],
            )
    return recorded


def record_departure(attendance: Attendance, *, by: Viewer) -> Attendance:
    """The seat is no longer present. A second press changes nothing."""
    _require_recording(by, attendance.meeting)
    with transaction.atomic():
        current = locked(attendance.meeting)
        left: Attendance = current.attendances.select_related("person", "seat").get(pk=attendance.pk)
        if left.left_at is not None:
            return left
        left.left_at = max(clock.now(), left.arrived_at)
        left.save(update_fields=["left_at"])
        audit.record(
            "departure recorded",
            left,
            by=by.person,
            network=by.network,
            meeting=current.pk,
            seat=left.seat_id,
            person=str(left.person),
        )
    return left


def _require_recording(by: Viewer, meeting: Meeting) -> None:
    require(
        rules.may_record_attendance(by, meeting),
        _("Only the chair and the secretariat record who is present."),
    )


def _require_running(meeting: Meeting) -> None:
    if meeting.state == Meeting.State.OPEN:
        return
    if meeting.state != Meeting.State.CONVENED or clock.today() != meeting.day:
        raise NotPossible(_("Who is present is recorded on the day of the meeting, until it is closed."))


def _fitting(meeting: Meeting, mode: str) -> str:
    if mode == Attendance.Mode.REMOTE and meeting.mode == Meeting.Mode.ON_SITE:
        raise NotPossible(_("This meeting takes place on site only."))
    if meeting.mode == Meeting.Mode.VIRTUAL:
        return Attendance.Mode.REMOTE
    return mode
