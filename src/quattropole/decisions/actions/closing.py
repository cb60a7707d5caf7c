"""Counting hands, closing a vote, breaking it off."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record
from quattropole.access.rules import NotPossible, acting, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.secrecy import count_slips, empty_urn
from quattropole.decisions.actions.voting import breaking_off, locked_vote, only_chair
from quattropole.decisions.models import Elector, HandCount, Vote
from quattropole.decisions.queries import ballot_digest
from quattropole.decisions.rules import may_run_votes
from quattropole.live import Topic, publish
from quattropole.meetings.models import Meeting


def count_hands(vote: Vote, *, counts: Mapping[str, int], by: Viewer) -> HandCount:
    """Enter the counted show of hands; until the vote is closed a new count replaces the old one.

    Raises `NotPossible` where the hands are more than the seats that may vote.
    """
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.OPEN)
        require(may_run_votes(by, locked.item.meeting), only_chair())
        if locked.method != Vote.Method.HANDS:
            raise NotPossible(_("Hands are not counted in this vote; every seat votes for itself."))
        allowed = [*locked.choices, "invalid"]
        unknown = set(counts) - set(allowed)
        if unknown or any(count < 0 for count in counts.values()):
            raise NotPossible(_("A count is a whole number, zero or more, for each choice."))
        _require_no_more_than_seats(locked, sum(counts.values()))
        count, _created = HandCount.objects.update_or_create(
            vote=locked,
            defaults={
                "network": by.network,
                "counts": {choice: counts.get(choice, 0) for choice in allowed},
                "counted_by": acting(by),
                "counted_at": clock.now(),
            },
        )
        record("hands counted", locked, by=by.person, network=by.network, counts=count.counts)
        publish(locked.item.meeting_id, Topic.VOTES)
    return count


def _require_meeting(vote: Vote) -> None:
    """A vote without a meeting ends at its deadline, not when somebody in a chair says so."""
    if vote.item.meeting.mode == Meeting.Mode.CIRCULAR:
        raise NotPossible(_("Members answer until the deadline; this vote is closed on its own page."))


def close_vote(vote: Vote, *, by: Viewer) -> Vote:
    """Close the vote: no ballot counts from here on. The ballots are sealed with a digest in the audit log."""
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.OPEN)
        require(may_run_votes(by, locked.item.meeting), only_chair())
        _require_meeting(locked)
        if locked.method == Vote.Method.HANDS:
            _require_hands(locked)
        locked.closed_at = clock.now()
        if locked.method == Vote.Method.SECRET:
            count_slips(locked)
        else:
            locked.state, locked.ballots_digest = Vote.State.CLOSED, ballot_digest(locked)
            locked.save(update_fields=["state", "closed_at", "ballots_digest"])
        record("vote closed", locked, by=by.person, network=by.network, ballots=locked.ballots_digest)
        publish(locked.item.meeting_id, Topic.VOTES)
    return locked


def _require_hands(vote: Vote) -> None:
    """Hands must be counted, and be no more than the seats that may vote: one may have been excluded since."""
    counted = HandCount.objects.filter(vote=vote).first()
    if counted is None:
        raise NotPossible(_("Enter the counted hands first."))
    _require_no_more_than_seats(vote, sum(counted.counts.values()))


def _require_no_more_than_seats(vote: Vote, hands: int) -> None:
    electors = Elector.objects.filter(vote=vote, excluded__isnull=True).count()
    if hands > electors:
        raise NotPossible(
            _("%(hands)s hands were counted, but only %(seats)s seats may vote.") % {"hands": hands, "seats": electors}
        )


def cancel_vote(vote: Vote, *, by: Viewer) -> Vote:
    """Break a vote off before its result is declared; what was cast counts for nothing.

    Ballots by name stay on record; secret ones that were not counted yet are destroyed.
    """
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.OPEN, Vote.State.CLOSED)
        require(may_run_votes(by, locked.item.meeting), only_chair())
        _require_meeting(locked)
        locked.state = Vote.State.CANCELLED
        locked.paper = {}
        locked.save(update_fields=["state", "paper"])
        empty_urn(locked)
        for following in breaking_off:
            following(locked, by)
        record("vote cancelled", locked, by=by.person, network=by.network)
        publish(locked.item.meeting_id, Topic.VOTES)
    return locked
