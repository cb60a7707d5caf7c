"""A meeting is planned, and cancelled."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access import audit
from quattropole.access.models import Audience
from quattropole.access.rules import NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.live import Topic, publish
from quattropole.meetings import rules
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.dispatching import Act, tell_invited
from quattropole.meetings.models import Mailing, Meeting
from quattropole.network.models import City, Organ
from quattropole.texts.localized import Localized


def require_preparing(by: Viewer, organ: Organ) -> None:
    require(
        rules.may_prepare(by, organ),
        _("Only the secretariat and those who convene or chair the organ prepare its meetings."),
    )


def plan_meeting(
    organ: Organ,
    *,
    starts_at: datetime,
    place: str = "",
    mode: str = Meeting.Mode.ON_SITE,
    host_city: City | None = None,
    titles: Mapping[str, str] | None = None,
    link: str = "",
    mode_resolution: str = "",
    audience: str = Audience.ORGAN,
    second_call_of: Meeting | None = None,
    ends_at: datetime | None = None,
    interpretation: Sequence[str] = (),
    journeys: Mapping[str, str] | None = None,
    by: Viewer,
) -> Meeting:
    """Plan a meeting of an organ. Nobody is told yet: that is what convening does.

    `second_call_of`: only `plan_second_call` sets it, once the statutes were asked.
    """
    require_preparing(by, organ)
    check_time(starts_at, ends_at)
    check_place(mode, place, link)
    with transaction.atomic():
        meeting: Meeting = Meeting.objects.create(
            network=organ.network,
            organ=organ,
            starts_at=starts_at,
            place=place.strip(),
            mode=mode,
            host_city=host_city,
            titles=Localized(titles or {}),
            link=link,
            mode_resolution=mode_resolution,
            audience=audience,
            second_call_of=second_call_of,
            ends_at=ends_at,
            interpretation=list(interpretation),
            journeys=Localized(journeys or {}),
        )
        audit.record(
            "meeting planned",
            meeting,
            by=by.person,
            network=by.network,
            organ=organ.key,
            starts_at=starts_at,
            second_call_of=second_call_of.pk if second_call_of else None,
        )
    return meeting


def check_time(starts_at: datetime, ends_at: datetime | None = None) -> None:
    """Raise unless a meeting can be planned for this time."""
    if timezone.is_naive(starts_at):
        raise ValueError("a meeting starts at an aware moment")
    if starts_at <= clock.now():
        raise NotPossible(_("A meeting can be planned only for a time to come."))
    if ends_at is not None and ends_at <= starts_at:
        raise NotPossible(_("The meeting would end before it begins."))


def check_place(mode: str, place: str, link: str) -> None:
    """Raise unless people can come: to a place, through a link, or both."""
    if mode != Meeting.Mode.VIRTUAL and not place.strip():
        raise NotPossible(_("Say where the meeting takes place."))
    if mode != Meeting.Mode.ON_SITE and not link:
        raise NotPossible(_("Give the link for those who attend remotely."))


def cancel_meeting(meeting: Meeting, *, by: Viewer) -> Meeting:
    """Cancel a meeting that has not begun; those invited are told, by letter as well. A second press changes nothing.

    Its entry in calendars is taken out of them.
    """
    require_preparing(by, meeting.organ)
    with transaction.atomic():
        current = locked(meeting)
        if current.state == Meeting.State.CANCELLED:
            return current
        if current.state not in (Meeting.State.PLANNED, Meeting.State.CONVENED):
            raise NotPossible(_("This meeting has begun or is over; it cannot be cancelled."))
        convened = current.state == Meeting.State.CONVENED
        current.state = Meeting.State.CANCELLED
        current.sequence += 1
        current.save(update_fields=["state", "sequence"])
        told = tell_invited(current, Act(Mailing.Kind.CANCELLATION, by)) if convened else 0
        audit.record("meeting cancelled", current, by=by.person, network=by.network, told=told)
        publish(current.pk, Topic.MEETING)
    return current
