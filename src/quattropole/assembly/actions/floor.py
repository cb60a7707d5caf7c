"""Which item is on the floor, the rules of its debate, the meeting interrupted and taken up again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible
from quattropole.access.viewer import Viewer
from quattropole.assembly.actions.locking import chaired_floor, locked_floor, require_running
from quattropole.assembly.actions.speeches import end_debate, end_running, interrupt_running
from quattropole.assembly.models import Debate, Floor, ProceduralMotion
from quattropole.assembly.queries.floor import PUT_OFF, debate_of, floor_of, item_after, open_vote_in
from quattropole.assembly.queries.procedure import motion_words, pending
from quattropole.decisions.models import Vote
from quattropole.live import Topic, publish
from quattropole.meetings.models import AgendaItem, Meeting

SECONDS_AT_LEAST, SECONDS_AT_MOST = 10, 4 * 3600
"""Between which a limit of time makes sense."""


def call_item(item: AgendaItem, *, by: Viewer) -> Floor:
    """Call an item: whoever speaks ends, its debate begins. Called twice, it is called once.

    Raises `NotPossible` while a vote is open, the meeting is interrupted, or where the item was put off.
    """
    with transaction.atomic():
        floor = chaired_floor(item.meeting, by=by)
        return _call(floor, AgendaItem.objects.get(pk=item.pk, meeting=floor.meeting), by)


def next_item(meeting: Meeting, *, by: Viewer) -> Floor:
    """Call the item after the current one."""
    with transaction.atomic():
        floor = chaired_floor(meeting, by=by)
        following = item_after(floor.meeting, floor.item)
        if following is None:
            raise NotPossible(_("That was the last item of the agenda."))
        return _call(floor, following, by)


def _call(floor: Floor, item: AgendaItem, by: Viewer) -> Floor:
    if floor.item_id == item.pk:
        return floor
    require_running(floor)
    require_no_vote(floor.meeting)
    _require_nothing_pending(floor)
    if debate_of(item).state in PUT_OFF:
        raise NotPossible(_("This item was put off; it is not dealt with in this meeting."))
    _make_current(floor, item, clock.now(), by)
    record("item called", item, by=by.person, network=by.network, meeting=floor.meeting_id, position=item.position)
    return floor


def _require_nothing_pending(floor: Floor) -> None:
    """Raise `NotPossible` while a motion on how to go on with the current item is not decided."""
    moved = pending(floor.meeting, floor.item) if floor.item is not None else []
    if moved:
        raise NotPossible(_("Decide this motion first: %(motion)s.") % {"motion": motion_words(moved[0])})


def _make_current(floor: Floor, item: AgendaItem, at: datetime, by: Viewer) -> None:
    end_running(floor.meeting, at=at)
    if floor.item is not None:
        end_debate(floor.item, at=at, by=by)
    debate, _created = Debate.objects.get_or_create(item=item, defaults={"network": item.network})
    debate.begun_at = debate.begun_at or at
    debate.ended_at = None
    debate.save(update_fields=["begun_at", "ended_at"])
    floor.item, floor.since = item, at
    floor.save(update_fields=["item", "since"])
    publish(floor.meeting_id, Topic.FLOOR)


def require_no_vote(meeting: Meeting, item: AgendaItem | None = None) -> None:
    """Raise `NotPossible` while a vote is open in the meeting, or on the item."""
    vote = open_vote_in(meeting, item)
    if vote is not None:
        raise NotPossible(_("A vote is open: %(title)s. Close it first.") % {"title": vote.titles})


def follow_vote(vote: Vote, by: Viewer) -> None:
    """A vote that is opened brings its item on the floor and ends the speech that runs."""
    floor = locked_floor(vote.item.meeting)
    now = clock.now()
    if floor.item_id != vote.item_id:
        _make_current(floor, vote.item, now, by)
    elif end_running(floor.meeting, at=now) is not None:
        publish(floor.meeting_id, Topic.SPEAKERS)


def pause(meeting: Meeting, reason: str, *, by: Viewer) -> Floor:
    """Interrupt the meeting; who was speaking goes on first afterwards. `reason` is shown to everybody."""
    with transaction.atomic():
        floor = chaired_floor(meeting, by=by)
        if floor.paused_at is not None:
            return floor
        require_no_vote(floor.meeting)
        interrupt(floor, reason)
        record("meeting interrupted", floor.meeting, by=by.person, network=by.network, reason=floor.pause)
    return floor


def interrupt(floor: Floor, reason: str = "") -> None:
    """Interrupt the meeting whose floor is held."""
    now = clock.now()
    interrupt_running(floor.meeting, at=now)
    floor.pause, floor.paused_at = " ".join(reason.split())[:200], now
    floor.save(update_fields=["pause", "paused_at"])
    publish(floor.meeting_id, Topic.MEETING, Topic.SPEAKERS)


def resume(meeting: Meeting, *, by: Viewer) -> Floor:
    """Take the meeting up again."""
    with transaction.atomic():
        floor = chaired_floor(meeting, by=by)
        if floor.paused_at is None:
            return floor
        floor.pause, floor.paused_at = "", None
        floor.save(update_fields=["pause", "paused_at"])
        record("meeting resumed", floor.meeting, by=by.person, network=by.network)
        publish(floor.meeting_id, Topic.MEETING, Topic.SPEAKERS)
    return floor


def set_rules(
    meeting: Meeting,
    alternation: str,
    newcomers_first: bool,
    speech_seconds: int | None,
    city_seconds: int | None,
    *,
    by: Viewer,
) -> Floor:
    """Set how the list of speakers is ordered and how long one speaks; None: as long as one likes."""
    if alternation not in Floor.Alternation.values:
        raise NotPossible(_("That order of speakers is not known."))
    for seconds in (speech_seconds, city_seconds):
        check_seconds(seconds)
    with transaction.atomic():
        floor = chaired_floor(meeting, by=by)
        floor.alternation, floor.newcomers_first = alternation, newcomers_first
        floor.speech_seconds, floor.city_seconds = speech_seconds, city_seconds
        floor.save(update_fields=["alternation", "newcomers_first", "speech_seconds", "city_seconds"])
        record(
            "rules of debate set",
            floor.meeting,
            by=by.person,
            network=by.network,
            alternation=alternation,
            newcomers_first=newcomers_first,
            speech_seconds=speech_seconds,
            city_seconds=city_seconds,
        )
        publish(floor.meeting_id, Topic.SPEAKERS)
    return floor


def check_seconds(seconds: int | None) -> None:
    """Raise `NotPossible` for a limit of time that nobody means."""
    if seconds is not None and not SECONDS_AT_LEAST <= seconds <= SECONDS_AT_MOST:
        raise NotPossible(_("A time to speak lasts from ten seconds to four hours."))


def end_with_meeting(meeting: Meeting, by: Viewer) -> None:
    """When the meeting is closed, whoever speaks ends, and what was moved and not decided is settled."""
    floor = locked_floor(meeting)
    now = clock.now()
    end_running(meeting, at=now)
    if floor.item is not None:
        end_debate(floor.item, at=now, by=by)
    ProceduralMotion.objects.filter(item__meeting=meeting, state__in=ProceduralMotion.PENDING).update(
        state=ProceduralMotion.State.SETTLED, decided_at=now
    )
    floor.pause, floor.paused_at = "", None
    floor.save(update_fields=["pause", "paused_at"])
    publish(meeting.pk, Topic.FLOOR, Topic.SPEAKERS, Topic.MOTIONS)


__all__ = ["call_item", "end_with_meeting", "floor_of", "follow_vote", "next_item", "pause", "resume", "set_rules"]
