"""Counting hands, closing a vote, breaking it off."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.audit import record, seal
from quattropole.access.rules import NotPossible, acting, require
from quattropole.access.viewer import Viewer
from quattropole.decisions.actions.voting import breaking_off, locked_vote, only_chair
from quattropole.decisions.models import Elector, HandCount, Vote
from quattropole.decisions.queries import ballot_digest
from quattropole.decisions.rules import may_run_votes
from quattropole.meetings.models import Meeting


def count_hands(vote: Vote, *, counts: Mapping[str, int], by: Viewer) -> HandCount:
    """Enter the counted show of hands; until the vote is closed a new count replaces the old one.

    Raises `NotPossible` where the hands are more than the seats that may vote.
    """
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.OPEN)
        require(may_run_votes(by, locked.item.meeting), only_chair())
        if locked.method != Vote.Method.HANDS:
            raise NotPossible(_("This vote is by name; every seat votes for itself."))
        allowed = [*locked.choices, "invalid"]
        unknown = set(counts) - set(allowed)
        if unknown or any(count < 0 for count in counts.values()):
            raise NotPossible(_("A count is a whole number, zero or more, for each choice."))
        electors = Elector.objects.filter(vote=locked, excluded__isnull=True).count()
        hands = sum(counts.values())
        if hands > electors:
            raise NotPossible(
                _("%(hands)s hands were counted, but only %(seats)s seats may vote.")
                % {"hands": hands, "seats": electors}
            )
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
            counted = HandCount.objects.filter(vote=locked).first()
            if counted is None:
                raise NotPossible(_("Enter the counted hands first."))
            locked.ballots_digest = seal(counted.counts)
        else:
            locked.ballots_digest = ballot_digest(locked)
        locked.state = Vote.State.CLOSED
        locked.closed_at = clock.now()
        locked.save(update_fields=["state", "closed_at", "ballots_digest"])
        record("vote closed", locked, by=by.person, network=by.network, ballots=locked.ballots_digest)
    return locked


def cancel_vote(vote: Vote, *, by: Viewer) -> Vote:
    """Break a vote off before its result is declared; its ballots stay on record and count for nothing."""
    with transaction.atomic():
        locked = locked_vote(vote, Vote.State.OPEN, Vote.State.CLOSED)
        require(may_run_votes(by, locked.item.meeting), only_chair())
        _require_meeting(locked)
        locked.state = Vote.State.CANCELLED
        locked.save(update_fields=["state"])
        for following in breaking_off:
            following(locked, by)
        record("vote cancelled", locked, by=by.person, network=by.network)
    return locked
