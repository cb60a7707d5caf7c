"""A meeting is planned, changed, cancelled."""

from collections.abc import Mapping
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
from quattropole.meetings import mail, rules
from quattropole.meetings.actions.locking import locked
from quattropole.meetings.models import Meeting
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
    by: Viewer,
) -> Meeting:
    """Plan a meeting of an organ. Nobody is told yet: that is what convening does.

    `second_call_of`: only `plan_second_call` sets it, once the statutes were asked.
    """
    require_preparing(by, organ)
    _check_time(starts_at)
    _check_place(mode, place, link)
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


def _check_time(starts_at: datetime) -> None:
    if timezone.is_naive(starts_at):
        raise ValueError("a meeting starts at an aware moment")
    if starts_at <= clock.now():
        raise NotPossible(_("A meeting can be planned only for a time to come."))


def _check_place(mode: str, place: str, link: str) -> None:
    if mode != Meeting.Mode.VIRTUAL and not place.strip():
        raise NotPossible(_("Say where the meeting takes place."))
    if mode != Meeting.Mode.ON_SITE and not link:
        raise NotPossible(_("Give the link for those who attend remotely."))


FRAME = ("starts_at", "place", "mode", "host_city", "titles", "link", "mode_resolution", "audience")
FREE_ONCE_CONVENED = ("place", "host_city", "titles", "link", "audience")
WORTH_A_MAIL = frozenset({"place", "link"})


def change_meeting(
    meeting: Meeting,
    *,
    starts_at: datetime,
    place: str,
    mode: str,
    host_city: City | None,
    titles: Mapping[str, str],
    link: str,
    mode_resolution: str = "",
    audience: str | None = None,
    by: Viewer,
) -> Meeting:
    """Change the frame of a meeting. Once it is convened, its time and its way of meeting stand.

    Those invited are told when the place or the link is another.
    """
    require_preparing(by, meeting.organ)
    wanted = {
        "starts_at": starts_at,
        "place": place.strip(),
        "mode": mode,
        "host_city": host_city,
        "titles": Localized(titles),
        "link": link,
        "mode_resolution": mode_resolution,
        "audience": audience or meeting.audience,
    }
    with transaction.atomic():
        current = locked(meeting)
        changed = [name for name in FRAME if getattr(current, name) != wanted[name]]
        if not changed:
            return current
        if current.state not in (Meeting.State.PLANNED, Meeting.State.CONVENED):
            raise NotPossible(_("This meeting has begun or is over; it cannot be changed."))
        if current.state == Meeting.State.CONVENED and not set(changed) <= set(FREE_ONCE_CONVENED):
            raise NotPossible(
                _("The meeting has been convened for this time and in this way. Cancel it and plan another.")
            )
        if current.state == Meeting.State.PLANNED:
            _check_time(starts_at)
        _check_place(mode, place, link)
        for name in changed:
            setattr(current, name, wanted[name])
        current.save(update_fields=changed)
        if current.state == Meeting.State.CONVENED and WORTH_A_MAIL & set(changed):
            mail.tell_invited(current, "changed")
        audit.record("meeting changed", current, by=by.person, network=by.network, changed=changed)
        publish(current.pk, Topic.MEETING, Topic.RIGHTS)
    return current


def cancel_meeting(meeting: Meeting, *, by: Viewer) -> Meeting:
    """Cancel a meeting that has not begun; those invited are told. A second press changes nothing."""
    require_preparing(by, meeting.organ)
    with transaction.atomic():
        current = locked(meeting)
        if current.state == Meeting.State.CANCELLED:
            return current
        if current.state not in (Meeting.State.PLANNED, Meeting.State.CONVENED):
            raise NotPossible(_("This meeting has begun or is over; it cannot be cancelled."))
        convened = current.state == Meeting.State.CONVENED
        current.state = Meeting.State.CANCELLED
        current.save(update_fields=["state"])
        told = mail.tell_invited(current, "cancelled") if convened else 0
        audit.record("meeting cancelled", current, by=by.person, network=by.network, told=told)
        publish(current.pk, Topic.MEETING)
    return current
