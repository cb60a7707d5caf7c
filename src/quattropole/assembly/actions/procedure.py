"""Motions on procedure: moved by those present, decided in their order, with what follows from them."""

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotAllowed, NotPossible, require
from quattropole.access.viewer import Viewer
from quattropole.assembly.actions.effects import carry, carry_if_enough, conclude, fresh, require_state
from quattropole.assembly.actions.floor import check_seconds, require_no_vote
from quattropole.assembly.actions.locking import chaired_floor, locked_floor, require_current, require_running
from quattropole.assembly.models import Floor, ProceduralMotion
from quattropole.assembly.queries.floor import PUT_OFF, debate_of
from quattropole.assembly.queries.procedure import (
    SETTLED_IN,
    before,
    is_decided,
    motion_words,
    referral_targets,
    secret_rule,
    wordings_of_motion,
)
from quattropole.assembly.rules.speaking import attendance_of, may_keep_list
from quattropole.decisions.actions.voting import Question, begin_vote
from quattropole.decisions.models import Vote
from quattropole.live import Topic, publish
from quattropole.meetings.actions.locking import locked as locked_meeting
from quattropole.meetings.models import AgendaItem, Attendance, Meeting
from quattropole.network.models import Organ, Person

Kind, State = ProceduralMotion.Kind, ProceduralMotion.State


def move(
    item: AgendaItem,
    kind: str,
    *,
    target: Organ | None = None,
    seconds: int | None = None,
    person: Person | None = None,
    by: Viewer,
) -> ProceduralMotion:
    """Move how to go on with the current item. Moved twice by one person, it is moved once.

    `target`: to whom it is referred; `seconds`: the new limit for a speech; `person`: who moves it, where the chair
    or the secretariat writes it down for somebody without a device. Raises `NotPossible` where nothing is to be moved.
    """
    with transaction.atomic():
        floor = locked_floor(item.meeting)
        there = _mover(floor.meeting, person, by)
        require_running(floor)
        require_current(floor, item)
        if kind not in Kind.values:
            raise NotPossible(_("That motion is not known."))
        same = ProceduralMotion.objects.filter(item=item, kind=kind, state__in=ProceduralMotion.PENDING).first()
        if same is not None:
            if same.person_id == there.person_id and (same.target_id, same.seconds) == (_pk(target), seconds):
                return same
            raise NotPossible(_("This has been moved already and is to be decided first."))
        _check_movable(floor, item, kind, target, seconds)
        motion = ProceduralMotion.objects.create(
            network=item.network,
            item=item,
            kind=kind,
            seat=there.seat,
            person=there.person,
            target=target if kind == Kind.REFER else None,
            seconds=seconds if kind == Kind.LIMIT_TIME else None,
            moved_at=clock.now(),
        )
        carry_if_enough(floor, motion)
        record("procedural motion moved", motion, by=by.person, network=by.network, kind=kind, mover=str(there.person))
        publish(floor.meeting_id, Topic.MOTIONS)
    return motion


def _pk(organ: Organ | None) -> int | None:
    return organ.pk if organ is not None else None


def _mover(meeting: Meeting, person: Person | None, by: Viewer) -> Attendance:
    """The presence of who moves: the viewer, or the person for whom the chair or the secretariat writes it down."""
    if person is None or (by.person is not None and person.pk == by.person.pk):
        own = attendance_of(by, meeting)
        if own is None:
            raise NotAllowed(_("Only those who are present may move how to go on."))
        return own
    require(may_keep_list(by, meeting), _("Only the chair and the secretariat write down motions of others."))
    there = meeting.attendances.filter(person=person, left_at__isnull=True).select_related("seat", "person")
    found: Attendance | None = there.order_by("is_proxy", "arrived_at", "pk").first()
    if found is None:
        raise NotPossible(_("%(person)s is not present.") % {"person": person})
    return found


def _check_movable(floor: Floor, item: AgendaItem, kind: str, target: Organ | None, seconds: int | None) -> None:
    require_no_vote(floor.meeting, item)
    debate = debate_of(item)
    if kind in SETTLED_IN[debate.state]:
        if debate.state in PUT_OFF:
            raise NotPossible(_("This item was put off; it is not dealt with in this meeting."))
        raise NotPossible(_("That is the case already: %(state)s.") % {"state": debate.get_state_display()})
    if kind in (Kind.ADJOURN_ITEM, Kind.REFER) and is_decided(item):
        raise NotPossible(_("This item was decided already."))
    if kind == Kind.REFER and (target is None or target not in referral_targets(floor.meeting)):
        raise NotPossible(_("Say to which group of the network it is to be referred."))
    if kind == Kind.LIMIT_TIME:
        if seconds is None:
            raise NotPossible(_("Say to how many minutes the time is to be limited."))
        check_seconds(seconds)
    if kind == Kind.SECRET_VOTE:
        _check_secret(floor.meeting, item)


def _check_secret(meeting: Meeting, item: AgendaItem) -> None:
    rule = secret_rule(meeting, item)
    if rule is not None and not rule.allowed:
        raise NotPossible(_("The statutes do not provide for secret votes here."))
    carried = ProceduralMotion.objects.filter(item=item, kind=Kind.SECRET_VOTE, state=State.CARRIED)
    if carried.exists():
        raise NotPossible(_("Votes on this item are secret already."))


def withdraw_motion(motion: ProceduralMotion, *, by: Viewer) -> ProceduralMotion:
    """The mover takes it back, or the chair for the mover, before it is put to the vote."""
    with transaction.atomic():
        floor = locked_floor(motion.item.meeting)
        current = fresh(motion, floor)
        own = by.person is not None and current.person_id == by.person.pk
        require(own or may_keep_list(by, floor.meeting), _("Only the mover and the chair take a motion back."))
        if current.state == State.WITHDRAWN:
            return current
        require_state(current, State.MOVED)
        conclude(current, State.WITHDRAWN, clock.now())
        record("procedural motion withdrawn", current, by=by.person, network=by.network, kind=current.kind)
        publish(floor.meeting_id, Topic.MOTIONS)
    return current


def _require_first(motion: ProceduralMotion, floor: Floor) -> None:
    """The furthest motion is decided first."""
    require_running(floor)
    require_state(motion, State.MOVED)
    earlier = before(motion, floor.meeting)
    if earlier is not None:
        raise NotPossible(_("Decide this motion first: %(motion)s.") % {"motion": motion_words(earlier)})


def carry_unopposed(motion: ProceduralMotion, *, by: Viewer) -> ProceduralMotion:
    """The chair asked whether anybody opposes, and nobody did: the motion is carried without a vote."""
    with transaction.atomic():
        floor = chaired_floor(motion.item.meeting, by=by)
        current = fresh(motion, floor)
        if current.state == State.CARRIED and current.unopposed:
            return current
        _require_first(current, floor)
        require_no_vote(floor.meeting)
        current.unopposed = True
        carry(floor, current, clock.now())
        record("procedural motion carried unopposed", current, by=by.person, network=by.network, kind=current.kind)
    return current


def put_to_vote(motion: ProceduralMotion, *, method: str, by: Viewer) -> Vote:
    """Open the vote on the motion: by hands or by name, by the simple majority of the charter."""
    if method not in (Vote.Method.HANDS, Vote.Method.NAMED):
        raise NotPossible(_("A motion on procedure is voted on openly."))
    with transaction.atomic():
        floor = chaired_floor(locked_meeting(motion.item.meeting), by=by)
        current = fresh(motion, floor)
        _require_first(current, floor)
        current.state = State.VOTING
        current.save(update_fields=["state"])
        titles, bodies = wordings_of_motion(current)
        vote = begin_vote(current.item, Question(titles, bodies, "procedural"), method=method, by=by)
        current.vote = vote
        current.save(update_fields=["vote"])
        publish(floor.meeting_id, Topic.MOTIONS)
    return vote
