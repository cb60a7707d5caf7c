"""Demands that a share of those present is enough for: joined by members, counted by the chair."""

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotAllowed, NotPossible, acting
from quattropole.access.viewer import Viewer
from quattropole.assembly.actions.effects import carry_if_enough, conclude, fresh, require_state
from quattropole.assembly.actions.locking import chaired_floor, locked_floor
from quattropole.assembly.models import Floor, ProceduralMotion, Support
from quattropole.assembly.queries.procedure import BY_SHARE, supporters_needed, supporters_of
from quattropole.assembly.rules.speaking import attendance_of
from quattropole.live import Topic, publish
from quattropole.meetings.queries import presence

State = ProceduralMotion.State


def support(motion: ProceduralMotion, *, by: Viewer) -> ProceduralMotion:
    """A seat joins a demand for which a share of those present is enough; enough of them carry it."""
    with transaction.atomic():
        floor = locked_floor(motion.item.meeting)
        there = attendance_of(by, floor.meeting)
        if there is None:
            raise NotAllowed(_("Only those who are present may join a motion."))
        current = fresh(motion, floor)
        if current.state == State.CARRIED or current.seat_id == there.seat_id:
            return current
        _require_demand(current, floor)
        _joined, is_new = Support.objects.get_or_create(
            motion=current,
            seat=there.seat,
            defaults={"network": current.network, "person": acting(by), "at": clock.now()},
        )
        if is_new and carry_if_enough(floor, current):
            record("secret vote demanded", current, by=by.person, network=by.network, supporters=supporters_of(current))
        publish(floor.meeting_id, Topic.MOTIONS)
    return current


def count_supporters(motion: ProceduralMotion, supporters: int, *, by: Viewer) -> ProceduralMotion:
    """The chair counted the hands that support a demand, the mover's with them; enough of them carry it."""
    with transaction.atomic():
        floor = chaired_floor(motion.item.meeting, by=by)
        current = fresh(motion, floor)
        _require_demand(current, floor)
        if not 1 <= supporters <= presence(floor.meeting).present_seats:
            raise NotPossible(_("As many seats as are present can support a motion, and at least the mover."))
        current.supporters = supporters
        current.save(update_fields=["supporters"])
        carry_if_enough(floor, current)
        record("supporters counted", current, by=by.person, network=by.network, supporters=supporters)
        publish(floor.meeting_id, Topic.MOTIONS)
    return current


def drop_demand(motion: ProceduralMotion, *, by: Viewer) -> ProceduralMotion:
    """The chair finds that too few support a demand; it is lost without a vote."""
    with transaction.atomic():
        floor = chaired_floor(motion.item.meeting, by=by)
        current = fresh(motion, floor)
        if current.state == State.LOST and current.vote_id is None:
            return current
        _require_demand(current, floor)
        conclude(current, State.LOST, clock.now())
        record("procedural motion not supported", current, by=by.person, network=by.network, kind=current.kind)
        publish(floor.meeting_id, Topic.MOTIONS)
    return current


def _require_demand(motion: ProceduralMotion, floor: Floor) -> None:
    require_state(motion, State.MOVED)
    if motion.kind not in BY_SHARE or supporters_needed(floor.meeting, motion.item) is None:
        raise NotPossible(_("This motion is decided by a vote, not by supporters."))
