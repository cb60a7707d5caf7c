"""Who comes and goes: recorded by the secretariat or the chair, said on the own device, shown with the place card."""

from collections.abc import Callable, Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access import audit
from quattropole.access.rules import NotPossible, acting, require
from quattropole.access.viewer import Viewer
from quattropole.live import Topic, publish
from quattropole.meetings import rules
from quattropole.meetings.actions.answering import mode_answered, require_substitute
from quattropole.meetings.actions.carrying import bring_carried, end_proxy, take_carried
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.actions.quorum import mark_quorum
from quattropole.meetings.models import Attendance, Meeting, Proxy, Reply
from quattropole.meetings.queries import is_running, place_of, seats_of, standing_proxies
from quattropole.meetings.statutes import rules_of
from quattropole.network.models import City, Mandate, Person, Seat
from quattropole.network.queries import SeatOn

Means = Attendance.Means


def record_arrival(
    meeting: Meeting, seat: Seat, *, person: Person | None = None, mode: str | None = None, by: Viewer
) -> Attendance:
    """A seat is present from now on, through its holder or a substitute (`person`, default: the holder).

    Recorded twice, it is there once; recorded with another `mode`, it goes and comes. A seat is present through one
    person, and a person for one seat, apart from the votes that the person carries.
    """
    _require_recording(by, meeting)
    with transaction.atomic():
        return _arrive(locked(meeting), seat, person, mode, Means.DESK, by)


def check_in(
    meeting: Meeting, seat: Seat, *, mode: str | None = None, means: str = Means.DEVICE, by: Viewer
) -> Attendance:
    """Whoever holds the seat, or the substitute named for it, says on the own device to be here.

    `mode`: where; by default as announced. `means`: with the place card it is on site. Sent twice, it is said once.
    """
    require(
        rules.may_check_in(by, meeting, seat),
        _("Only who holds the seat, or the substitute named for it, checks in for it."),
    )
    with transaction.atomic():
        return _arrive(locked(meeting), seat, acting(by), mode, means, by)


def record_departure(attendance: Attendance, *, by: Viewer) -> Attendance:
    """The seat is no longer present, nor those whose votes are carried along. A second press changes nothing."""
    _require_recording(by, attendance.meeting)
    with transaction.atomic():
        return _leave(locked(attendance.meeting), attendance.pk, by)


def check_out(meeting: Meeting, *, by: Viewer) -> Attendance | None:
    """Whoever is present leaves, and says so on the own device. Sent twice, it is said once."""
    person = acting(by)
    with transaction.atomic():
        current = locked(meeting)
        there = current.attendances.filter(person=person, is_proxy=False, left_at__isnull=True).first()
        return _leave(current, there.pk, by) if there is not None else None


def record_all_announced(meeting: Meeting, *, by: Viewer) -> list[Attendance]:
    """Record the arrival of every seat that announced to come, remotely or through a substitute, and is not there yet.

    One entry in the log for all. Substitutes were checked when they were named.
    """
    return _record_many(meeting, lambda place, given: given is not None, "announced arrivals recorded", by)


def record_city(meeting: Meeting, city: City, *, by: Viewer) -> list[Attendance]:
    """Record the arrival of a city's whole delegation: every filled seat that did not announce to stay away."""
    return _record_many(meeting, lambda place, given: place.seat.city_id == city.pk, "delegation recorded", by)


def _arrive(
    current: Meeting, seat: Seat, person: Person | None, mode: str | None, means: str, by: Viewer
) -> Attendance:
    _require_running(current)
    place = place_of(current, seat)
    if place is None:
        raise NotPossible(_("This seat does not belong to the organ on the day of the meeting."))
    who = person or place.person
    if who is None:
        raise NotPossible(_("This seat is vacant."))
    wanted = _fitting(current, mode or mode_answered(current.replies.filter(seat=seat).first()), means)
    here = current.attendances.select_related("person").filter(seat=seat, left_at__isnull=True).first()
    if here is not None and here.person_id == who.pk:
        return here if mode is None or here.mode == wanted or here.is_proxy else _change_way(here, wanted, means, by)
    if here is not None and not here.is_proxy:
        raise NotPossible(_("This seat is present already, through %(person)s.") % {"person": here.person})
    if current.attendances.filter(person=who, is_proxy=False, left_at__isnull=True).exists():
        raise NotPossible(_("%(person)s is present already, for another seat.") % {"person": who})
    proxy = standing_proxies(current).filter(seat=seat).select_related("carrier").first()
    if proxy is not None and proxy.carrier_id == who.pk:
        return _arrive_with_votes(proxy, wanted, means, by)
    is_substitute = place.person is None or who.pk != place.person.pk
    if is_substitute:
        require_substitute(current, seat, who)
    now = clock.now()
    if proxy is not None:
        end_proxy(proxy, now, by=by.person, reason="the seat is present in person")
    attendance: Attendance = Attendance.objects.create(
        network=current.network,
        meeting=current,
        seat=seat,
        person=who,
        is_substitute=is_substitute,
        mode=wanted,
        means=means,
        arrived_at=now,
    )
    carried = bring_carried(current, {who.pk: wanted}, means, now)
    _log("arrival recorded", attendance, by, substitute=is_substitute, mode=wanted, means=means, carried=len(carried))
    _tell(current, [who.pk], rights=is_substitute)
    mark_quorum(current, by=by.person)
    return attendance


def _arrive_with_votes(proxy: Proxy, mode: str, means: str, by: Viewer) -> Attendance:
    """Somebody without a seat comes for the seats whose votes this person carries, where the statutes let anyone."""
    meeting, carrier = proxy.meeting, proxy.carrier
    organ = rules_of(meeting.organ, meeting.day)
    if organ is None or not rules.carried_by_anyone(organ):
        raise NotPossible(
            _("%(person)s carries the vote of this seat; it is present as soon as %(person)s is.") % {"person": carrier}
        )
    bring_carried(meeting, {carrier.pk: mode}, means, clock.now())
    attendance = Attendance.objects.get(meeting=meeting, seat=proxy.seat_id, left_at__isnull=True)
    _log("arrival recorded", attendance, by, substitute=False, mode=mode, means=means, proxy=True)
    _tell(meeting, [carrier.pk], rights=True)
    mark_quorum(meeting, by=by.person)
    return attendance


def _change_way(here: Attendance, mode: str, means: str, by: Viewer) -> Attendance:
    """From the room to the screen, or back: the person leaves and arrives at once, and so do the votes carried."""
    meeting, now = here.meeting, max(clock.now(), here.arrived_at)
    here.left_at = now
    here.save(update_fields=["left_at"])
    take_carried(meeting, here.person_id, now)
    attendance: Attendance = Attendance.objects.create(
        network=meeting.network,
        meeting=meeting,
        seat_id=here.seat_id,
        person_id=here.person_id,
        is_substitute=here.is_substitute,
        mode=mode,
        means=means,
        arrived_at=now,
    )
    bring_carried(meeting, {here.person_id: mode}, means, now)
    _log("way of attending changed", attendance, by, mode=mode, means=means)
    _tell(meeting, [])
    return attendance


def _leave(current: Meeting, pk: int, by: Viewer) -> Attendance:
    left: Attendance = current.attendances.select_related("person", "seat").get(pk=pk)
    if left.left_at is not None:
        return left
    if left.is_proxy and current.attendances.filter(person=left.person, is_proxy=False, left_at__isnull=True).exists():
        raise NotPossible(
            _("%(person)s carries the vote of this seat and is present. The proxy can be withdrawn.")
            % {"person": left.person}
        )
    left.left_at = max(clock.now(), left.arrived_at)
    left.save(update_fields=["left_at"])
    carried = take_carried(current, left.person_id, left.left_at)
    _log("departure recorded", left, by, carried=carried)
    _tell(current, [left.person_id], rights=left.is_substitute)
    mark_quorum(current, by=by.person)
    return left


def _record_many(
    meeting: Meeting, wanted: Callable[[SeatOn, Reply | None], bool], act: str, by: Viewer
) -> list[Attendance]:
    """Record at once every seat that is `wanted`, is not there yet and did not announce to stay away.

    A seat that gave its vote to somebody else announced just that.
    """
    _require_recording(by, meeting)
    with transaction.atomic():
        current = locked(meeting)
        _require_running(current)
        there = list(current.attendances.filter(left_at__isnull=True).values_list("seat_id", "person_id"))
        taken = {seat for seat, _person in there} | set(standing_proxies(current).values_list("seat_id", flat=True))
        people = {person for _seat, person in there}
        answers = {given.seat_id: given for given in current.replies.select_related("substitute")}
        arrivals, now = [], clock.now()
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
                    arrived_at=now,
                )
            )
        recorded = Attendance.objects.bulk_create(arrivals, batch_size=500)
        if recorded:
            bring_carried(current, {each.person_id: each.mode for each in recorded}, Means.DESK, now)
            seats = [attendance.seat_id for attendance in recorded]
            audit.record(act, current, by=by.person, network=by.network, seats=seats)
            _tell(current, [], rights=True)
            mark_quorum(current, by=by.person)
    return recorded


def _log(act: str, attendance: Attendance, by: Viewer, **details: object) -> None:
    audit.record(
        act,
        attendance,
        by=by.person,
        network=by.network,
        meeting=attendance.meeting_id,
        seat=attendance.seat_id,
        person=str(attendance.person),
        **details,
    )


def _tell(meeting: Meeting, people: Iterable[int], *, rights: bool = False) -> None:
    """Say that it is another who is present; and ask anew who may what, where that hangs on who is present."""
    publish(meeting.pk, Topic.PRESENCE)
    if rights or Mandate.objects.filter(person__in=list(people), office__isnull=False).exists():
        publish(meeting.pk, Topic.RIGHTS)


def _require_recording(by: Viewer, meeting: Meeting) -> None:
    require(
        rules.may_record_attendance(by, meeting),
        _("Only the chair and the secretariat record who is present."),
    )


def _require_running(meeting: Meeting) -> None:
    if meeting.mode == Meeting.Mode.CIRCULAR:
        raise NotPossible(_("This is decided without a meeting; nobody has to be present."))
    if not is_running(meeting):
        raise NotPossible(_("Who is present is recorded on the day of the meeting, until it is closed."))


def _fitting(meeting: Meeting, mode: str, means: str = Means.DESK) -> str:
    """How somebody can attend the meeting as it was convened (§ 32(2) BGB and the charter; asked when convening)."""
    if mode == Attendance.Mode.REMOTE and meeting.mode == Meeting.Mode.ON_SITE:
        raise NotPossible(_("This meeting takes place on site only."))
    if meeting.mode == Meeting.Mode.VIRTUAL:
        if means == Means.CARD:
            raise NotPossible(_("This meeting takes place remotely only."))
        return Attendance.Mode.REMOTE
    return mode
