"""Room, interpretation, checklist and costs of a meeting."""

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access import audit
from quattropole.access.rules import NotPossible, acting
from quattropole.access.viewer import Viewer
from quattropole.meetings.models import Meeting
from quattropole.planning.actions.steps import require_planning
from quattropole.planning.kinds import CHECKS
from quattropole.planning.models import Check, Cost, Interpretation, Logistics

LOGISTICS = (
    "room",
    "capacity",
    "is_accessible",
    "is_confirmed",
    "contact",
    "setup",
    "technique",
    "host_contact",
    "catering",
    "trains",
    "parking",
)
AT_MOST = 50
"""Lines of a checklist, or of costs, that one meeting can have."""


def set_logistics(meeting: Meeting, *, by: Viewer, **given: Any) -> Logistics:
    """Say where and with what the meeting is held. A room that is confirmed has a name."""
    require_planning(by, meeting)
    values = {name: given[name].strip() if isinstance(given[name], str) else given[name] for name in LOGISTICS}
    if values["is_confirmed"] and not values["room"]:
        raise NotPossible(_("Say which room was confirmed."))
    with transaction.atomic():
        before = Logistics.objects.filter(meeting=meeting).first()
        changed = [name for name in LOGISTICS if before is None or getattr(before, name) != values[name]]
        found, _new = Logistics.objects.update_or_create(
            meeting=meeting, defaults=values | {"network": meeting.network}
        )
        if changed:
            audit.record("logistics set", meeting, by=by.person, network=by.network, changed=changed)
    return found


def plan_interpretation(
    meeting: Meeting,
    *,
    first: str,
    second: str,
    interpreters: int,
    names: str,
    has_cabin: bool,
    is_booked: bool,
    by: Viewer,
) -> Interpretation:
    """Say that interpreters translate between two languages, and whether they are booked."""
    require_planning(by, meeting)
    if first == second:
        raise NotPossible(_("Interpreters translate between two languages."))
    pair = sorted([first, second])
    given = {
        "interpreters": interpreters,
        "names": names.strip(),
        "has_cabin": has_cabin,
        "is_booked": is_booked,
        "network": meeting.network,
    }
    with transaction.atomic():
        found, _new = Interpretation.objects.update_or_create(
            meeting=meeting, first=pair[0], second=pair[1], defaults=given
        )
        _follow(meeting)
        audit.record(
            "interpretation planned", meeting, by=by.person, network=by.network, languages=pair, booked=is_booked
        )
    return found


def drop_interpretation(interpretation: Interpretation, *, by: Viewer) -> None:
    """Do without the interpreters between two languages."""
    meeting = interpretation.meeting
    require_planning(by, meeting)
    with transaction.atomic():
        pair = [interpretation.first, interpretation.second]
        gone, _per_model = Interpretation.objects.filter(pk=interpretation.pk).delete()
        if gone:
            _follow(meeting)
            audit.record(
                "interpretation planned", meeting, by=by.person, network=by.network, languages=pair, dropped=True
            )


def _follow(meeting: Meeting) -> None:
    """What the convocation says of the interpretation is what is planned."""
    pairs = Interpretation.objects.filter(meeting=meeting).values_list("first", "second")
    languages = sorted({language for pair in pairs for language in pair})
    current = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if current.interpretation != languages:
        current.interpretation = meeting.interpretation = languages
        current.save(update_fields=["interpretation"])


def tick(meeting: Meeting, key: str, *, done: bool, by: Viewer) -> Check:
    """Tick a line of the checklist, or take the tick away."""
    require_planning(by, meeting)
    person = acting(by)
    with transaction.atomic():
        line = _line(meeting, key)
        if (line.done_at is not None) != done:
            line.done_at, line.done_by = (clock.now(), person) if done else (None, None)
            line.save(update_fields=["done_at", "done_by"])
            audit.record("checklist changed", meeting, by=person, network=by.network, line=key, done=done)
    return line


def _line(meeting: Meeting, key: str) -> Check:
    """The row of a line of the checklist; made for a line of the template of which nobody has said anything yet."""
    line = Check.objects.filter(meeting=meeting, key=key).first()
    if line is not None:
        return line
    if all(kind.key != key for kind in CHECKS):
        raise NotPossible(_("There is no such line on the checklist."))
    return Check.objects.get_or_create(meeting=meeting, key=key, defaults={"network": meeting.network})[0]


def add_check(meeting: Meeting, title: str, *, by: Viewer) -> Check:
    """Add a line to the checklist."""
    require_planning(by, meeting)
    if not title.strip():
        raise NotPossible(_("Say what is to be checked."))
    with transaction.atomic():
        if Check.objects.filter(meeting=meeting).count() >= AT_MOST:
            raise NotPossible(_("The list is full."))
        line: Check = Check.objects.create(
            network=meeting.network, meeting=meeting, key=f"own-{uuid4().hex[:12]}", title=title.strip()[:200]
        )
        audit.record("checklist changed", meeting, by=by.person, network=by.network, line=line.key, title=line.title)
    return line


def drop_check(meeting: Meeting, key: str, *, by: Viewer) -> None:
    """Take a line off the checklist; one of the template is marked as not needed."""
    require_planning(by, meeting)
    with transaction.atomic():
        line = _line(meeting, key)
        if line.title:
            line.delete()
        else:
            line.is_off, line.done_at, line.done_by = True, None, None
            line.save()
        audit.record("checklist changed", meeting, by=by.person, network=by.network, line=key, dropped=True)


def add_cost(meeting: Meeting, *, label: str, cents: int, by: Viewer) -> Cost:
    """Say what something is expected to cost."""
    require_planning(by, meeting)
    if not label.strip():
        raise NotPossible(_("Say what the costs are for."))
    with transaction.atomic():
        if Cost.objects.filter(meeting=meeting).count() >= AT_MOST:
            raise NotPossible(_("The list is full."))
        cost: Cost = Cost.objects.create(
            network=meeting.network, meeting=meeting, label=label.strip()[:200], cents=cents
        )
        audit.record("costs estimated", meeting, by=by.person, network=by.network, label=cost.label, cents=cents)
    return cost


def drop_cost(cost: Cost, *, by: Viewer) -> None:
    """Take an estimate away."""
    require_planning(by, cost.meeting)
    with transaction.atomic():
        gone, _per_model = Cost.objects.filter(pk=cost.pk).delete()
        if gone:
            audit.record(
                "costs estimated",
                cost.meeting,
                by=by.person,
                network=by.network,
                label=cost.label,
                cents=cost.cents,
                dropped=True,
            )
