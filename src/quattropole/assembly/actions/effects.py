"""What follows when a motion on procedure is carried, and what motions keep from happening."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.assembly.actions.floor import interrupt
from quattropole.assembly.actions.locking import locked_floor
from quattropole.assembly.actions.speeches import end_running
from quattropole.assembly.models import Debate, Floor, ProceduralMotion
from quattropole.assembly.queries.floor import PUT_OFF, debate_of
from quattropole.assembly.queries.procedure import (
    BY_SHARE,
    ORDER_OF_DECISION,
    motion_words,
    pending,
    put_to_vote_now,
    supporters_needed,
    supporters_of,
)
from quattropole.decisions.actions.voting import Question
from quattropole.decisions.models import Placement, Vote
from quattropole.live import Topic, publish
from quattropole.meetings.models import AgendaItem, Meeting

Kind, State = ProceduralMotion.Kind, ProceduralMotion.State


def fresh(motion: ProceduralMotion, floor: Floor) -> ProceduralMotion:
    """The motion as it stands now that the floor is held."""
    found: ProceduralMotion = ProceduralMotion.objects.select_related("item", "person", "seat", "target").get(
        pk=motion.pk, item__meeting=floor.meeting
    )
    found.item.meeting = floor.meeting
    return found


def require_state(motion: ProceduralMotion, state: str) -> None:
    """Raise `NotPossible` unless the motion is in this state."""
    if motion.state != state:
        raise NotPossible(_("The motion is %(state)s.") % {"state": motion.get_state_display()})


def conclude(motion: ProceduralMotion, state: str, at: datetime) -> None:
    """Write down what became of the motion."""
    motion.state, motion.decided_at = state, at
    motion.save(update_fields=["state", "decided_at", "unopposed"])


def carry(floor: Floor, motion: ProceduralMotion, at: datetime) -> None:
    """The motion is carried: what it says happens, and what it makes pointless is settled."""
    conclude(motion, State.CARRIED, at)
    EFFECTS[motion.kind](floor, motion, at)
    ProceduralMotion.objects.filter(
        item=motion.item_id, kind__in=ORDER_OF_DECISION[motion.kind].settles, state=State.MOVED
    ).update(state=State.SETTLED, decided_at=at)
    publish(floor.meeting_id, Topic.MOTIONS, Topic.SPEAKERS, Topic.FLOOR, Topic.AGENDA)


def _adjourn_meeting(floor: Floor, motion: ProceduralMotion, at: datetime) -> None:
    interrupt(floor)


def _put_off(floor: Floor, motion: ProceduralMotion, at: datetime) -> None:
    """The item is not decided in this meeting; what was proposed stays open and can be placed again."""
    end_running(floor.meeting, at=at)
    referred = motion.kind == Kind.REFER
    state = Debate.State.REFERRED if referred else Debate.State.ADJOURNED
    _set_debate(motion, state=state, referred_to=motion.target if referred else None)
    Placement.objects.filter(item=motion.item_id).update(put_off_at=at, referred_to=motion.target if referred else None)


def _close_debate(floor: Floor, motion: ProceduralMotion, at: datetime) -> None:
    end_running(floor.meeting, at=at)
    _set_debate(motion, state=Debate.State.CLOSED)


def _close_list(floor: Floor, motion: ProceduralMotion, at: datetime) -> None:
    _set_debate(motion, state=Debate.State.LIST_CLOSED)


def _limit_time(floor: Floor, motion: ProceduralMotion, at: datetime) -> None:
    _set_debate(motion, speech_seconds=motion.seconds)


def _vote_in_secret(floor: Floor, motion: ProceduralMotion, at: datetime) -> None:
    """Nothing changes now; `secret_demanded_by` and `why_not_open` hold the votes on the item to it."""


def _set_debate(motion: ProceduralMotion, **fields: object) -> None:
    Debate.objects.update_or_create(
        item_id=motion.item_id, defaults=fields, create_defaults={"network": motion.network, **fields}
    )


EFFECTS: dict[str, Callable[[Floor, ProceduralMotion, datetime], None]] = {
    Kind.ADJOURN_MEETING: _adjourn_meeting,
    Kind.ADJOURN_ITEM: _put_off,
    Kind.REFER: _put_off,
    Kind.CLOSE_DEBATE: _close_debate,
    Kind.CLOSE_LIST: _close_list,
    Kind.LIMIT_TIME: _limit_time,
    Kind.SECRET_VOTE: _vote_in_secret,
}


def carry_if_enough(floor: Floor, motion: ProceduralMotion) -> bool:
    """Carry a demand as soon as the share of those present that the statutes ask for supports it."""
    needed = supporters_needed(floor.meeting, motion.item) if motion.kind in BY_SHARE else None
    if needed is None or supporters_of(motion) < needed:
        return False
    carry(floor, motion, clock.now())
    return True


def follow_result(vote: Vote, by: Viewer) -> None:
    """What follows from a declared vote on a motion; nothing for any other vote."""
    motion = ProceduralMotion.objects.select_related("item", "target").filter(vote=vote).first()
    if motion is None:
        return
    floor = locked_floor(vote.item.meeting)
    if vote.result["carried"]:
        carry(floor, motion, clock.now())
    else:
        conclude(motion, State.LOST, clock.now())
        publish(floor.meeting_id, Topic.MOTIONS)


def move_again(vote: Vote, by: Viewer) -> None:
    """A vote on a motion that is broken off leaves the motion where it was before."""
    motion = ProceduralMotion.objects.filter(vote=vote).first()
    if motion is None:
        return
    locked_floor(vote.item.meeting)
    motion.state, motion.vote = State.MOVED, None
    motion.save(update_fields=["state", "vote"])
    publish(vote.item.meeting_id, Topic.MOTIONS)


def why_not_open(item: AgendaItem, question: Question, method: str) -> str | None:
    """Why a vote on the item cannot be opened now: interrupted, put off, a motion comes first, it must be secret."""
    floor = locked_floor(item.meeting)
    if floor.paused_at is not None:
        return _("The meeting is interrupted.")
    if put_to_vote_now(item) is not None:
        return None
    if debate_of(item).state in PUT_OFF:
        return _("This item was put off; it is not dealt with in this meeting.")
    first = pending(floor.meeting, item)
    if first:
        return _("Decide this motion first: %(motion)s.") % {"motion": motion_words(first[0])}
    if method != Vote.Method.SECRET and _must_be_secret(floor.meeting, item):
        return _("A secret vote was decided for this item.")
    return None


def _must_be_secret(meeting: Meeting, item: AgendaItem) -> bool:
    """Whether the organ decided so where the statutes let no share demand it; otherwise the charter's gate says it."""
    decided = ProceduralMotion.objects.filter(item=item, kind=Kind.SECRET_VOTE, state=State.CARRIED)
    return decided.exists() and supporters_needed(meeting, item) is None
