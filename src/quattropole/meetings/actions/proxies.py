"""A seat that stays away has its vote carried by somebody else, where the statutes allow it (§ 38 BGB: not without)."""

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import charter, clock
from quattropole.access import audit
from quattropole.access.rules import NotPossible, Refused, acting, require
from quattropole.access.viewer import Viewer
from quattropole.charter import Findings
from quattropole.live import Topic, publish
from quattropole.meetings import rules, statutes
from quattropole.meetings.actions.carrying import bring_carried, end_proxy
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.actions.quorum import mark_quorum
from quattropole.meetings.models import Attendance, Meeting, Proxy
from quattropole.meetings.queries import place_of, standing_proxies
from quattropole.network.models import Mandate, Person, Seat
from quattropole.network.queries import mandates_on


def check_proxy(meeting: Meeting, seat: Seat, carrier: Person) -> Findings:
    """What the statutes say to this person carrying the vote of this seat: seat in the organ, city, and the cap."""
    version = meeting.network.charter.on(meeting.day)
    organ = version.organs.get(meeting.organ.key)
    if organ is None:
        raise NotPossible(_("The statutes set no rules for this body; nobody votes for somebody else in it."))
    sits = _seat_held(meeting, carrier)
    verdict = charter.may_carry_proxy(
        version,
        organ.key,
        proxies_held=standing_proxies(meeting).filter(carrier=carrier).exclude(seat=seat).count(),
        same_city=seat.city_id is not None and seat.city_id == (sits.city_id if sits else carrier.city_id),
        member=sits is not None,
    )
    return statutes.findings_of("proxy", version, meeting.day, verdict)


def give_proxy(meeting: Meeting, seat: Seat, carrier: Person, *, by: Viewer) -> Proxy:
    """The holder of the seat stays away and has somebody else vote for it; the secretariat or the chair may record it.

    From the convocation to the end of the meeting. Given to another person, the proxy of before ends; given twice to
    the same, it is given once. The seat is present through the carrier while the carrier is.
    """
    require(
        rules.may_give_proxy(by, meeting, seat),
        _("Only who holds the seat gives its vote to somebody else; the secretariat and the chair record it."),
    )
    with transaction.atomic():
        current = locked(meeting)
        if current.state not in (Meeting.State.CONVENED, Meeting.State.OPEN):
            raise NotPossible(_("Proxies are taken from the convocation to the end of the meeting."))
        place = place_of(current, seat)
        if place is None or place.person is None:
            raise NotPossible(_("This seat is vacant."))
        findings = check_proxy(current, seat, carrier)
        if any(verdict.breached for verdict in findings.verdicts):
            raise Refused(findings)
        _require_fitting(current, seat, place.person, carrier)
        before = standing_proxies(current).filter(seat=seat).select_related("carrier").first()
        if before is not None and before.carrier_id == carrier.pk:
            return before
        now = clock.now()
        if before is not None:
            end_proxy(before, now, by=by.person, reason="given to somebody else")
        proxy: Proxy = Proxy.objects.create(
            network=current.network,
            meeting=current,
            seat=seat,
            giver=place.person,
            carrier=carrier,
            given_at=now,
            recorded_by=by.person if acting(by).pk != place.person.pk else None,
        )
        audit.record(
            "proxy given",
            proxy,
            by=by.person,
            network=by.network,
            meeting=current.pk,
            seat=seat.pk,
            giver=str(place.person),
            carrier=str(carrier),
        )
        there = Attendance.objects.filter(meeting=current, person=carrier, left_at__isnull=True).first()
        if there is not None:
            bring_carried(current, {carrier.pk: there.mode}, Attendance.Means.DESK, now)
        publish(current.pk, Topic.PRESENCE, Topic.RIGHTS)
        mark_quorum(current, by=by.person)
    return proxy


def withdraw_proxy(proxy: Proxy, *, by: Viewer) -> Proxy:
    """The proxy stands no longer; the seat is not present by it from now on. A second press changes nothing."""
    require(
        rules.may_give_proxy(by, proxy.meeting, proxy.seat),
        _("Only who holds the seat gives its vote to somebody else; the secretariat and the chair record it."),
    )
    with transaction.atomic():
        current = locked(proxy.meeting)
        standing: Proxy = current.proxies.select_related("carrier", "meeting").get(pk=proxy.pk)
        if standing.withdrawn_at is not None:
            return standing
        if current.state not in (Meeting.State.CONVENED, Meeting.State.OPEN):
            raise NotPossible(_("The meeting is over."))
        end_proxy(standing, clock.now(), by=by.person, reason="withdrawn")
        publish(current.pk, Topic.PRESENCE, Topic.RIGHTS)
        mark_quorum(current, by=by.person)
    return standing


def _seat_held(meeting: Meeting, person: Person) -> Seat | None:
    """The person's own seat in the organ on the day of the meeting."""
    held: Mandate | None = (
        mandates_on(meeting.day).filter(person=person, seat__organ=meeting.organ_id).select_related("seat").first()
    )
    return held.seat if held is not None else None


def _require_fitting(meeting: Meeting, seat: Seat, giver: Person, carrier: Person) -> None:
    """A vote goes from somebody who stays away, and carries no vote, to somebody else who keeps the own one."""
    if carrier.pk == giver.pk:
        raise NotPossible(_("A proxy goes to somebody else."))
    here = meeting.attendances.select_related("person").filter(seat=seat, is_proxy=False, left_at__isnull=True).first()
    if here is not None:
        raise NotPossible(_("This seat is present already, through %(person)s.") % {"person": here.person})
    standing = standing_proxies(meeting)
    if standing.filter(giver=carrier).exists():
        raise NotPossible(_("%(person)s has given away the own vote and carries no other.") % {"person": carrier})
    if standing.filter(carrier=giver).exists():
        raise NotPossible(_("%(person)s carries the vote of somebody else and cannot stay away.") % {"person": giver})
