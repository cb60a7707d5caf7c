"""Casting a ballot: once for each seat, while the vote is open."""

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from quattropole import clock
from quattropole.access.rules import NotAllowed, NotPossible, acting
from quattropole.access.viewer import Viewer
from quattropole.decisions.models import Ballot, Elector, Vote
from quattropole.decisions.queries.choices import choice_on_ballot
from quattropole.decisions.rules import may_cast
from quattropole.meetings.models import Meeting
from quattropole.network.models import Seat
from quattropole.texts.localized import Localized


def _wait_for_close(vote: Vote) -> None:
    """Ballots do not wait for each other, but a ballot and the closing of its vote come one after the other."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM decisions_vote WHERE id = %s FOR SHARE", [vote.pk])


def _same_ballot(given: Ballot, choice: str) -> Ballot:
    if given.choice == choice:
        return given
    raise NotPossible(_("A different vote was already cast for this seat; it counts and cannot be changed."))


def cast_ballot(vote: Vote, seat: Seat, *, choice: str, by: Viewer) -> Ballot:
    """Cast the seat's ballot. The same ballot sent again is answered like the first and counted once.

    Raises `NotAllowed` for a person without the seat, `NotPossible` when closed, already cast, or no such choice.
    """
    elector = Elector.objects.filter(vote=vote, seat=seat).first()
    if elector is None or not may_cast(by, elector):
        raise NotAllowed(_("You have no vote here: the seat is held by somebody else."))
    choice = choice_on_ballot(vote, choice)
    with transaction.atomic():
        _wait_for_close(vote)
        current = Vote.objects.only("state", "method").get(pk=vote.pk)
        given = Ballot.objects.filter(vote=vote, seat=seat).first()
        if given is not None:
            return _same_ballot(given, choice)
        if current.state != Vote.State.OPEN:
            raise NotPossible(_("The vote is closed; your ballot was not counted."))
        if current.method != Vote.Method.NAMED:
            raise NotPossible(_("This vote is by show of hands."))
        elector.refresh_from_db(fields=["excluded"])
        _check_seat(vote, elector, by)
        try:
            with transaction.atomic():
                return Ballot.objects.create(
                    network=by.network, vote=vote, seat=seat, person=acting(by), choice=choice, cast_at=clock.now()
                )
        except IntegrityError:
            given = Ballot.objects.filter(vote=vote, seat=seat).first()
            if given is None:
                raise
            return _same_ballot(given, choice)


def _check_seat(vote: Vote, elector: Elector, by: Viewer) -> None:
    """A seat that is excluded, a mandate that ended, or a seat that left the room votes no more."""
    if elector.excluded is not None:
        raise NotPossible(Localized(elector.excluded["texts"]).shown().text)
    if not elector.is_substitute and elector.seat_id not in {seat.pk for seat in by.seats}:
        raise NotAllowed(_("The mandate for this seat has ended."))
    meeting = vote.item.meeting
    if meeting.mode == Meeting.Mode.CIRCULAR:
        if meeting.deadline is None or clock.now() >= meeting.deadline:
            raise NotPossible(_("The deadline has passed; your answer was not counted."))
        return
    if not meeting.attendances.filter(seat=elector.seat_id, left_at__isnull=True).exists():
        raise NotPossible(_("The seat is not recorded as present."))
